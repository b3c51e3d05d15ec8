"""How good the suggestions are: right first, right within three, right destination; with the notes judged left out of the training.

Needs numpy, as `training` does.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intake.suggestion import destinations, facts, label_rules
from intake.suggestion.training import Library, Note, chances
from intake.suggestion.words import plain, shape

FOLDS = 6
DRAWS = 2000  # of the bootstrap
SHUFFLE = 20240706  # any number; the same folds and draws each time
STEEPS = [step / 10 for step in range(8, 31)]


@dataclass(frozen=True)
class Judged:
    """The notes judged, the order of matters for each, its destination, and the figures."""

    notes: list[Note]
    guesses: list[list[str]]
    places: list[str]

    @property
    def first(self) -> list[bool]:
        return [guess[0] in right(note) for note, guess in zip(self.notes, self.guesses, strict=True)]

    @property
    def within_three(self) -> list[bool]:
        return [bool(set(guess[:3]) & right(note)) for note, guess in zip(self.notes, self.guesses, strict=True)]

    @property
    def strict(self) -> list[bool]:
        return [guess[0] == note.matter for note, guess in zip(self.notes, self.guesses, strict=True)]

    @property
    def destination(self) -> list[bool]:
        return [
            place == note.destination or place in note.also for note, place in zip(self.notes, self.places, strict=True)
        ]

    def confusions(self) -> Counter[tuple[str, str]]:
        """How often a matter was taken for another, rivals that count as right left out."""
        return Counter(
            (note.matter, guess[0])
            for note, guess in zip(self.notes, self.guesses, strict=True)
            if guess[0] not in right(note)
        )


def right(note: Note) -> set[str]:
    """The matters that count as right."""
    return {note.matter, *note.also}


def judge(library: Library, asked: np.ndarray, learned_from: np.ndarray) -> Judged:
    """The notes at `asked` by what is learned from those at `learned_from`."""
    return _judged(library, asked, library.scores(asked, learned_from, library.fit(learned_from)))


def judge_in_folds(library: Library, asked: np.ndarray, always: np.ndarray) -> tuple[Judged, float]:
    """The notes at `asked` in turn, each by what is learned from `always` and the other folds; and the steepness that fits best."""
    order = np.random.default_rng(SHUFFLE).permutation(asked)
    scores = np.zeros((len(library.notes), len(library.matters)), np.float32)
    for fold in range(FOLDS):
        left_out = order[fold::FOLDS]
        learned_from = np.concatenate([always, np.setdiff1d(asked, left_out)])
        scores[left_out] = library.scores(left_out, learned_from, library.fit(learned_from))
    return _judged(library, asked, scores[asked]), _steep(library, asked, scores[asked])


def between(hits: Sequence[bool]) -> tuple[float, float, float]:
    """The share of hits and its 95 % interval, by drawing the notes again with replacement."""
    drawn = np.random.default_rng(SHUFFLE).choice(np.array(hits, float), (DRAWS, len(hits))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(np.mean(hits)), float(low), float(high)


def _judged(library: Library, asked: np.ndarray, scores: np.ndarray) -> Judged:
    notes, guesses, places = [library.notes[place] for place in asked], [], []
    scores = scores.copy()
    for row, note in zip(scores, notes, strict=True):
        short = plain(note.text)
        for rule in label_rules.holding(shape(short)):
            row[library.matters.index(rule.matter)] += rule.weight
        guess = [library.matters[place] for place in np.argsort(-row, kind="stable")]
        route = destinations.destination(guess[0], facts.read(short))
        guesses.append(guess)
        places.append(route.destination if route else "")
    return Judged(notes, guesses, places)


def _steep(library: Library, asked: np.ndarray, scores: np.ndarray) -> float:
    """What scores are multiplied with so that a chance of 60 % comes true in 60 of 100 notes."""
    truth = library.truth[asked].argmax(axis=1)
    losses = {steep: -np.log(chances(scores * steep)[np.arange(len(asked)), truth] + 1e-9).mean() for steep in STEEPS}
    return min(losses, key=lambda steep: losses[steep])
