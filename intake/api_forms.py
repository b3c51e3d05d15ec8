"""What the API reads and writes. People are masked here as on the pages; the query code is given once, to the client that registered."""

from typing import Any

from django.core.exceptions import ValidationError as FormError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from center.foundation import masking, numbering
from center.foundation.now import today
from center.institution.models import Area, Desk, Posting, User
from intake import identity, lifecycle, routing
from intake.lifecycle.merging import BY_HAND, not_there
from intake.api_source import SourceSerializer
from intake.models import Case, Clock, Handover, MatterType, Party, Person, Visit
from intake.permissions import sees
from intake.reception import Sending, Settlement
from intake.registration import PersonData, Registration, SideData, facts_of_id

LINES = {"max_length": 4000}


class DeskSerializer(serializers.ModelSerializer):
    center = serializers.CharField(source="center.code")
    department = serializers.CharField(source="department.key", default=None)

    class Meta:
        model = Desk
        fields = ["id", "center", "department", "name", "name_en"]


class PartySerializer(serializers.ModelSerializer):
    name = serializers.SerializerMethodField(help_text="masked")

    class Meta:
        model = Party
        fields = ["id", "side", "name"]

    def get_name(self, party: Party) -> str:
        return masking.mask_name(party.person.name) if party.person else party.organisation


class ClockSerializer(serializers.ModelSerializer):
    limit = serializers.CharField(source="limit.key")
    basis = serializers.CharField(source="limit.source")

    class Meta:
        model = Clock
        fields = [
            "limit",
            "basis",
            "about",
            "started_at",
            "raw_due_at",
            "due_at",
            "provisional",
            "breached_at",
            "stopped_at",
        ]


class CaseSerializer(serializers.ModelSerializer):
    matter = serializers.CharField(source="matter.key")
    source = serializers.CharField(source="visit.source")  # type: ignore[assignment]
    outside_number = serializers.CharField(source="visit.outside_number", help_text="of the sender")
    center = serializers.CharField(source="center.code")
    desk = DeskSerializer()
    handler = serializers.SerializerMethodField(help_text="name of the member of staff")
    parties = PartySerializer(many=True)
    clocks = ClockSerializer(many=True)

    class Meta:
        model = Case
        fields = [
            "number", "state", "matter", "source", "outside_number", "center", "desk", "handler", "narrative", "claim", "people_count", "amount_cents", "urgent",
            "opponent_outside", "on_the_spot", "outcome", "result", "registered_at", "concluded_at", "hops", "parties", "clocks",
        ]  # fmt: skip
        read_only_fields = fields

    def get_handler(self, case: Case) -> str:
        return str(case.handler or "")


class RegisteredSerializer(CaseSerializer):
    class Meta(CaseSerializer.Meta):
        fields = [*CaseSerializer.Meta.fields, "query_code"]
        read_only_fields = fields


class PersonSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    id_kind = serializers.ChoiceField(Person.IdKind.choices, default=Person.IdKind.NONE)
    id_number = serializers.CharField(max_length=24, default="", allow_blank=True)
    no_id_reason = serializers.CharField(max_length=120, default="", allow_blank=True)
    phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    address = serializers.CharField(max_length=200, default="", allow_blank=True)
    special_help = serializers.ChoiceField(Person.Help.choices, default="", allow_blank=True)

    def validate_name(self, value: str) -> str:
        return _checked(identity.name, value)

    def validate_phone(self, value: str) -> str:
        return _checked(identity.phone, value)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        try:
            data["id_number"] = identity.id_number(data["id_kind"], data["id_number"])
        except FormError as error:
            raise serializers.ValidationError({"id_number": error.messages}) from error
        if not data["id_number"] and not data["no_id_reason"].strip():
            raise serializers.ValidationError({"no_id_reason": [_("Say why no identity document was shown.")]})
        return data


