"""What the API reads and writes. People are masked here as on the pages; the query code is given once, to the client that registered."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from center.foundation import numbering
from center.foundation.now import today
from center.institution.models import Area, Desk, Posting, User
from intake import api_tasks, lifecycle, routing
from intake.api_people import (
    ActingSerializer,
    AddPartySerializer,
    AppointAgentSerializer,
    EndAgentSerializer,
    PartySerializer,
    PersonSerializer,
    SideSerializer,
    agent_data,
    known,
    person_data,
    side_data,
)
from intake.api_source import SourceSerializer
from intake.api_tasks import ShareTermsSerializer
from intake.lifecycle import chasing, supervising
from intake.lifecycle.merging import BY_HAND, not_there
from intake.models import Card, Case, Clock, Fact, Handover, MatterType, Party, Visit
from intake.permissions import sees
from intake.reception import Sending, Settlement
from intake.registration import Registration, SideData

LINES = {"max_length": 4000}
MOST_PEOPLE = 500  # named in one call, as in one list at the counter


class DeskSerializer(serializers.ModelSerializer):
    center = serializers.CharField(source="center.code")
    department = serializers.CharField(source="department.key", default=None)

    class Meta:
        model = Desk
        fields = ["id", "center", "department", "name", "name_en"]


class ClockSerializer(serializers.ModelSerializer):
    limit = serializers.CharField(source="limit.key")
    basis = serializers.CharField(source="limit.source")

    class Meta:
        model = Clock
        fields = [
            "id",
            "limit",
            "basis",
            "about",
            "started_at",
            "raw_due_at",
            "due_at",
            "provisional",
            "breached_at",
            "paused_at",
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


class SettlementSerializer(serializers.Serializer):
    outcome = serializers.ChoiceField([(outcome.value, outcome.label) for outcome in lifecycle.ON_THE_SPOT])
    result = serializers.CharField(min_length=lifecycle.RESULT_LENGTH, max_length=5000)
    agreed = serializers.BooleanField(default=False)


class AnswersField(serializers.DictField):
    """What the person answered, by question: {"court": "yes"}. Keys are those of `intake.routing.questions`."""

    child = serializers.ChoiceField(Fact.Answer.choices)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=dict, help_text="question: yes, no or unknown", **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return tuple(super().to_internal_value(data).items())


class RegisterSerializer(SourceSerializer):
    """A walk-in: who, the other sides, the matter; then settled on the spot, or sent on as proposed or to a named desk."""

    matter = serializers.SlugRelatedField("key", queryset=MatterType.objects.filter(active=True))
    narrative = serializers.CharField(**LINES)
    claim = serializers.CharField(max_length=500, default="", allow_blank=True)
    applicant = PersonSerializer(
        required=False,
        allow_null=True,
        help_text="null: gives no name (hints only); left out with `visit`: whoever came then",
    )
    representative = serializers.BooleanField(
        default=False, help_text="the applicant speaks for those who claim jointly"
    )
    agents = ActingSerializer(many=True, default=list, help_text="who acts for the applicant")
    others = SideSerializer(many=True, default=list)
    visit = serializers.CharField(
        max_length=60,
        required=False,
        help_text="number of a case you registered today: a further matter of the same visit",
    )
    people_count = serializers.IntegerField(
        min_value=1, max_value=100_000, default=1, help_text="1: as many applicants as are named"
    )
    companions = serializers.IntegerField(min_value=0, max_value=1000, default=0)
    amount_cents = serializers.IntegerField(min_value=0, max_value=10**13, allow_null=True, default=None)
    opponent_outside = serializers.BooleanField(default=False)
    claims_payment = serializers.BooleanField(default=False)
    urgent = serializers.BooleanField(default=False)
    restricted = serializers.BooleanField(default=False)
    area = serializers.SlugRelatedField(
        "code", queryset=Area.objects.select_related("parent"), allow_null=True, default=None
    )
    settle = SettlementSerializer(required=False)
    to_desk = serializers.PrimaryKeyRelatedField(
        queryset=Desk.objects.select_related("center", "department"), allow_null=True, default=None
    )
    reason = serializers.CharField(max_length=300, default="", allow_blank=True)
    answers = AnswersField()

    def registration(self, key: str) -> tuple[Registration, Settlement | Sending]:
        """The data and the first step for `reception.take_in`."""
        data = dict(self.validated_data)
        settle, to_desk, reason = data.pop("settle", None), data.pop("to_desk"), data.pop("reason")
        data.pop("visit", None)
        agents = tuple(agent_data(agent) for agent in data.pop("agents"))
        applicant, others = data.pop("applicant", None), data.pop("others")
        step = Settlement(**settle) if settle else Sending(to_desk, reason)
        if self.visit_of:
            data |= {"visit": self.visit_of, "others": self._of_visit(others, agents, data.pop("representative"))}
            return Registration(**data, person=person_data(applicant) if applicant else None, client_key=key), step
        sides = tuple(side_data(other) for other in others)
        person = person_data(applicant) if applicant else None
        return Registration(**data, person=person, agents=agents, others=sides, client_key=key), step

    def validate_others(self, others: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(others) > MOST_PEOPLE:
            raise serializers.ValidationError(
                _("A list has at most %(most)s lines. Register the rest as a further part.") % {"most": MOST_PEOPLE}
            )
        return others

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        self.visit_of = self._visit(data["visit"]) if data.get("visit") else None
        if self.visit_of is None and "applicant" not in data:
            raise serializers.ValidationError({"applicant": [self.fields["applicant"].error_messages["required"]]})
        if self.visit_of is None and any(other.get("party") for other in data["others"]):
            raise serializers.ValidationError(
                {"others": [_("Name the case of the visit in `visit` to take people over.")]}
            )
        return data

    def _visit(self, number: str) -> Visit:
        """The visit of a case that this client took in and may see; every other one is not there."""
        by = self.context.get("by")
        case = Case.objects.select_related("visit__person").filter(number=numbering.compact(number)).first()
        if by is None or case is None or case.registered_by_id != by.user_id or not sees(by, case):
            raise serializers.ValidationError({"visit": [_("You registered no case of this number.")]})
        return case.visit

    def _of_visit(self, others: list[dict[str, Any]], agents: tuple, representative: bool) -> tuple[SideData, ...]:
        """Everybody of a further matter: those taken over by their party, those named anew, and whoever came unless named."""
        there = Party.objects.filter(case__visit=self.visit_of).select_related("person").in_bulk()
        sides = []
        for other in others:
            party = there.get(other.get("party"))
            if other.get("party") and party is None:
                raise serializers.ValidationError({"others": [_("No party of this visit has this id.")]})
            given = side_data(other)
            if party:
                given = replace(
                    given, person=known(party.person), organisation=party.organisation, credit_code=party.credit_code
                )
            sides.append(given)
        came, taken = self.visit_of.person, {side.person.known for side in sides if side.person}
        if came and came.pk not in taken and not self.validated_data.get("applicant"):
            first = SideData(known(came), side=Party.Side.APPLICANT, representative=representative, agents=agents)
            sides.insert(0, first)
        return tuple(sides)


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


class DecideDisputeSerializer(ReasonSerializer):
    to_desk = serializers.PrimaryKeyRelatedField(queryset=Desk.objects.select_related("center", "department"))


class RouteSerializer(serializers.Serializer):
    """Without a desk it goes where the routing table proposes; to another desk than proposed it needs a reason."""

    to_desk = serializers.PrimaryKeyRelatedField(
        queryset=Desk.objects.select_related("center", "department"), required=False
    )
    reason = serializers.CharField(max_length=300, default="", allow_blank=True)
    answers = AnswersField()
    override = serializers.CharField(
        max_length=300, default="", allow_blank=True, help_text="a director's reason to set an exclusion by law aside"
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        proposal = routing.propose_for(self.context["case"])
        if proposal is None and "to_desk" not in data:
            raise serializers.ValidationError({"to_desk": [_("The routing table proposes no desk. Name one.")]})
        if proposal:
            data = {"to_desk": proposal.desk, **data, "route": proposal.route, "proposed_desk": proposal.desk}
        return data


class TransferSerializer(ReasonSerializer):
    answers = AnswersField()
    override = serializers.CharField(max_length=300, default="", allow_blank=True)
    to_desk = serializers.PrimaryKeyRelatedField(queryset=Desk.objects.select_related("center", "department"))


class SignSerializer(serializers.Serializer):
    handler = StaffField(required=False)


class AssignSerializer(serializers.Serializer):
    handler = StaffField()


class SendBackSerializer(ReasonSerializer):
    code = serializers.ChoiceField(Handover.ReturnReason.choices)
    article = serializers.CharField(
        max_length=120, default="", allow_blank=True, help_text="the rule by which another office is competent; needed for `not_competent`"
    )  # fmt: skip


class ConcludeSerializer(serializers.Serializer):
    outcome = serializers.ChoiceField(api_tasks.CONCLUDING)
    result = serializers.CharField(min_length=lifecycle.RESULT_LENGTH, max_length=5000)


class NoteSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=2000)


class ShareSerializer(ShareTermsSerializer):
    user = StaffField()


class EndShareSerializer(serializers.Serializer):
    user = StaffField()


class FailOutsideSerializer(ReasonSerializer):
    """Why it did not arrive."""


class OtherCaseField(serializers.CharField):
    """Another case by its number in any spelling; one that the caller may not see is not there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, help_text="number of the other case", **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Case:
        found = Case.objects.filter(number=numbering.compact(super().run_validation(data))).first()
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


