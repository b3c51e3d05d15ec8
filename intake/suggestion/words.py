"""The words of a note: brought to one writing, and the terms of the trade found in them."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
LONGEST_TERM = 10
START, END = 600, 400  # of a long narrative the beginning, which says what it is, and the end, which says what is asked

# How people of the county speak, in the words of the page.
SPOKEN = str.maketrans(
    {"俺": "我", "咱": "我", "恁": "你", "啥": "么", "咋": "怎", "讲": "说", "勒": "了", "哩": "呢", "嘞": "呢"}
)
PAUSES = re.compile(r"[,、;:…·\-—~()\[\]{}<>《》【】“”‘’\"'/\\|_=+*#@&^%$]+")
STOPS = re.compile(r"[。.!]+")
BLANKS = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2028-\u202f\ufeff]+")


@dataclass(frozen=True)
class Found:
    """A term at a place of the plain text."""

    start: int
    term: str
    concepts: tuple[str, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.term)


def plain(text: str) -> str:
    """The note without blanks, in one width, with "," for every pause and "。" for every end."""
    text = unicodedata.normalize(
        "NFKC", text if len(text) <= 8 * START else text[: 4 * START] + text[-4 * END :]
    ).lower()
    text = BLANKS.sub("", text).translate(SPOKEN)
    text = STOPS.sub("。", PAUSES.sub(",", text)).strip(",。")
    return text if len(text) <= START + END else text[:START] + text[-END:]


def shape(text: str) -> str:
    """The plain text with "0" for every run of digits: what is counted and priced does not matter to what it is about."""
    return re.sub(r"\d+", "0", text)


class Terms:
    """The terms of the trade by the concept they stand for; the longest at a place counts."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        known: dict[str, set[str]] = {}
        for term, concept in rows:
            known.setdefault(shape(plain(term)), set()).add(concept)
        known.pop("", None)
        self.known = {term: tuple(sorted(concepts)) for term, concepts in known.items()}
        self._longest: dict[str, int] = {}
        for term in self.known:
            self._longest[term[0]] = max(self._longest.get(term[0], 0), len(term))

    def without(self, off: set[str]) -> "Terms":
        """The same but for those that are switched off."""
        return Terms(
            (term, concept) for term, concepts in self.known.items() if term not in off for concept in concepts
        )

    def __len__(self) -> int:
        return len(self.known)

    def found(self, text: str) -> list[Found]:
        """Terms in the shape of a note, from left to right; one that lies within a longer one is not counted."""
        hits: list[Found] = []
        reach = 0
        for start, sign in enumerate(text):
            for length in range(min(self._longest.get(sign, 0), len(text) - start), 0, -1):
                concepts = self.known.get(text[start : start + length])
                if concepts:
                    if start + length > reach:
                        hits.append(Found(start, text[start : start + length], concepts))
                        reach = start + length
                    break
        return hits


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped data file."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@cache
def shipped() -> Terms:
    """The terms that the portal comes with."""
    return Terms((row["term"], row["concept"]) for row in rows("terms.csv"))
