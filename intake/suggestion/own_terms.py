"""The county's own say over the shipped terms: what an editor wrote or switched off, and what clerks' corrections taught."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import DatabaseError

from center.foundation.remembering import kept
from intake.models import SuggestionLesson, SuggestionTerm
from intake.suggestion import words
from intake.suggestion.words import Terms, plain, shape

STRENGTH = 0.6  # what one step of an editor's weight adds to the score
MOST = 2.5  # what all own terms of a note together can add to a matter, or take from it: the shipped weights stay heard


@dataclass(frozen=True)
class Known:
    """The terms to look for, and what the own ones add to the score of a matter, by term and matter."""

    terms: Terms
    own: Terms
    added: Mapping[str, Mapping[str, float]]

    def weights(self, form: str) -> dict[tuple[str, str], float]:
        """What the own terms of a note add, by term and matter, none beyond `MOST` for a matter in sum."""
        if not self.added:
            return {}
        told = {
            (term, matter): weight
            for term in dict.fromkeys(hit.term for hit in self.own.found(form))
            for matter, weight in self.added.get(term, {}).items()
        }
        sums: dict[str, float] = {}
        for (_term, matter), weight in told.items():
            sums[matter] = sums.get(matter, 0.0) + weight
        return {
            (term, matter): weight * min(1.0, MOST / abs(sums[matter])) if sums[matter] else weight
            for (term, matter), weight in told.items()
        }


def known() -> Known:
    """What this county knows; believed for a few seconds, as every rule is."""
    return kept(("suggestion.terms",), _known)


def form_of(term: str) -> str:
    """A term as it stands in the shape of a note."""
    return shape(plain(term))


def _known() -> Known:
    terms = words.shipped()
    try:
        rows = list(SuggestionTerm.objects.values_list("term", "matter__key", "weight", "active"))
        lessons = SuggestionLesson.objects.summed()
    except DatabaseError:  # not migrated yet
        rows, lessons = [], {}
    if not rows and not lessons:
        return Known(terms, Terms(()), {})
    added: dict[str, dict[str, float]] = {}
    for (term, matter), weight in lessons.items():
        added.setdefault(term, {})[matter] = weight
    off: set[str] = set()
    for term, matter, weight, active in rows:  # an editor's word stands above what was learned
        if matter is None:
            off |= set() if active else {form_of(term)}
        else:
            added.setdefault(form_of(term), {})[matter] = STRENGTH * weight if active else 0.0
    for term in off:
        added.pop(term, None)
    if off:
        terms = terms.without(off)
    return Known(terms, Terms((term, "own") for term in added), added)
