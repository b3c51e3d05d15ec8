"""The forms of the panel. A form checks what was typed; what may be done is decided by the verb."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.institution.models import User
from intake import identity
from intake.counter_form import Yuan
from intake.models import Case, Party
from intake.registration import PersonData, SideData
from mediation import roster
from mediation.lifecycle import TERMS_LENGTH
from mediation.models import Consent, Mediation

TERMS, REASON = 5000, 300  # characters at most


class ProposeForm(forms.Form):
    """Who leads the mediation: whoever handles the case, unless somebody else is chosen."""

    mediator = forms.ModelChoiceField(label=_("Mediator"), queryset=User.objects.none())

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, initial={"mediator": case.handler_id}, auto_id="mediation_%s", **kwargs)
        self.fields["mediator"].queryset = roster.of_case(case)


class ConsentForm(forms.Form):
    """The answer of one side; one such form for each side that has not answered."""

    party = forms.ModelChoiceField(queryset=Party.objects.none(), widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=_("Answer"), choices=Consent.Answer.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How it was given"), choices=Consent.Channel.choices)

    def __init__(self, *args: Any, case: Case, party: Party | None = None, **kwargs: Any) -> None:
        pk = party.pk if party else "side"
        super().__init__(*args, initial={"party": party}, auto_id=f"consent_{pk}_%s", **kwargs)
        self.fields["party"].queryset = Party.objects.filter(case=case).select_related("person")


class SideForm(forms.Form):
    """Another side: a person or an organisation."""

    side = forms.ChoiceField(label=_("Side"), choices=Party.Side.choices, initial=Party.Side.RESPONDENT)
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    organisation = forms.CharField(label=_("Or organisation"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="side_%s", **kwargs)

    def clean_name(self) -> str:
        return identity.name(self.cleaned_data["name"])

    def clean_organisation(self) -> str:
        return identity.organisation(self.cleaned_data["organisation"])

    def clean_phone(self) -> str:
        return identity.phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors and not given.get("name") and not given.get("organisation"):
            self.add_error("name", _("Write the name of the person or of the organisation."))
        if given.get("phone") and not given.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write whose phone this is."))
        return given

    @property
    def side_data(self) -> SideData:
        """What the verb `add_party` takes."""
        given = self.cleaned_data
        person = PersonData(name=given["name"], phone=given["phone"]) if given["name"] else None
        return SideData(person=person, organisation=given["organisation"], side=given["side"])


class AgreeForm(forms.Form):
    """What was agreed (人民调解法 arts. 28-29)."""

    agreement_form = forms.ChoiceField(  # a control named "form" would hide the form itself from htmx
        label=_("Form of the agreement"),
        choices=Mediation.Form.choices,
        initial=Mediation.Form.WRITTEN,
        widget=forms.RadioSelect,
    )
    terms = forms.CharField(
        label=_("Terms"), min_length=TERMS_LENGTH, max_length=TERMS, widget=forms.Textarea({"rows": 4}),
        help_text=_("Who does what, how and by when. Both sides read it."),
        error_messages={"min_length": _("Write down what was agreed, in at least ten characters, and whether in writing or orally.")},
    )  # fmt: skip
    amount_cents = Yuan(label=_("Amount in yuan"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="agree_%s", **kwargs)


class FailForm(forms.Form):
    """Why there is no agreement."""

    reason = forms.CharField(
        label=_("Why there is no agreement"), max_length=REASON, widget=forms.Textarea({"rows": 3}),
        help_text=_("Both sides read it, with the other routes that are open to them."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="fail_%s", **kwargs)
