"""How the weights are learned: multinomial logistic regression over the features, kept small by a penalty (ridge).

Solved in the space of the notes, of which there are fewer than features: one matrix of likenesses between notes serves all
folds of a cross-validation. Needs numpy, which the portal itself does not: only `manage.py learn` comes here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intake.suggestion.features import Feature, features, rarity, scales
from intake.suggestion.words import Terms, plain, rows, shape

PENALTY = 0.05
ROUNDS = 150
TERMS_IN_A_NOTE = 5  # of a concept that speaks for one matter; a made-up note teaches terms that no sample holds
SEEN = {
    "2": 2,
    "3": 3,
}  # in how many notes a feature of a family must stand to be kept: what stands once says nothing general
SELDOM = 25  # features in at most so many notes are added one by one, the others as a matrix
BLOCK = 2500


@dataclass(frozen=True)
class Note:
    """A note to learn from: its text, its matter, and where it comes from (a writer, "labelled", "terms")."""

    text: str
    matter: str
    source: str
    destination: str = ""
    also: tuple[str, ...] = ()  # rivals that count as right
    key: str = ""


def samples() -> list[Note]:
    """The notes written for training."""
    return [Note(row["text"], row["matter"], row["writer"], row["destination"]) for row in rows("sample_notes.csv")]


def labelled() -> list[Note]:
    """The notes after publicly reported matters, written and labelled by others."""
    return [
        Note(row["text"], row["matter"], "labelled", row["destination"], tuple(filter(None, row["ambiguous_with"].split("|"))), row["id"])
        for row in rows("labelled_notes.csv")
    ]  # fmt: skip


def made_of_terms() -> list[Note]:
    """Notes that are nothing but terms of one concept, for each concept that speaks for a matter."""
    speaks = {row["key"]: row["matter"] for row in rows("concepts.csv") if row["matter"]}
    by_concept: dict[str, list[str]] = {concept: [] for concept in speaks}
    for row in rows("terms.csv"):
        if row["concept"] in speaks:
            by_concept[row["concept"]].append(row["term"])
    return [
        Note(",".join(terms[first :: -(-len(terms) // TERMS_IN_A_NOTE)]), speaks[concept], "terms")
        for concept, terms in by_concept.items() if terms
        for first in range(-(-len(terms) // TERMS_IN_A_NOTE))
    ]  # fmt: skip


class Library:
    """Notes with their features and the likeness of every two of them (n × n, float32)."""

    def __init__(self, notes: Sequence[Note], matters: Sequence[str], terms: Terms) -> None:
        self.notes, self.matters = list(notes), list(matters)
        found = [features(shape(plain(note.text)), terms) for note in self.notes]
        self.rare, self.unmet = rarity([feature.key for feature in one] for one in found)
        self.met: dict[str, list[tuple[int, float]]] = {}
        for place, one in enumerate(found):
            self._weigh(place, one)
        self.truth = np.zeros((len(self.notes), len(self.matters)), np.float32)
        for place, note in enumerate(self.notes):
            self.truth[place, self.matters.index(note.matter)] = 1
        self.likeness = self._likeness()

    def _weigh(self, place: int, found: list[Feature]) -> None:
        scale = scales(found, self.rare, self.unmet)
        for feature in found:
            value = scale[feature.family] * self.rare[feature.key]
            self.met.setdefault(feature.key, []).append((place, value))

    def _likeness(self) -> np.ndarray:
        size = len(self.notes)
        total = np.zeros((size, size), np.float32)
        often = []
        for met in self.met.values():
            if len(met) > SELDOM:
                often.append(met)
                continue
            places, values = (
                np.array([place for place, _value in met]),
                np.array([value for _place, value in met], np.float32),
            )
            total[np.ix_(places, places)] += np.outer(values, values)
        for first in range(0, len(often), BLOCK):
            block = np.zeros((size, min(BLOCK, len(often) - first)), np.float32)
            for column, met in enumerate(often[first : first + BLOCK]):
                for place, value in met:
                    block[place, column] = value
            total += block @ block.T
        return total

    def fit(self, places: np.ndarray) -> np.ndarray:
        """What each note at `places` adds to the score of each matter (notes × matters); accelerated gradient descent."""
        likeness, truth = self.likeness[np.ix_(places, places)], self.truth[places]
        step = 1 / (_largest(likeness) / 2 + PENALTY)
        kept = ahead = np.zeros_like(truth)
        pace = 1.0
        for _round in range(ROUNDS):
            newer = ahead - step * (chances(likeness @ ahead) - truth + PENALTY * ahead)
            faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
            kept, ahead, pace = newer, newer + (pace - 1) / faster * (newer - kept), faster
        return kept

    def scores(self, asked: np.ndarray, places: np.ndarray, fitted: np.ndarray) -> np.ndarray:
        """The scores of the notes `asked` by what was fitted on those at `places`."""
        return self.likeness[np.ix_(asked, places)] @ fitted

    def weights(self, fitted: np.ndarray) -> dict[str, np.ndarray]:
        """The weight of each feature for each matter, where all notes were fitted; its rarity is multiplied in already."""
        return {
            key: self.rare[key] * (np.array([value for _place, value in met], np.float32) @ fitted[[place for place, _value in met]])
            for key, met in self.met.items()
            if len(met) >= SEEN.get(key[0], 1)
        }  # fmt: skip


def chances(scores: np.ndarray) -> np.ndarray:
    """Scores as chances that sum to one, row by row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _largest(likeness: np.ndarray) -> float:
    """Nearly the largest eigenvalue, which bounds the step."""
    direction, size = np.ones(len(likeness), np.float32), 1.0
    for _round in range(12):
        direction = likeness @ direction
        size = float(np.linalg.norm(direction)) or 1.0
        direction /= size
    return size * 1.05
