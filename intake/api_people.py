"""Who takes part, as the API reads and writes it: people and organisations on any side, and who acts for them."""

from typing import Any

from django.core.exceptions import ValidationError as FormError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from center.foundation import masking
from intake import identity, parties
from intake.models import Agent, Party, Person
from intake.registration import AgentData, PersonData, SideData, facts_of_id


class AgentSerializer(serializers.ModelSerializer):
    """Who acts for a party."""

    name = serializers.SerializerMethodField(help_text="masked")

    class Meta:
        model = Agent
        fields = ["id", "kind", "powers", "relation", "name"]

    def get_name(self, agent: Agent) -> str:
        return masking.mask_name(agent.person.name)


class PartySerializer(serializers.ModelSerializer):
    name = serializers.SerializerMethodField(help_text="masked")
    agents = AgentSerializer(many=True)

    class Meta:
        model = Party
        fields = ["id", "side", "name", "organisation", "credit_code", "representative", "agents"]

    def get_name(self, party: Party) -> str:
        return masking.mask_name(party.person.name) if party.person else party.organisation


class PersonSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    id_kind = serializers.ChoiceField(Person.IdKind.choices, default=Person.IdKind.NONE)
    id_number = serializers.CharField(max_length=24, default="", allow_blank=True)
    no_id_reason = serializers.CharField(max_length=120, default="", allow_blank=True)
    phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    address = serializers.CharField(max_length=200, default="", allow_blank=True)
    special_help = serializers.ChoiceField(Person.Help.choices, default="", allow_blank=True)

    def validate_name(self, value: str) -> str:
        return checked(identity.name, value)

    def validate_phone(self, value: str) -> str:
        return checked(identity.phone, value)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        data["id_number"] = _document(data["id_kind"], data["id_number"])
        if not data["id_number"] and not data["no_id_reason"].strip():
            raise serializers.ValidationError({"no_id_reason": [_("Say why no identity document was shown.")]})
        return data


class ActingSerializer(serializers.Serializer):
    """Who acts: a guardian by law, or an agent with general or special powers; a document may be missing."""

    kind = serializers.ChoiceField(Agent.Kind.choices)
    powers = serializers.ChoiceField(Agent.Powers.choices, default="", allow_blank=True)
    relation = serializers.CharField(max_length=60, default="", allow_blank=True)
    name = serializers.CharField(max_length=60)
    id_kind = serializers.ChoiceField(Person.IdKind.choices, default=Person.IdKind.NONE)
    id_number = serializers.CharField(max_length=24, default="", allow_blank=True)
    phone = serializers.CharField(max_length=30, default="", allow_blank=True)

    def validate_name(self, value: str) -> str:
        return checked(identity.name, value)

    def validate_phone(self, value: str) -> str:
        return checked(identity.phone, value)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        data["id_number"] = _document(data["id_kind"], data["id_number"])
        if data["kind"] == Agent.Kind.GUARDIAN and parties.under_age(named(data).birth_date):
            raise serializers.ValidationError({"id_number": [parties.guardian_of_age()]})
        return data


class SideSerializer(serializers.Serializer):
    """One more of any side: a person, an organisation, or for a further matter of a visit somebody of that visit by `party`."""

    side = serializers.ChoiceField(Party.Side.choices, default=Party.Side.RESPONDENT)
    party = serializers.IntegerField(
        min_value=1, required=False, help_text="id of a party of the case named in `visit`, instead of a name"
    )
    name = serializers.CharField(max_length=60, default="", allow_blank=True, help_text="a person, or")
    organisation = serializers.CharField(max_length=120, default="", allow_blank=True)
    credit_code = serializers.CharField(
        max_length=30, default="", allow_blank=True, help_text="GB 32100, 18 characters"
    )
    id_kind = serializers.ChoiceField(Person.IdKind.choices, default=Person.IdKind.NONE)
    id_number = serializers.CharField(max_length=24, default="", allow_blank=True)
    phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    representative = serializers.BooleanField(default=False)
    agents = ActingSerializer(many=True, default=list)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if sum(bool(one) for one in (data["name"].strip(), data["organisation"].strip(), data.get("party"))) != 1:
            raise serializers.ValidationError(_("Name a person or an organisation, one of the two."), "one_of_two")
        data["name"] = checked(identity.name, data["name"])
        data["organisation"] = checked(identity.organisation, data["organisation"])
        data["phone"] = checked(identity.phone, data["phone"])
        data["id_number"] = _document(data["id_kind"], data["id_number"])
        try:
            data["credit_code"] = identity.credit_code(data["credit_code"])
        except FormError as error:
            raise serializers.ValidationError({"credit_code": error.messages}) from error
        if data["credit_code"] and not data["organisation"]:
            raise serializers.ValidationError({"organisation": [_("Write which organisation has this credit code.")]})
        return data


