"""The forms of what may be done to a limit. A form checks what was typed; whether the law allows it, the verb decides."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from intake.lifecycle import clocks, extending
from intake.models import Clock, ClockExtension, Limit

SHORT, REASON, HOW = 200, 300, 120


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


class ClockForm(forms.Form):
    """The base: made for a clock and the actor; `perform()` calls the verb with what was typed."""

    use_required_attribute = False

    def __init__(self, *args: Any, clock: Clock, by: Actor, **kwargs: Any) -> None:
        self.clock, self.by = clock, by
        super().__init__(*args, **kwargs)

    def perform(self) -> None:
        """Raises Refused."""
        raise NotImplementedError


class PauseForm(ClockForm):
    """The ground is the limit's own: there is nothing to choose."""

    proof = forms.CharField(
        label=_("Paper that proves it"), max_length=SHORT, help_text=_("Its name and number, such as the letter by which the appraisal was accepted.")
    )  # fmt: skip
    ends_when = forms.CharField(
        label=_("What ends the pause"), max_length=SHORT, help_text=_("Such as the day the result arrives.")
    )
    until = _day(_("At the latest until"), help_text=_("After this day the limit runs on by itself."))

    def perform(self) -> None:
        clocks.pause(self.clock, ground=self.clock.limit.pauses_on, by=self.by, **self.cleaned_data)


class ResumeForm(ClockForm):
    """Nothing to fill in: it runs on from now."""

    def perform(self) -> None:
        clocks.resume(self.clock, by=self.by)


class ExtendForm(ClockForm):
    """More time, by who heads the organ, or as the parties agree."""

    amount = forms.IntegerField(label=_("How much more"), min_value=1, max_value=366)
    reason = forms.CharField(label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 3}))
    told_on = _day(
        _("Told or agreed on"), required=False, help_text=_("Empty when the party has not been told yet. Until then the extension does not count.")
    )  # fmt: skip
    told_how = forms.CharField(label=_("How, with the number of the paper"), max_length=HOW, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = Limit.Unit(clocks.extended_by(self.clock.limit)).label
        self.fields["amount"].label = _("How much more (%(unit)s)") % {"unit": unit}

    def perform(self) -> None:
        clocks.extend(self.clock, by=self.by, **self.cleaned_data)


class AskForm(ClockForm):
    """More time, from whoever the law names."""

    amount = forms.IntegerField(label=_("How much more"), min_value=1, max_value=366)
    reason = forms.CharField(label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = Limit.Unit(clocks.extended_by(self.clock.limit)).label
        self.fields["amount"].label = _("How much more (%(unit)s)") % {"unit": unit}

    def perform(self) -> None:
        extending.ask_extension(self.clock, by=self.by, **self.cleaned_data)


class ApproveForm(ClockForm):
    """What was asked for stands above the form; the notice to the party may be recorded at once or later."""

    told_on = _day(
        _("Party told on"), required=False, help_text=_("Empty when the party has not been told yet. Until then the extension does not count.")
    )  # fmt: skip
    told_how = forms.CharField(label=_("How, with the number of the paper"), max_length=HOW, required=False)

    def perform(self) -> None:
        extending.approve_extension(self.clock, by=self.by, **self.cleaned_data)


class RefuseForm(ClockForm):
    """Why not; the desk reads it."""

    answer = forms.CharField(label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 3}))

    def perform(self) -> None:
        extending.refuse_extension(self.clock, by=self.by, **self.cleaned_data)


class TellForm(ClockForm):
    """The notice of an extension that was approved before."""

    told_on = _day(_("Told on"))
    told_how = forms.CharField(label=_("How, with the number of the paper"), max_length=HOW)

    def perform(self) -> None:
        untold = ClockExtension.objects.filter(clock=self.clock, told_on=None).first()
        if untold is None:
            raise clocks.told_already()
        told_on: date = self.cleaned_data["told_on"]
        clocks.tell(untold, told_on=told_on, told_how=self.cleaned_data["told_how"], by=self.by)
