"""The scorer: weights read from `intake/data/weights.txt`, a score for each matter, and which words made it. No library."""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intake.suggestion.features import Feature, scales
from intake.suggestion.words import DATA, Terms

WEIGHTS = "weights.txt"
WORDS_SHOWN = 4
NO_WORD = ",。?0"
STEPS = 127  # a weight is kept in one byte: so many steps up and down


@dataclass(frozen=True)
class Model:
    """Weights of features by matter. `steep` turns scores into chances that mean what they say."""

    matters: tuple[str, ...]
    weights: Mapping[str, tuple[float, array]]  # feature: its rarity, and its weight for each matter
    units: Mapping[str, float]  # family: what one step of its weights is worth
    unmet: float
    steep: float

    def scores(self, found: list[Feature]) -> list[float]:
        """The score of each matter, in the order of `matters`."""
        totals = [0.0] * len(self.matters)
        for feature, unit in self._weighed(found):
            for place, weight in enumerate(self.weights[feature.key][1]):
                totals[place] += weight * unit
        return totals

    def chances(self, scores: Sequence[float]) -> list[float]:
        """Scores as chances that sum to one."""
        top = max(scores)
        powers = [math.exp(self.steep * (score - top)) for score in scores]
        total = sum(powers)
        return [power / total for power in powers]

    def spoke(self, shape: str, found: list[Feature], matter: int, terms: Terms) -> list[str]:
        """The words of the note that spoke most for a matter: terms where there are any, else pairs of characters."""
        told = [0.0] * len(shape)
        for feature, unit in self._weighed(found):
            weights = self.weights[feature.key][1]
            said = (weights[matter] - sum(weights) / len(weights)) * unit / len(feature.spans)
            for start, end in feature.spans:
                for place in range(start, end):
                    told[place] += said / (end - start)
        known = [(hit.start, hit.end) for hit in terms.found(shape) if len(hit.term) > 1]
        words = _apart(shape, told, known)
        if words:
            return words
        pairs = [(start, start + 2) for start in range(len(shape) - 1)]
        return _apart(shape, told, [(start, end) for start, end in pairs if not set(shape[start:end]) & set(NO_WORD)])

    def _weighed(self, found: list[Feature]) -> Iterable[tuple[Feature, float]]:
        rare = {feature.key: self.weights[feature.key][0] for feature in found if feature.key in self.weights}
        scale = scales(found, rare, self.unmet)
        for feature in found:
            if feature.key in rare:
                yield feature, scale[feature.family] * self.units[feature.family]


def _apart(shape: str, told: list[float], candidates: list[tuple[int, int]]) -> list[str]:
    """The words at the places that said most, each once, none over another."""
    ranked = sorted(
        ((sum(told[start:end]) / (end - start) ** 0.5, -start, end) for start, end in candidates), reverse=True
    )
    taken: set[int] = set()
    words: list[str] = []
    for worth, back, end in ranked:
        places = set(range(-back, end))
        if worth <= 0 or len(words) == WORDS_SHOWN:
            break
        if not places & taken and (word := shape[-back:end]) not in words:
            taken |= places
            words.append(word)
    return words


@cache
def shipped() -> Model:
    """The weights that the portal comes with."""
    return read(DATA / WEIGHTS)


def read(path: Path) -> Model:
    """A model from its file: three lines of heading, then a feature, its rarity and its weights, one line each."""
    with path.open(encoding="utf-8") as lines:
        matters = tuple(next(lines).split()[1:])
        unmet, steep = (float(number) for number in next(lines).split()[1:])
        units = {name: float(unit) for name, unit in (pair.split("=") for pair in next(lines).split()[1:])}
        weights = {}
        for line in lines:
            key, rare, told = line.rstrip("\n").split("\t")
            weights[key] = (float(rare), array("b", bytes.fromhex(told)))
    return Model(matters, weights, units, unmet, steep)


def write(path: Path, model: Model) -> None:
    """Keep a model; the same weights give the same file."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f"matters {' '.join(model.matters)}\n")
        out.write(f"unmet,steep {model.unmet:.4f} {model.steep:.3f}\n")
        out.write(f"units {' '.join(f'{family}={unit:.8f}' for family, unit in sorted(model.units.items()))}\n")
        for key in sorted(model.weights):
            rare, told = model.weights[key]
            out.write(f"{key}\t{rare:.3f}\t{told.tobytes().hex()}\n")


def pressed(
    matters: Sequence[str],
    weights: Mapping[str, Sequence[float]],
    rare: Mapping[str, float],
    unmet: float,
    steep: float,
) -> Model:
    """A model whose weights are pressed into bytes, one scale for each family; what rounds to nothing is left out."""
    largest: dict[str, float] = {}
    for key, told in weights.items():
        largest[key[0]] = max(largest.get(key[0], 0.0), max(abs(weight) for weight in told))
    units = {family: most / STEPS for family, most in largest.items() if most}
    kept = {}
    for key, told in weights.items():
        steps = [round(weight / units[key[0]]) for weight in told]
        if any(abs(step) > 1 for step in steps):
            kept[key] = (rare[key], array("b", steps))
    return Model(tuple(matters), kept, units, unmet, steep)
