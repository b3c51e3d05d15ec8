"""What people say and what is done about it: stories.csv, told with the slots of stories.toml, so that no two notes read alike."""

import csv
import random
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SLOT = re.compile(r"\{(\w+)\}")
SHORT = 10  # a result says at least so much
ANY = (300, 3000)  # yuan, for matters in which money is not usual
GRID, SCENE = "grid.", "scene."  # before the category of a worker's report and the part of a scene, in stories.csv


@dataclass(frozen=True)
class Trouble:
    """One matter in words: its `row` of stories.csv, and the `slots` that keep its facts the same from the first note to the last."""

    row: dict[str, str]
    narrative: str
    claim: str
    slots: dict[str, str]

    @property
    def asked(self) -> int | None:
        """Yuan that the visitor names, if any."""
        return int(self.slots["amount"]) if "{amount}" in self.row["said"] + self.row["asks"] else None

    @property
    def paid(self) -> int | None:
        """Yuan that an agreement comes to, if any."""
        return int(self.slots["part"]) if "{part}" in self.row["agreed"] else None

    @property
    def asks_payment(self) -> bool:
        return "{amount}" in self.row["asks"]


@cache
def book() -> dict[str, Any]:
    """The whole of stories.toml."""
    with (HERE / "stories.toml").open("rb") as lines:
        return tomllib.load(lines)


@cache
def rows() -> dict[str, list[dict[str, str]]]:
    """The rows of stories.csv by matter, those of grid reports by "grid." and category."""
    found: dict[str, list[dict[str, str]]] = {}
    with (HERE / "stories.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["matter"], []).append(row)
    return found


def matters() -> dict[str, dict[str, Any]]:
    """The matters with their weights, by key."""
    return {key: said for key, said in book().items() if "weight" in said}


class Teller:
    """Fills sentences; every choice comes from one seeded chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def trouble(self, matter: str, *, who: str, village: str, source: str = "hall") -> Trouble:
        """A matter of this kind, a report ("grid.environment") or a part of a scene ("scene.group"), in `village` with `who` on the other side."""
        chance, common = self._chance, book()["common"]
        row = chance.choice(rows()[matter])
        amount, part, small = self._money(matters().get(matter, {}).get("amount", ANY))
        slots = {
            "who": who or "对方",
            "village": village,
            "group": str(chance.randint(1, 12)),
            "amount": amount,
            "part": part,
            "small": small,
        }
        slots["vehicle2"] = chance.choice(book()["slots"]["vehicle"])
        opening = closing = ""
        if source in common["sent"]:
            opening = chance.choice(common["sent"][source])
        elif row["said"].startswith("问"):
            opening = chance.choice(common["askings"])
        elif not matter.startswith((GRID, SCENE)):
            opening = chance.choice(common["openings"]) if not row["said"].startswith(("反映", "建议")) else ""
            closing = chance.choice(common["closings"]) if who and chance.random() < 0.6 else ""
        narrative = self.fill(opening + row["said"] + closing, slots)
        return Trouble(row, narrative, self.fill(row["asks"], slots), slots)

    def say(self, trouble: Trouble, part: str) -> str:
        """What the story says at this point: "agreed", "done" or "told"."""
        words = self.fill(trouble.row[part], trouble.slots)
        return words if len(words) >= SHORT else f"经各方商定，{words}"

    def common(self, *path: str, **slots: str) -> str:
        """A sentence that fits any matter."""
        found = book()["common"]
        for key in path:
            found = found[key]
        return self.fill(self._chance.choice(found), slots)

    def fill(self, sentence: str, slots: dict[str, str]) -> str:
        """`sentence` with each slot filled: by the story's own facts, else by something that fits, which is a fact from then on."""

        def put(match: re.Match[str]) -> str:
            name = match[1]
            if name not in slots:
                pool = book()["slots"].get(name) or book()["common"][{"way": "ways", "date": "dates"}[name]]
                slots[name] = self._chance.choice(pool)
            return slots[name]

        return SLOT.sub(put, sentence)

    def _money(self, between: tuple[int, int]) -> tuple[str, str, str]:
        """What is asked, what is paid in the end, and an instalment, in yuan."""
        low, high = between
        amount = _round(low * (high / low) ** (self._chance.random() ** 1.4))
        part = _round(amount * self._chance.uniform(0.45, 0.95))
        return str(amount), str(part), str(_round(min(part, 2500) * self._chance.uniform(0.2, 0.5)))


def _round(amount: float) -> int:
    step = 10 if amount < 1000 else 100 if amount < 20_000 else 1000
    return max(step, round(amount / step) * step)
