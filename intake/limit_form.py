"""The forms of a limit: a promise from a day to come, a row on or off, and a day to reckon from."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from intake.models import Limit

REASON, MOST = 200, 366


class ChangeForm(forms.Form):
    """The amount of a promise, from a day to come."""

    use_required_attribute = False
    amount = forms.IntegerField(label=_("How much"), min_value=1, max_value=MOST)
    unit = forms.ChoiceField(label=_("Unit"), choices=Limit.Unit.choices)
    begins_on = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Tomorrow at the earliest. What runs already keeps its day."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, limit: Limit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"amount": limit.amount, "unit": limit.unit, "begins_on": today() + timedelta(days=1)}


class SwitchForm(forms.Form):
    """Why a row is turned on or off."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 2}), help_text=_("Such as where the text of the law was looked up.")
    )  # fmt: skip


class StartForm(forms.Form):
    """The event a limit is reckoned from."""

    use_required_attribute = False
    start = forms.DateField(label=_("Day of the event"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"), help_text=_("Empty is 00:00. Only hours ask for it.")
    )  # fmt: skip

    @property
    def moment(self) -> str:
        """As `manage.py due` takes it."""
        day, clock = self.cleaned_data["start"], self.cleaned_data["time"]
        return f"{day.isoformat()}T{clock:%H:%M}" if clock else day.isoformat()