class DemandSerializer(serializers.Serializer):
    demand = serializers.CharField(max_length=supervising.DEMAND)


class ReplySerializer(serializers.Serializer):
    reply = serializers.CharField(max_length=supervising.ANSWER)


class AnswerChaseSerializer(serializers.Serializer):
    answer = serializers.CharField(max_length=chasing.ANSWER, help_text="shown to the citizen")


class CardSerializer(ReasonSerializer):
    colour = serializers.ChoiceField(Card.Colour.choices)


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


class ChasedSerializer(serializers.Serializer):
    """The latest chase (intake.chases.Chased)."""

    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
    again_after = serializers.DateTimeField()


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
    may_chase = serializers.BooleanField()
    chase = ChasedSerializer(allow_null=True)
    outcome = serializers.CharField()
    result = serializers.CharField()


VERBS: dict[str, type[serializers.Serializer]] = {
    "settle": SettlementSerializer,
    "route": RouteSerializer,
    "sign": SignSerializer,
    "send_back": SendBackSerializer,
    "decide_dispute": DecideDisputeSerializer,
    "transfer": TransferSerializer,
    "assign": AssignSerializer,
    "conclude": ConcludeSerializer,
    "archive": ArchiveSerializer,
    "reopen": ReasonSerializer,
    "withdraw": ReasonSerializer,
    "decline": ReasonSerializer,
    **api_tasks.VERBS,
    "fail_outside": FailOutsideSerializer,
    "note": NoteSerializer,
    "share": ShareSerializer,
    "end_share": EndShareSerializer,
    "add_party": AddPartySerializer,
    "appoint_agent": AppointAgentSerializer,
    "end_agent": EndAgentSerializer,
    "merge": MergeSerializer,
    "unmerge": ReasonSerializer,
    "link": LinkSerializer,
    "unlink": UnlinkSerializer,
    "supervise": DemandSerializer,
    "answer_slip": ReplySerializer,
    "return_slip": ReasonSerializer,
    "close_slip": ArchiveSerializer,
    "answer_chase": AnswerChaseSerializer,
    "give_card": CardSerializer,
    "withdraw_card": CardSerializer,
}
