"""The questions of competence at the counter: asked where the chosen matter needs them; what the law says of the answers stands beside the proposal."""

from typing import Any

from django import forms

from center.institution.models import Desk
from intake import asking
from intake.registration import Registration
from intake.routing import Proposal, exclusions
from intake.routing.questions import QUESTIONS, asked_of, known

CONDITIONS = (
    "matter", "people_count", "amount", "opponent_outside", "claims_payment", "area", "restricted", "to_desk", "narrative",
    "claim", "other_name", "other_organisation",
)  # fmt: skip


class CompetenceFields(forms.Form):
    """The part of the counter's form that asks what only the person can say; `answers` is what it gives to a `Registration`."""

    proposal: Proposal | None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        typed = self.data.get("matter") if self.is_bound else self.initial.get("matter")
        for ask in asked_of(str(typed or "")):
            self.fields[asking.name_of(ask.key)] = asking.field(ask.text)

    @property
    def registration(self) -> Registration:
        """The matter as written so far."""
        raise NotImplementedError

    @property
    def questions(self) -> list[forms.BoundField]:
        """Those that the matter needs."""
        return [self[name] for name in self.fields if name.startswith(asking.PREFIX)]

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        return asking.answers_of(self.cleaned_data)

    @property
    def destination(self) -> Desk | None:
        """The desk chosen, or the one proposed."""
        return self.cleaned_data.get("to_desk") or (self.proposal.desk if self.proposal else None)

    @property
    def findings(self) -> list[exclusions.Exclusion]:
        """What law says of the matter at that desk."""
        matter, desk = self.cleaned_data.get("matter"), self.destination
        if not matter or (not self.answers and not desk):
            return []
        return exclusions.findings(exclusions.Facts(matter.key, desk, known(self.answers)))

    @property
    def proposal_params(self) -> str:
        """What the panel of the proposal asks with: the conditions of the table and the questions."""
        return ",".join((*CONDITIONS, *(asking.name_of(ask.key) for ask in QUESTIONS)))

    def check_competence(self) -> None:
        """Say of the desk what `route` would refuse."""
        blocking = [check for check in self.findings if check.blocks]
        if blocking and "to_desk" not in self.errors:
            self.add_error("to_desk", asking.blocked(blocking[0]))
