"""The rows of the counter's form beside the plain ones: further people and organisations, and who acts for somebody."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from intake import identity, parties
from intake.models import Agent, Party, Person
from intake.registration import AgentData, PersonData, SideData, facts_of_id

NAMED, ORGANISATION = "person", "organisation"  # kinds of row
NOBODY = ""


class ActingFields(forms.Form):
    """Who acts for a party: nobody, a guardian, or an agent with general or special powers; `agents` is what it gives."""

    WORDS = ("acting", "agent_name", "agent_id_number", "agent_phone")

    acting = forms.ChoiceField(
        label=_("Who acts for them"), choices=[(NOBODY, _("Acts in person")), *Agent.Kind.choices], required=False
    )
    agent_name = forms.CharField(label=_("Name of who acts"), max_length=60, required=False)
    agent_id_kind = forms.ChoiceField(
        label=_("Document of who acts"), choices=Person.IdKind.choices, initial=Person.IdKind.ID_CARD, required=False
    )
    agent_id_number = forms.CharField(label=_("Number of that document"), max_length=60, required=False)
    agent_phone = forms.CharField(label=_("Phone of who acts"), max_length=40, required=False)
    powers = forms.ChoiceField(
        label=_("Powers"),
        choices=[(value, label) for value, label in Agent.Powers.choices if value],
        initial=Agent.Powers.GENERAL,
        required=False,
    )
    relation = forms.CharField(label=_("Relation"), max_length=60, required=False)

    def clean_agent_name(self) -> str:
        return identity.name(self.cleaned_data["agent_name"])

    def clean_agent_phone(self) -> str:
        return identity.phone(self.cleaned_data["agent_phone"])

    def clean_agent_id_number(self) -> str:
        kind = self.cleaned_data.get("agent_id_kind") or Person.IdKind.ID_CARD
        return identity.id_number(kind, self.cleaned_data["agent_id_number"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        typed = any(given.get(name) for name in ("agent_name", "agent_id_number", "agent_phone"))
        if not given.get("acting"):
            if typed and "acting" not in self.errors:
                self.add_error("acting", _("Choose whether a guardian or an agent acts."))
        elif not given.get("agent_name") and "agent_name" not in self.errors:
            self.add_error("agent_name", _("Write who acts."))
        elif not self.errors:
            self._check(self.agents)
        return given

    def _check(self, agents: tuple[AgentData, ...]) -> None:
        for agent in agents:
            if agent.kind == Agent.Kind.GUARDIAN and parties.under_age(agent.person.birth_date):
                self.add_error("agent_id_number", ValidationError(parties.guardian_of_age()))

    @property
    def agents(self) -> tuple[AgentData, ...]:
        """What is written of who acts; nobody while it is not whole."""
        given = self.cleaned_data
        if not given.get("acting") or not given.get("agent_name"):
            return ()
        person = person_data(
            given["agent_name"],
            given.get("agent_id_kind", ""),
            given.get("agent_id_number", ""),
            given.get("agent_phone", ""),
        )
        powers = (
            Agent.Powers.NONE if given["acting"] == Agent.Kind.GUARDIAN else given.get("powers") or Agent.Powers.GENERAL
        )
        return (AgentData(person, given["acting"], powers, given.get("relation", "")),)


class PartyFields(ActingFields):
    """A further party: its side, whether it represents the others, and who acts for it."""

    kind = ""
    words: tuple[str, ...] = ()
    row = forms.CharField(widget=forms.HiddenInput, required=False)  # the kind of row, by which it is found again
    side = forms.ChoiceField(label=_("Side"), choices=Party.Side.choices, initial=Party.Side.APPLICANT)
    representative = forms.BooleanField(label=_("Representative"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["row"].initial = self.kind

    def full_clean(self) -> None:
        """An empty row is nothing, not a fault."""
        super().full_clean()
        if self.is_bound and self.empty:
            self._errors.clear()

    def focus(self) -> None:
        """The cursor goes into the name of a row that was just opened."""
        self.fields[self.words[0]].widget.attrs["autofocus"] = True

    @property
    def empty(self) -> bool:
        """A row that was opened and left empty says nothing."""
        return not any(str(self[name].value() or "").strip() for name in self.words)

    @property
    def side_data(self) -> SideData | None:
        """The party as it is written so far; nothing while nobody is named."""
        raise NotImplementedError


class PersonRow(PartyFields):
    """A further person."""

    kind = NAMED
    words = ("name", "id_number", "phone", "agent_name")
    name = forms.CharField(label=_("Name"), max_length=60)
    id_kind = forms.ChoiceField(
        label=_("Document"), choices=Person.IdKind.choices, initial=Person.IdKind.ID_CARD, required=False
    )
    id_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def clean_name(self) -> str:
        return identity.name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return identity.phone(self.cleaned_data["phone"])

    def clean_id_number(self) -> str:
        return identity.id_number(
            self.cleaned_data.get("id_kind") or Person.IdKind.ID_CARD, self.cleaned_data["id_number"]
        )

    @property
    def side_data(self) -> SideData | None:
        given = self.cleaned_data
        if not given.get("name"):
            return None
        person = person_data(
            given["name"], given.get("id_kind", ""), given.get("id_number", ""), given.get("phone", "")
        )
        return SideData(
            person,
            side=given.get("side") or Party.Side.APPLICANT,
            representative=bool(given.get("representative")),
            agents=self.agents,
        )


class OrganisationRow(PartyFields):
    """A further organisation, by its name and unified social credit code."""

    kind = ORGANISATION
    words = ("organisation", "credit_code", "agent_name")
    organisation = forms.CharField(label=_("Organisation"), max_length=120)
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=30, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["side"].initial = Party.Side.RESPONDENT

    def clean_organisation(self) -> str:
        return identity.organisation(self.cleaned_data["organisation"])

    def clean_credit_code(self) -> str:
        return identity.credit_code(self.cleaned_data["credit_code"])

    @property
    def side_data(self) -> SideData | None:
        given = self.cleaned_data
        if not given.get("organisation"):
            return None
        return SideData(
            organisation=given["organisation"], side=given.get("side") or Party.Side.RESPONDENT, credit_code=given.get("credit_code", ""),
            representative=bool(given.get("representative")), agents=self.agents,
        )  # fmt: skip


ROWS: dict[str, type[PersonRow] | type[OrganisationRow]] = {NAMED: PersonRow, ORGANISATION: OrganisationRow}


def person_data(name: str, kind: str, number: str, phone: str) -> PersonData:
    """A person named beside the one who comes: a document is asked for and may be missing."""
    if not number:
        return PersonData(name=name, phone=phone, no_id_reason=str(_("Not present, or shown none")))
    kind = kind or Person.IdKind.ID_CARD
    facts: tuple[str, date | None] = (Person.Sex.UNKNOWN, None)
    if kind == Person.IdKind.ID_CARD:
        facts = facts_of_id(number)[:2]
    return PersonData(name=name, id_kind=kind, id_number=number, sex=facts[0], birth_date=facts[1], phone=phone)


def refused(check: Any, *given: Any) -> str:
    """The sentence with which a rule of the verb refuses, for the form that asks before the verb does; "" where it does not."""
    try:
        check(*given)
    except Refused as refusal:
        return str(refusal.message)
    return ""
