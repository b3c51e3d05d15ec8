"""What the counter shows beside the note: the suggestion in the words of this county, and what may be taken over by one tap."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from center.foundation.remembering import kept
from intake import reception
from intake.models import MatterType
from intake.routing import Proposal, Question
from intake.suggestion.destinations import counting
from intake.suggestion.proposing import SHORTEST, Candidate, Suggestion, suggest
from intake.suggestion.words import plain

if TYPE_CHECKING:
    from intake.counter_form import CounterForm


@dataclass(frozen=True)
class Shown:
    """A matter that may be chosen, with how likely it is in words, and what spoke for it."""

    key: str
    label: str
    likelihood: str
    words: tuple[str, ...]
    why: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True)
class Tick:
    """A fact read from the note that the form does not say yet: the field, the value to set, and the sentence."""

    field: str
    value: str
    sentence: str
    words: str


@dataclass(frozen=True)
class Suggested:
    """The panel's words. `first` is what is kept with the form: that a suggestion was seen."""

    first: str
    matters: tuple[Shown, ...]
    ticks: tuple[Tick, ...]
    proposal: Proposal | None  # where the first would go, while none is chosen


def of(form: "CounterForm") -> Suggested | None:
    """The suggestion for what is typed so far; nothing before there are words."""
    narrative = str(form.data.get("narrative") or "")
    if len(plain(narrative)) < SHORTEST:
        return None
    suggestion = suggest(f"{narrative}。{form.data.get('claim') or ''}")
    matters = kept(("suggestion.matters",), lambda: {row.key: row for row in MatterType.objects.filter(active=True)})
    chosen = str(form.data.get("matter") or "")
    shown = tuple(
        Shown(one.matter, matters[one.matter].label, likelihood(one), one.words, tuple(str(rule.why) for rule in one.rules), one.matter == chosen)
        for one in suggestion.matters if one.matter in matters
    )  # fmt: skip
    if not shown:
        return None
    proposal = None if chosen else _proposal(form, matters[shown[0].key], suggestion)
    return Suggested(
        first=shown[0].key, matters=shown, ticks=tuple(_ticks(form, suggestion)),
        proposal=proposal,
    )  # fmt: skip


def _proposal(form: "CounterForm", matter: MatterType, suggestion: Suggestion) -> Proposal | None:
    told = counting(matter.key, suggestion.facts)
    return reception.answer(
        Question(form.desk.center, matter, told.people_count, told.opponent_outside, told.claims_payment)
    )


def likelihood(candidate: Candidate) -> str:
    """The chance as a word: a figure would promise more than it keeps."""
    if candidate.likely:
        return _("very likely")
    return _("possible") if candidate.possible else _("less likely")


def _ticks(form: "CounterForm", suggestion: Suggestion) -> list[Tick]:
    told, ticks = suggestion.facts, []
    typed = str(form.data.get("people_count") or "1")
    if told.people_words and told.people_count > 1 and typed in ("", "1"):
        sentence = ngettext("%(number)s person concerned", "%(number)s people concerned", told.people_count)
        ticks.append(
            Tick("people_count", str(told.people_count), sentence % {"number": told.people_count}, told.people_words)
        )
    if told.opponent_outside and not form.data.get("opponent_outside"):
        ticks.append(Tick("opponent_outside", "on", _("The other side is outside this township"), told.outside_words))
    if told.claims_payment and not form.data.get("claims_payment"):
        ticks.append(Tick("claims_payment", "on", _("Asks for payment"), told.payment_words))
    return ticks
