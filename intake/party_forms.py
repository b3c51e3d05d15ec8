"""The forms of the verbs about who takes part: one more side, who acts for a party, and the end of that."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake import identity, lifecycle, sides
from intake.counter.people import ActingFields, person_data
from intake.forms import REASON, VerbForm
from intake.models import Agent, Party, Person
from intake.registration import SideData


class AddPartyForm(ActingFields, VerbForm):
    """One more side: a person or an organisation, with who acts for it."""

    verb = "add_party"
    side = forms.ChoiceField(label=_("Side"), choices=Party.Side.choices, initial=Party.Side.RESPONDENT)
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    id_kind = forms.ChoiceField(
        label=_("Document"), choices=Person.IdKind.choices, initial=Person.IdKind.ID_CARD, required=False
    )
    id_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    organisation = forms.CharField(label=_("Or organisation"), max_length=120, required=False)
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=30, required=False)
    representative = forms.BooleanField(label=_("Representative"), required=False)
    field_order = ("side", "name", "id_kind", "id_number", "phone", "organisation", "credit_code", "representative")

    def clean_name(self) -> str:
        return identity.name(self.cleaned_data["name"])

    def clean_id_number(self) -> str:
        return identity.id_number(
            self.cleaned_data.get("id_kind") or Person.IdKind.ID_CARD, self.cleaned_data["id_number"]
        )

    def clean_phone(self) -> str:
        return identity.phone(self.cleaned_data["phone"])

    def clean_organisation(self) -> str:
        return identity.organisation(self.cleaned_data["organisation"])

    def clean_credit_code(self) -> str:
        return identity.credit_code(self.cleaned_data["credit_code"])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and not given.get("name") and not given.get("organisation"):
            self.add_error("name", _("Write the name of the person or of the organisation."))
        if (given.get("phone") or given.get("id_number")) and given.get("name") == "":
            self.add_error("name", _("Write whose number this is."))
        if given.get("credit_code") and given.get("organisation") == "":
            self.add_error("organisation", _("Write which organisation has this credit code."))
        return given

    def perform(self) -> None:
        given = self.cleaned_data
        person = (
            person_data(given["name"], given["id_kind"], given["id_number"], given["phone"]) if given["name"] else None
        )
        side = SideData(
            person=person, organisation=given["organisation"], side=given["side"], credit_code=given["credit_code"],
            representative=given["representative"], agents=self.agents,
        )  # fmt: skip
        lifecycle.add_party(self.case, side=side, by=self.by)


class PartyChoice(forms.ModelChoiceField):
    """One of the parties of the case, by masked name."""

    def label_from_instance(self, obj: Party) -> str:
        return f"{obj.get_side_display()}: {sides.masked_name(obj)}"


class AppointAgentForm(ActingFields, VerbForm):
    """Who acts for which party."""

    verb = "appoint_agent"
    party = PartyChoice(label=_("For whom"), queryset=Party.objects.none())
    field_order = ("party", "acting")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = self.case.parties.select_related("person").defer(  # type: ignore[attr-defined]
            "person__phone", "person__address"
        )
        self.fields["acting"].choices = Agent.Kind.choices  # type: ignore[attr-defined]
        self.fields["acting"].required = self.fields["agent_name"].required = True

    def perform(self) -> None:
        (agent,) = self.agents
        lifecycle.appoint_agent(self.case, party=self.cleaned_data["party"], agent=agent, by=self.by)


class AgentChoice(forms.ModelChoiceField):
    """One of those who act for a party now, by masked name."""

    def label_from_instance(self, obj: Agent) -> str:
        return f"{obj.get_kind_display()}: {sides.mask_name(obj.person.name)} ({sides.masked_name(obj.party)})"


class EndAgentForm(VerbForm):
    """Whose powers end, and why."""

    verb = "end_agent"
    fields_of_verb = ("agent", "reason")
    agent = AgentChoice(label=_("Who acts"), queryset=Agent.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acting = Agent.objects.filter(party__case=self.case, ended_at=None)
        self.fields["agent"].queryset = acting.select_related("person", "party__person")  # type: ignore[attr-defined]


FORMS: dict[str, type[VerbForm]] = {form.verb: form for form in (AddPartyForm, AppointAgentForm, EndAgentForm)}