class SideSerializer(serializers.Serializer):
    side = serializers.ChoiceField([Party.Side.RESPONDENT, Party.Side.THIRD], default=Party.Side.RESPONDENT)
    name = serializers.CharField(max_length=60, default="", allow_blank=True, help_text="a person, or")
    organisation = serializers.CharField(max_length=120, default="", allow_blank=True)
    phone = serializers.CharField(max_length=30, default="", allow_blank=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if bool(data["name"].strip()) == bool(data["organisation"].strip()):
            raise serializers.ValidationError(_("Name a person or an organisation, one of the two."), "one_of_two")
        data["name"] = _checked(identity.name, data["name"])
        data["organisation"] = _checked(identity.organisation, data["organisation"])
        data["phone"] = _checked(identity.phone, data["phone"])
        return data


class SettlementSerializer(serializers.Serializer):
    outcome = serializers.ChoiceField([(outcome.value, outcome.label) for outcome in lifecycle.ON_THE_SPOT])
    result = serializers.CharField(min_length=lifecycle.RESULT_LENGTH, max_length=5000)
    agreed = serializers.BooleanField(default=False)


class RegisterSerializer(SourceSerializer):
    """A walk-in: who, the other sides, the matter; then settled on the spot, or sent on as proposed or to a named desk."""

    matter = serializers.SlugRelatedField("key", queryset=MatterType.objects.filter(active=True))
    narrative = serializers.CharField(**LINES)
    claim = serializers.CharField(max_length=500, default="", allow_blank=True)
    applicant = PersonSerializer()
    others = SideSerializer(many=True, default=list)
    people_count = serializers.IntegerField(min_value=1, max_value=100_000, default=1)
    companions = serializers.IntegerField(min_value=0, max_value=1000, default=0)
    amount_cents = serializers.IntegerField(min_value=0, max_value=10**13, allow_null=True, default=None)
    opponent_outside = serializers.BooleanField(default=False)
    claims_payment = serializers.BooleanField(default=False)
    urgent = serializers.BooleanField(default=False)
    restricted = serializers.BooleanField(default=False)
    area = serializers.SlugRelatedField(
        "code", queryset=Area.objects.select_related("parent"), allow_null=True, default=None
    )
    source = serializers.ChoiceField(
        [source for source in Visit.Source if source != Visit.Source.GRID], default=Visit.Source.HALL
    )  # type: ignore[assignment]
    settle = SettlementSerializer(required=False)
    to_desk = serializers.PrimaryKeyRelatedField(queryset=Desk.objects.all(), allow_null=True, default=None)
    reason = serializers.CharField(max_length=300, default="", allow_blank=True)

    def registration(self, key: str) -> tuple[Registration, Settlement | Sending]:
        """The data and the first step for `reception.take_in`."""
        data = dict(self.validated_data)
        settle, to_desk, reason = data.pop("settle", None), data.pop("to_desk"), data.pop("reason")
        applicant, others = data.pop("applicant"), data.pop("others")
        sides = tuple(
            SideData(
                side=other["side"], organisation=other["organisation"], person=_named(other) if other["name"] else None
            )
            for other in others
        )
        step = Settlement(**settle) if settle else Sending(to_desk, reason)
        return Registration(**data, person=_person(applicant), others=sides, client_key=key), step


class StaffField(serializers.SlugRelatedField):
    """A member of staff by the badge worn today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("badge", queryset=Posting.objects.all(), help_text="badge number", **kwargs)

    def get_queryset(self):
        return Posting.objects.valid(today()).select_related("user")

    def to_internal_value(self, data: Any) -> User:
        return super().to_internal_value(data).user


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class RouteSerializer(serializers.Serializer):
    """Without a desk it goes where the routing table proposes; to another desk than proposed it needs a reason."""

    to_desk = serializers.PrimaryKeyRelatedField(
        queryset=Desk.objects.select_related("center", "department"), required=False
    )
    reason = serializers.CharField(max_length=300, default="", allow_blank=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        proposal = routing.propose_for(self.context["case"])
        if proposal is None and "to_desk" not in data:
            raise serializers.ValidationError({"to_desk": [_("The routing table proposes no desk. Name one.")]})
        if proposal:
            data = {"to_desk": proposal.desk, **data, "route": proposal.route, "proposed_desk": proposal.desk}
        return data


class TransferSerializer(ReasonSerializer):
    to_desk = serializers.PrimaryKeyRelatedField(queryset=Desk.objects.select_related("center", "department"))


class SignSerializer(serializers.Serializer):
    handler = StaffField(required=False)


class AssignSerializer(serializers.Serializer):
    handler = StaffField()


class SendBackSerializer(ReasonSerializer):
    code = serializers.ChoiceField(Handover.ReturnReason.choices)


class ConcludeSerializer(serializers.Serializer):
    outcome = serializers.ChoiceField([(o.value, o.label) for o in Case.Outcome if o not in lifecycle.ON_THE_SPOT])
    result = serializers.CharField(min_length=lifecycle.RESULT_LENGTH, max_length=5000)


class PassOutsideSerializer(ReasonSerializer):
    office = serializers.CharField(max_length=120)


class NoteSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=2000)


class ShareSerializer(serializers.Serializer):
    user = StaffField()


class OtherCaseField(serializers.CharField):
    """Another case by its number in any spelling; one that the caller may not see is not there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, help_text="number of the other case", **kwargs)

    def to_internal_value(self, data: Any) -> Case:  # type: ignore[override]
        found = Case.objects.filter(number=numbering.compact(super().to_internal_value(data))).first()
        if found is None or not sees(self.context["by"], found):
            raise serializers.ValidationError(str(not_there().message), "not_there")
        return found


