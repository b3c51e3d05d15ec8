"""The forms by which the roster and the rooms are kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.institution.models import Center, Posting, User
from intake.models import MatterType
from mediation.models import Mediator, Tie
from mediation.roster import ROLES


class EnrolForm(forms.Form):
    """One more line of the roster."""

    name = forms.CharField(label=_("Name"), max_length=60)
    body = forms.CharField(label=_("Committee or body"), max_length=80)
    user = forms.ModelChoiceField(
        label=_("Member of staff"), queryset=User.objects.none(), required=False, empty_label=_("Invited from outside")
    )  # fmt: skip
    fields_of = forms.ModelMultipleChoiceField(
        label=_("Fields"), queryset=MatterType.objects.none(), required=False, help_text=_("None chosen: every field.")
    )  # fmt: skip
    certificate = forms.CharField(label=_("Certificate number"), max_length=40, required=False)
    certificate_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput({"type": "date"})
    )  # fmt: skip
    expert = forms.BooleanField(label=_("Of the expert pool"), required=False)

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="enrol_%s", **kwargs)
        seats = Posting.objects.valid(today()).filter(desk__center=center, role__in=ROLES)
        self.fields["user"].queryset = User.objects.filter(pk__in=seats.values("user"), mediator_profile=None).order_by(
            "name"
        )
        self.fields["fields_of"].queryset = MatterType.objects.filter(department__key="judicial").order_by("pk")


class ChangeForm(forms.Form):
    """A new certificate, another status, or a tie."""

    mediator = forms.ModelChoiceField(label=_("Mediator"), queryset=Mediator.objects.none())
    certificate = forms.CharField(label=_("New certificate number"), max_length=40, required=False)
    certificate_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput({"type": "date"})
    )  # fmt: skip
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("As it is")), *Mediator.Status.choices], required=False
    )  # fmt: skip
    tied_to = forms.CharField(label=_("Tied to the organisation"), max_length=120, required=False)
    tie = forms.ChoiceField(label=_("Tie"), choices=Tie.Kind.choices, required=False, initial=Tie.Kind.WORK)

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="change_%s", **kwargs)
        self.fields["mediator"].queryset = Mediator.objects.filter(center=center)


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Room"), max_length=80)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=200, initial=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="room_%s", **kwargs)
