"""Registers: how an upper room tells a lower one what it has to offer, filled in AppConfig.ready()."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


Entry = TypeVar("Entry", bound=Keyed)


class Register(Generic[Entry]):
    """An ordered table of entries by key; the same key twice is a mistake of the programmer."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Entry] = {}

    def add(self, entry: Entry) -> Entry:
        """Add `entry`; raises ValueError when the key is taken."""
        if entry.key in self._entries:
            raise ValueError(f"{self.name} has {entry.key!r} already")
        self._entries[entry.key] = entry
        return entry

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def get(self, key: str) -> Entry | None:
        """The entry, or nothing."""
        return self._entries.get(key)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
