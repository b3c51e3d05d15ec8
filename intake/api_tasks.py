"""The API of tasks and of what goes up, down, outside or to a colleague: the same verbs as the page of a case."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from center.institution.models import Desk
from center.institution.tokens import actor_of
from intake import lifecycle, task_actions
from intake.api_files import OfCase
from intake.lifecycle.assisting import ANSWER, ASKED
from intake.models import Attachment, Case, MatterType, OutsideBody, Party, Task
from intake.permissions import LENT

DESKS = Desk.objects.select_related("center", "department")

CONCLUDING = [(outcome.value, outcome.label) for outcome in Case.Outcome if outcome not in lifecycle.ON_THE_SPOT]


class TaskSerializer(serializers.ModelSerializer):
    """What a desk was asked, and its answer; `due_at` of the limit that runs or ran last."""

    due_at = serializers.DateTimeField(source="clock.due_at", default=None, allow_null=True)

    class Meta:
        model = Task
        fields = [
            "id", "kind", "state", "from_desk", "to_desk", "text", "issued_at", "due_at", "accepted_at", "answer", "answered_at",
            "reason", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class TaskVerbSerializer(serializers.Serializer):
    """`answer` to answer a task, `reason` to decline, return or take it back; nothing to accept or close it."""

    answer = serializers.CharField(max_length=ANSWER, required=False)
    reason = serializers.CharField(max_length=300, required=False)


class AskSerializer(serializers.Serializer):
    kind = serializers.ChoiceField([(kind.value, kind.label) for kind in Task.OURS])
    to_desk = serializers.PrimaryKeyRelatedField(queryset=DESKS)
    text = serializers.CharField(max_length=ASKED)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class ReportUpSerializer(serializers.Serializer):
    to_desk = serializers.PrimaryKeyRelatedField(queryset=DESKS)
    tried = serializers.CharField(max_length=300)
    copies: Any = serializers.PrimaryKeyRelatedField(queryset=DESKS, many=True, default=list)


class AssignDownSerializer(serializers.Serializer):
    to_desk = serializers.PrimaryKeyRelatedField(queryset=DESKS)
    text = serializers.CharField(max_length=300)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    report = serializers.BooleanField(default=False)
    copies: Any = serializers.PrimaryKeyRelatedField(queryset=DESKS, many=True, default=list)


class InstructSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=ASKED)
    due_on = serializers.DateField()
    desks: Any = serializers.PrimaryKeyRelatedField(queryset=DESKS, many=True)
    leader = serializers.CharField(max_length=60, default="", allow_blank=True)
    scan: Any = OfCase(queryset=Attachment.objects.all(), required=False, allow_null=True, default=None)


class SplitSerializer(serializers.Serializer):
    parties: Any = OfCase(queryset=Party.objects.all(), many=True, allow_empty=False)
    matter = serializers.SlugRelatedField("key", queryset=MatterType.objects.filter(active=True))
    narrative = serializers.CharField(max_length=4000)
    to_desk = serializers.PrimaryKeyRelatedField(queryset=DESKS)
    mandatory = serializers.BooleanField(default=True)
    reason = serializers.CharField(max_length=300)


class PassOutsideSerializer(serializers.Serializer):
    """An office of the list by its key, or one by name."""

    body = serializers.SlugRelatedField(
        "key", queryset=OutsideBody.objects.filter(in_use=True), required=False, allow_null=True, default=None
    )
    office = serializers.CharField(max_length=120, default="", allow_blank=True)
    channel = serializers.ChoiceField(OutsideBody.Channel.choices, default="", allow_blank=True)
    contact = serializers.CharField(max_length=60, default="", allow_blank=True)
    letter = serializers.CharField(max_length=60, default="", allow_blank=True)
    reason = serializers.CharField(max_length=300)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if not data["body"] and not data["office"].strip():
            raise serializers.ValidationError({"office": [_("Name the office that the case is passed to.")]})
        return data


class AcknowledgeOutsideSerializer(serializers.Serializer):
    contact = serializers.CharField(max_length=60, default="", allow_blank=True)
    letter = serializers.CharField(max_length=60, default="", allow_blank=True)


class SendOutsideAgainSerializer(serializers.Serializer):
    channel = serializers.ChoiceField(OutsideBody.Channel.choices, default="", allow_blank=True)


class AnswerOutsideSerializer(serializers.Serializer):
    """With an outcome the case is concluded; without one it returns to its desk."""

    answer = serializers.CharField(min_length=lifecycle.RESULT_LENGTH, max_length=5000)
    outcome = serializers.ChoiceField(CONCLUDING, default="", allow_blank=True)


class ShareTermsSerializer(serializers.Serializer):
    """Why, until which day, and what may be done besides reading."""

    reason = serializers.CharField(max_length=300)
    until = serializers.DateField(required=False, allow_null=True, default=None)
    verbs: Any = serializers.MultipleChoiceField(choices=[(verb, verb) for verb in LENT], default=set)


class TasksOfCase:
    """What the viewset of cases gains."""

    @extend_schema(summary="The tasks of the case", responses=TaskSerializer(many=True))
    @action(
        detail=True, methods=["get"], url_path="tasks", url_name="tasks", pagination_class=None, filterset_class=None
    )
    def tasks(self, request: Request, number: str) -> Response:
        return Response(TaskSerializer(self.get_object().tasks.select_related("clock"), many=True).data)

    @extend_schema(
        summary="Accept, answer, decline, close, return or take back a task", request=TaskVerbSerializer, responses=TaskSerializer
    )  # fmt: skip
    @action(
        detail=True, methods=["post"], url_name="task",
        url_path=r"tasks/(?P<pk>[0-9]{1,18})/(?P<verb>accept|answer|decline|close|return|revoke)",
    )  # fmt: skip
    def task(self, request: Request, number: str, pk: str, verb: str) -> Response:
        case, by = self.get_object(), actor_of(request)
        found = get_object_or_404(
            case.tasks.select_related("to_desk__center", "from_desk__center", "clock__limit"), pk=pk
        )
        found.case = case
        act = task_actions.ACTIONS[f"{verb}_task"]
        task_actions.require(found, act, by)
        asked = TaskVerbSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = act.form(asked.validated_data)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        form.perform(act.verb, found, by)
        return Response(TaskSerializer(case.tasks.select_related("clock").get(pk=found.pk)).data)


VERBS: dict[str, type[serializers.Serializer]] = {
    "ask": AskSerializer,
    "report_up": ReportUpSerializer,
    "assign_down": AssignDownSerializer,
    "instruct": InstructSerializer,
    "split": SplitSerializer,
    "pass_outside": PassOutsideSerializer,
    "acknowledge_outside": AcknowledgeOutsideSerializer,
    "send_outside_again": SendOutsideAgainSerializer,
    "answer_outside": AnswerOutsideSerializer,
}