class MergeSerializer(ReasonSerializer):
    into = OtherCaseField()


class LinkSerializer(ReasonSerializer):
    other = OtherCaseField()
    kind = serializers.ChoiceField([(kind.value, kind.label) for kind in BY_HAND])


class UnlinkSerializer(ReasonSerializer):
    other = OtherCaseField()


class ArchiveSerializer(serializers.Serializer):
    """Nothing is asked."""


class StatusQuestionSerializer(serializers.Serializer):
    number = serializers.CharField(max_length=60)
    code = serializers.CharField(max_length=60)


class StepSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(["done", "now", "later"])
    at = serializers.DateTimeField(allow_null=True)


class LimitedSerializer(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    due_at = serializers.DateTimeField()
    basis = serializers.CharField()
    provisional = serializers.BooleanField()
    late = serializers.BooleanField()


class StatusSerializer(serializers.Serializer):
    """What the citizen's page shows (intake.status.StatusView)."""

    number = serializers.CharField()
    matter = serializers.CharField()
    headline = serializers.CharField()
    steps = StepSerializer(many=True)
    next_step = serializers.CharField()
    limits = LimitedSerializer(many=True)
    desk = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()
    hours = serializers.CharField()
    ended = serializers.BooleanField()
    outcome = serializers.CharField()
    result = serializers.CharField()


VERBS: dict[str, type[serializers.Serializer]] = {
    "settle": SettlementSerializer,
    "route": RouteSerializer,
    "sign": SignSerializer,
    "send_back": SendBackSerializer,
    "transfer": TransferSerializer,
    "assign": AssignSerializer,
    "conclude": ConcludeSerializer,
    "archive": ArchiveSerializer,
    "reopen": ReasonSerializer,
    "withdraw": ReasonSerializer,
    "decline": ReasonSerializer,
    "pass_outside": PassOutsideSerializer,
    "note": NoteSerializer,
    "share": ShareSerializer,
    "merge": MergeSerializer,
    "unmerge": ReasonSerializer,
    "link": LinkSerializer,
    "unlink": UnlinkSerializer,
}


def _person(data: dict[str, Any]) -> PersonData:
    facts = {}
    if data["id_kind"] == Person.IdKind.ID_CARD and data["id_number"]:
        sex, born, _district = facts_of_id(data["id_number"])
        facts = {"sex": sex, "birth_date": born}
    return PersonData(**data, **facts)


def _named(other: dict[str, Any]) -> PersonData:
    return PersonData(name=other["name"], phone=other["phone"], no_id_reason=str(_("Named by the other side")))


def _checked(check, value: str) -> str:
    try:
        return check(value)
    except FormError as error:
        raise serializers.ValidationError(error.messages) from error
