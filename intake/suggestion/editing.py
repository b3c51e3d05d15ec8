"""The terms as an editor sees them: what a term stands for, what this county entered, and what corrections taught."""

from dataclasses import dataclass, field

from django.db import transaction

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.now import now
from intake.models import MatterType, SuggestionLesson, SuggestionTerm
from intake.suggestion import words
from intake.suggestion.own_terms import form_of
from intake.suggestion.terms_form import AS_SHIPPED, OFF

MOST_SHOWN = 60
LONGEST_SEARCH = 20


@dataclass
class Line:
    """One term: the names of the concepts it stands for, the county's own rows, lessons by matter, and whether it is off."""

    term: str
    concepts: list[str] = field(default_factory=list)
    own: list[SuggestionTerm] = field(default_factory=list)
    taught: list[tuple[MatterType, float]] = field(default_factory=list)
    off: bool = False


def cut(text: str) -> str:
    """What is searched for, in the writing of the terms."""
    return form_of(text[:LONGEST_SEARCH])


def found(part: str) -> list[Line]:
    """The terms that hold `part`, shortest first; without it those that this county changed or was taught. Three queries."""
    lines: dict[str, Line] = {}
    names = {row["key"]: row["name"] for row in words.rows("concepts.csv")}
    if part:
        known = words.shipped().known
        for term in sorted((term for term in known if part in term), key=lambda term: (len(term), term))[:MOST_SHOWN]:
            lines[term] = Line(term, [names[concept] for concept in known[term]])
    rows = SuggestionTerm.objects.filter(term__contains=part).select_related("matter")
    for row in rows[:MOST_SHOWN]:
        line = lines.setdefault(row.term, _line(row.term, names))
        if row.matter is None:
            line.off = not row.active
        else:
            line.own.append(row)
    matters = {matter.key: matter for matter in MatterType.objects.all()}
    taught = SuggestionLesson.objects.filter(term__contains=part).summed()
    for (term, key), weight in sorted(taught.items(), key=lambda one: (-abs(one[1]), one[0]))[: 2 * MOST_SHOWN]:
        lines.setdefault(term, _line(term, names)).taught.append((matters[key], weight))
    return list(lines.values())


@transaction.atomic
def keep(*, term: str, act: str, matter: MatterType | None, weight: int, by: Actor) -> None:
    """An editor's word on a term, audited. As shipped again: what was entered and learned of it is forgotten."""
    if act == AS_SHIPPED:
        SuggestionTerm.objects.filter(term=term).delete()
        SuggestionLesson.objects.filter(term=term).delete()
    else:
        about = None if act == OFF else matter
        SuggestionTerm.objects.update_or_create(
            term=term, matter=about,
            defaults={"weight": weight, "active": act != OFF, "changed_by_id": by.user_id, "changed_at": now()},
        )  # fmt: skip
        if act != OFF:  # who gives a word a meaning wants it to count
            SuggestionTerm.objects.filter(term=term, matter=None).delete()
    audit.record(
        "suggestion.term_changed",
        by=by,
        about=f"term:{term}",
        act=act,
        matter=matter.key if matter and act != OFF else "",
    )


def _line(term: str, names: dict[str, str]) -> Line:
    return Line(term, [names[concept] for concept in words.shipped().known.get(term, ())])
