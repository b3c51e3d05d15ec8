"""What the scorer looks at in a note: single characters, pairs and triples of them, terms of the trade, their concepts."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from intake.suggestion.words import Found, Terms

# How much each family counts beside the others. Measured across three writers; see docs/suggestion.md.
FAMILIES = {"1": 2.0, "2": 4.0, "3": 1.0, "t": 0.3, "c": 0.05}
EDGE = "^"


@dataclass(frozen=True)
class Feature:
    """One feature of a note: its family and name, and the places of the text that it covers."""

    family: str
    name: str
    spans: tuple[tuple[int, int], ...]

    @property
    def key(self) -> str:
        return self.family + self.name


def features(shape: str, terms: Terms) -> list[Feature]:
    """The features of the shape of a note (`words.shape`), each once, with all its places."""
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    bounded = f"{EDGE}{shape}{EDGE}"
    for start, sign in enumerate(shape):
        if sign not in ",。":
            places.setdefault(("1", sign), []).append((start, start + 1))
    for length in (2, 3):
        for start in range(len(bounded) - length + 1):
            spot = (max(start - 1, 0), min(start - 1 + length, len(shape)))
            places.setdefault((str(length), bounded[start : start + length]), []).append(spot)
    for hit in terms.found(shape):
        _place(places, hit)
    return [Feature(family, name, tuple(spots)) for (family, name), spots in places.items()]


def _place(places: dict[tuple[str, str], list[tuple[int, int]]], hit: Found) -> None:
    places.setdefault(("t", hit.term), []).append((hit.start, hit.end))
    for concept in hit.concepts:
        places.setdefault(("c", concept), []).append((hit.start, hit.end))


def rarity(documents: Iterable[Iterable[str]]) -> tuple[dict[str, float], float]:
    """How telling each feature is (inverse document frequency), and how telling one that was never met."""
    documents = list(documents)
    met = Counter(key for document in documents for key in set(document))
    total = len(documents)
    return {key: math.log((1 + total) / (1 + times)) + 1 for key, times in met.items()}, math.log(1 + total) + 1


def scales(found: list[Feature], rare: dict[str, float], unmet: float) -> dict[str, float]:
    """What a feature of each family is multiplied with, so that a long note weighs no more than a short one."""
    squares: dict[str, float] = {}
    for feature in found:
        value = rare.get(feature.key, unmet)
        squares[feature.family] = squares.get(feature.family, 0.0) + value * value
    return {family: math.sqrt(FAMILIES[family] / square) for family, square in squares.items()}