class AddPartySerializer(SideSerializer):
    """What the verb `add_party` takes."""

    party = None  # type: ignore[assignment]  # everybody is named here

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"side": side_data(super().validate(data))}


class AppointAgentSerializer(ActingSerializer):
    """What the verb `appoint_agent` takes."""

    party = serializers.IntegerField(min_value=1, help_text="id of a party of this case")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        party = self.context["case"].parties.filter(pk=data.pop("party")).select_related("person").first()
        if party is None:
            raise serializers.ValidationError({"party": [_("No party of this case has this id.")]})
        return {"party": party, "agent": agent_data(super().validate(data))}


class EndAgentSerializer(serializers.Serializer):
    """What the verb `end_agent` takes."""

    agent = serializers.IntegerField(min_value=1, help_text="id of somebody who acts for a party of this case")
    reason = serializers.CharField(max_length=300)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        agent = Agent.objects.filter(party__case=self.context["case"], pk=data["agent"]).first()
        if agent is None:
            raise serializers.ValidationError({"agent": [_("Nobody of this id acts for a party of this case.")]})
        return {"agent": agent, "reason": data["reason"]}


def person_data(data: dict[str, Any]) -> PersonData:
    """Whoever comes."""
    facts: dict[str, Any] = {}
    if data["id_kind"] == Person.IdKind.ID_CARD and data["id_number"]:
        sex, born, _district = facts_of_id(data["id_number"])
        facts = {"sex": sex, "birth_date": born}
    return PersonData(**data, **facts)


def named(data: dict[str, Any]) -> PersonData:
    """Somebody named beside the one who comes: a document is taken, and may be missing."""
    shown = {"id_kind": data["id_kind"], "id_number": data["id_number"]} if data["id_number"] else {}
    reason = "" if shown else str(_("Named by the other side"))
    whole = {
        "name": data["name"],
        "phone": data["phone"],
        "no_id_reason": reason,
        "id_kind": Person.IdKind.NONE,
        "id_number": "",
        **shown,
    }
    return person_data(whole)


def known(person: Person | None) -> PersonData | None:
    """Somebody on file, taken as they are."""
    return PersonData(name=person.name, birth_date=person.birth_date, known=person.pk) if person else None


def agent_data(data: dict[str, Any]) -> AgentData:
    """Who acts."""
    return AgentData(named(data), data["kind"], data["powers"] or Agent.Powers.GENERAL, data["relation"])


def side_data(data: dict[str, Any]) -> SideData:
    """One more of a side, by name."""
    return SideData(
        person=named(data) if data["name"] else None, organisation=data["organisation"], side=data["side"], credit_code=data["credit_code"],
        representative=data["representative"], agents=tuple(agent_data(agent) for agent in data["agents"]),
    )  # fmt: skip


def checked(check: Any, value: str) -> str:
    """`value` in the spelling of `intake.identity`, its sentence as the API says it."""
    try:
        return check(value)
    except FormError as error:
        raise serializers.ValidationError(error.messages) from error


def _document(kind: str, number: str) -> str:
    try:
        return identity.id_number(kind, number)
    except FormError as error:
        raise serializers.ValidationError({"id_number": error.messages}) from error
