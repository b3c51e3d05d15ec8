"""The questions of competence that a case needs, on a form of their own."""

from typing import Any

from django import forms

from center.foundation.actor import Actor
from intake import asking
from intake.models import Case
from intake.routing.questions import asked_of


class QuestionsForm(forms.Form):
    """Filled with what was answered before."""

    use_required_attribute = False

    def __init__(self, *args: Any, case: Case, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        before = dict(case.facts.values_list("question", "answer"))
        for ask in asked_of(case.matter.key):
            self.fields[asking.name_of(ask.key)] = asking.field(ask.text)
            self.fields[asking.name_of(ask.key)].initial = before.get(ask.key, "")

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        return asking.answers_of(self.cleaned_data)
