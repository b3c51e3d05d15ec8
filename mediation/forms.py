"""The forms of the panel. A form checks what was typed; what may be done is decided by the verb."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.institution.models import User
from intake import identity, parties
from intake.counter_form import Yuan
from intake.models import Agent, Attachment, Case, Party
from intake.registration import PersonData, SideData
from mediation import lifecycle, roster
from mediation.agreement_forms import LAWFUL, day
from mediation.lifecycle import TERMS_LENGTH, Promise
from mediation.models import Consent, Mediation
from mediation.specialist.housing import Dispute
from mediation.specialist.medical import Elsewhere
from mediation.words import AgentChoice, FileChoice

TERMS, REASON = 5000, 300  # characters at most
GIVEN = [(answer, answer.label) for answer in (Consent.Answer.AGREED, Consent.Answer.REFUSED)]


class StartForm(forms.Form):
    """Where the dispute comes from, and what its center asks before it takes it on."""

    source = forms.ChoiceField(
        label=_("Where it comes from"), choices=Mediation.Source.choices, initial=Mediation.Source.APPLICATION, required=False
    )  # fmt: skip
    outside_number = forms.CharField(label=_("Number at the referring office"), max_length=64, required=False)
    entrusted = forms.ChoiceField(label=_("By a court"), choices=Mediation.Entrusted.choices, required=False)
    dispute = forms.ChoiceField(label=_("What it is about"), choices=Dispute.choices, required=False)
    elsewhere = forms.ChoiceField(label=_("Accepted already by"), choices=Elsewhere.choices, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = lifecycle.kind_of(case)
        if kind != Mediation.Kind.HOUSING:
            del self.fields["dispute"]
        if kind != Mediation.Kind.MEDICAL:
            del self.fields["elsewhere"]

    @property
    def start(self) -> dict[str, Any]:
        """What the verbs take."""
        given = {name: self.cleaned_data[name] for name in StartForm.base_fields if name in self.cleaned_data}
        return {**given, "source": given["source"] or Mediation.Source.APPLICATION}


class ProposeForm(StartForm):
    """Who leads the mediation: whoever handles the case, unless somebody else is chosen."""

    mediator = forms.ModelChoiceField(label=_("Mediator"), queryset=User.objects.none())
    field_order = ("mediator",)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"mediator": case.handler_id})
        super().__init__(*args, case=case, auto_id="mediation_%s", **kwargs)
        self.fields["mediator"].queryset = roster.of_case(case)


class ReceiveForm(StartForm):
    """An application that is looked at before it is taken on."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, auto_id="receive_%s", **kwargs)


class AgainForm(forms.Form):
    """Why a mediation that ended without agreement is taken up again."""

    mediator = forms.ModelChoiceField(label=_("Mediator"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Why it is taken up again"), max_length=REASON, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="again_%s", **kwargs)
        self.fields["mediator"].queryset = roster.of_case(case)


class ConsentForm(forms.Form):
    """The answer of one side; one such form for each side that has not answered."""

    party = forms.ModelChoiceField(queryset=Party.objects.none(), widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=_("Answer"), choices=GIVEN, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How it was given"), choices=Consent.Channel.choices)
    agent = AgentChoice(label=_("Who answered for it"), queryset=Agent.objects.none(), required=False)
    said_by = forms.CharField(label=_("Person in charge"), max_length=60, required=False)
    own_work = forms.BooleanField(label=_("Is sixteen and lives on own work"), required=False)
    proof = FileChoice(label=_("Proof"), queryset=Attachment.objects.none(), required=False)

    def __init__(self, *args: Any, case: Case, party: Party | None = None, **kwargs: Any) -> None:
        pk = party.pk if party else "side"
        super().__init__(*args, initial={"party": party}, auto_id=f"consent_{pk}_%s", **kwargs)
        self.fields["party"].queryset = Party.objects.filter(case=case).select_related("person")
        self.fields["agent"].queryset = Agent.objects.filter(party__case=case, ended_at=None).select_related(
            "person", "party__person"
        )
        self.fields["proof"].queryset = Attachment.objects.filter(case=case, removed_at=None)
        if party is not None:
            self._leave_out(party)

    def _leave_out(self, party: Party) -> None:
        """What does not concern this party is not asked."""
        acting = list(party.agents.filter(ended_at=None))
        self.fields["agent"].queryset = self.fields["agent"].queryset.filter(party=party)
        young = party.person is not None and parties.under_age(party.person.birth_date)
        for name, asked in (("agent", acting), ("said_by", party.person_id is None), ("own_work", young)):
            if not asked:
                del self.fields[name]


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
    due_on = day(_("Day of payment"), required=False, help_text=_("Empty: today. Payments in parts are written in the mediation file."))  # fmt: skip
    lawful = forms.BooleanField(label=LAWFUL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="agree_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("due_on") and not given.get("amount_cents") and "amount_cents" not in self.errors:
            self.add_error("amount_cents", _("Write the amount that is paid on this day."))
        return given

    @property
    def terms_given(self) -> dict[str, Any]:
        """What the verb `agree` takes."""
        given = dict(self.cleaned_data)
        due_on, form = given.pop("due_on"), given.pop("agreement_form")
        promised = (Promise(given["amount_cents"], due_on),) if due_on else ()
        return {**given, "form": form, "instalments": promised}


class FailForm(forms.Form):
    """Why there is no agreement."""

    reason = forms.CharField(
        label=_("Why there is no agreement"), max_length=REASON, widget=forms.Textarea({"rows": 3}),
        help_text=_("Both sides read it, with the other routes that are open to them."),
    )  # fmt: skip
    keep_open = forms.BooleanField(
        label=_("Keep the case in hand"), required=False, help_text=_("For a court or another procedure; nothing is copied.")
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="fail_%s", **kwargs)
