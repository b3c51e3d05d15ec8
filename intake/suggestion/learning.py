"""What a clerk teaches who chooses another matter than the one suggested: small weights of public terms, never the note.

A correction moves the terms of the note just so far that the same note would have been suggested rightly, within the bounds of
one clerk (`SuggestionLesson.MOST_OF_ONE`). Only terms that the portal ships, or an editor entered, are ever kept: no word of
the note besides. A confidential case teaches nothing: not even that there was one.
"""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least

from center.foundation.now import now
from intake.models import Case, MatterType, SuggestionLesson
from intake.suggestion import model, own_terms, proposing
from intake.suggestion.words import plain, shape

MOST_TERMS = 6  # of one note
MOST_STEP = 30  # hundredths that one correction moves one term
MARGIN = 0.2  # by how much the chosen matter should lead afterwards


def corrected(pk: int, teacher: int) -> int:
    """Learn from a case that was registered under another matter than suggested; gives how many terms moved.

    Safe to run for any case: where the suggestion was right, nothing is learned. Running it twice teaches what is still
    missing, within the bounds.
    """
    case = Case.objects.select_related("matter").filter(pk=pk, restricted=False).first()
    if case is None:
        return 0
    text = f"{case.narrative}。{case.claim}"
    suggested = proposing.suggest(text, why=False).first.matter
    if suggested == case.matter.key or case.matter.key not in model.shipped().matters:
        return 0
    terms = _telling(text)
    if not terms:
        return 0
    step = _step(text, case.matter.key, suggested, len(terms))
    other = MatterType.objects.filter(key=suggested).first()
    with transaction.atomic():
        for term in terms:
            _move(teacher, term, case.matter, step)
            if other:
                _move(teacher, term, other, -step)
    return len(terms)


def _telling(text: str) -> list[str]:
    """The public terms of the note that say most, the rarest first."""
    known, weights = own_terms.known(), model.shipped()
    form = shape(plain(text))
    found = {hit.term for hit in (*known.terms.found(form), *known.own.found(form)) if len(hit.term) > 1}
    rare = {term: weights.weights["t" + term][0] if "t" + term in weights.weights else weights.unmet for term in found}
    return sorted(found, key=lambda term: (-rare[term], term))[:MOST_TERMS]


def _step(text: str, chosen: str, suggested: str, terms: int) -> int:
    """Hundredths by which each term moves, for the chosen matter and against the suggested one."""
    scores = proposing.scores_of(text)
    behind = scores[suggested] - scores[chosen] + MARGIN
    return max(1, min(MOST_STEP, round(100 * behind / (2 * terms))))


def _move(teacher: int, term: str, matter: MatterType, step: int) -> None:
    most = SuggestionLesson.MOST_OF_ONE
    lesson, new = SuggestionLesson.objects.get_or_create(
        taught_by_id=teacher, term=term, matter=matter, defaults={"hundredths": step, "taught_at": now()}
    )
    if not new:
        SuggestionLesson.objects.filter(pk=lesson.pk).update(
            hundredths=Greatest(-most, Least(most, F("hundredths") + step)), taught_at=now()
        )
