"""The questions of competence on a form: those that the kind of matter needs, and a director's reason to set an exclusion aside."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.institution.models import Desk
from intake.counter.fields import Choice
from intake.models import Case, Fact
from intake.permissions import may
from intake.routing import exclusions, offices
from intake.routing.questions import QUESTIONS, asked_of

PREFIX = "fact_"
ANSWERS = [("", _("Not asked")), *Fact.Answer.choices]


def name_of(key: str) -> str:
    """The name of the field that asks a question."""
    return PREFIX + key


def field(text: Any) -> Choice:
    return Choice(label=text, choices=ANSWERS, required=False)


def answers_of(given: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The answers among cleaned values; what was not asked is none."""
    found = ((ask.key, given.get(name_of(ask.key)) or "") for ask in QUESTIONS)
    return tuple((key, answer) for key, answer in found if answer)


class AskingForm(forms.Form):
    """A part of the forms that hand a case on: the questions its matter needs, filled with what was answered before."""

    case: Case
    by: Actor

    def ask(self) -> None:
        """Add the questions, and for a director the reason to set an exclusion aside; called when the form is made."""
        before = dict(self.case.facts.values_list("question", "answer"))
        for ask in asked_of(self.case.matter.key):
            self.fields[name_of(ask.key)] = field(ask.text)
            self.fields[name_of(ask.key)].initial = before.get(ask.key, "")
        if may(self.by, "case.override_exclusion", self.case):
            self.fields["override"] = forms.CharField(
                label=_("Reason to set an exclusion aside"), help_text=_("Only where the law keeps the matter from the desk; it is kept in the story."),
                max_length=300, required=False,
            )  # fmt: skip

    @property
    def answered(self) -> dict[str, Any]:
        """For the verb: the answers, and the reason to set an exclusion aside."""
        return {"answers": answers_of(self.cleaned_data), "override": self.cleaned_data.get("override", "")}

    def check_excluded(self, desk: Desk) -> None:
        """Say on the form what the verb would refuse, so that nothing typed is lost."""
        facts = exclusions.facts_of(self.case, desk, answers_of(self.cleaned_data))
        blocking = [check for check in exclusions.findings(facts) if check.blocks]
        if blocking and not self.cleaned_data.get("override"):
            self.add_error("to_desk", ValidationError(blocked(blocking[0]), "excluded"))


def blocked(check: exclusions.Exclusion) -> str:
    """What a form says of a desk that law keeps the matter from."""
    words = {"why": check.message, "office": offices.OFFICES[check.office].name}
    return str(_("%(why)s Competent: %(office)s. Print the guidance slip, or choose another desk.") % words)
