"""How long the suggestion takes for a note, against the bare sum of the same weights: without words that spoke, facts, rules and route."""

import csv
import time
from pathlib import Path

from intake.suggestion import model
from intake.suggestion.features import features
from intake.suggestion.proposing import suggest
from intake.suggestion.words import plain, shape, shipped

NOTES = Path(__file__).parent.parent / "intake" / "data" / "labelled_notes.csv"
ROUNDS = 7


def notes() -> list[str]:
    """The labelled notes: 12 to 60 characters, as a clerk types them."""
    with NOTES.open(encoding="utf-8", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines)]


def measure() -> tuple[list[float], list[float], float]:
    """Seconds a note, each round the middle of all notes: the whole suggestion; the sum only; and the first, with loading."""
    texts = notes()
    began = time.perf_counter()
    suggest(texts[0])
    load = time.perf_counter() - began
    ours, bare = [], []
    for _round in range(ROUNDS):
        ours.append(_middle(suggest, texts))
        bare.append(_middle(_bare, texts))
    return ours, bare, load


def _bare(text: str) -> list[float]:
    return model.shipped().scores(features(shape(plain(text)), shipped()))


def slowest(texts: list[str]) -> float:
    """Seconds within which 95 of 100 notes are answered."""
    return sorted(_each(suggest, texts))[int(0.95 * len(texts))]


def _middle(call, texts: list[str]) -> float:
    times = sorted(_each(call, texts))
    return times[len(times) // 2]


def _each(call, texts: list[str]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        call(text)
        times.append(time.perf_counter() - began)
    return times
