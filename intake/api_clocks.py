"""The API of the limits of a case: the same verbs as their buttons on its page."""

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from center.foundation.actor import Actor
from center.institution.tokens import actor_of
from intake.clock_forms import HOW, REASON, SHORT
from intake.lifecycle import clocks, extending
from intake.models import Case, Clock, ClockExtension

MOST = 366


class PauseSerializer(serializers.Serializer):
    """It stands still on the one ground its limit names."""

    proof = serializers.CharField(max_length=SHORT)
    ends_when = serializers.CharField(max_length=SHORT)
    until = serializers.DateField(help_text="the last day that may be left out")


class NothingSerializer(serializers.Serializer):
    """Nothing is asked."""


class AskExtensionSerializer(serializers.Serializer):
    amount = serializers.IntegerField(min_value=1, max_value=MOST, help_text="in the unit the law extends by")
    reason = serializers.CharField(max_length=REASON)


class ApproveExtensionSerializer(serializers.Serializer):
    told_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="when the party was told")
    told_how = serializers.CharField(max_length=HOW, required=False, allow_blank=True, default="")


class RefuseExtensionSerializer(serializers.Serializer):
    answer = serializers.CharField(max_length=REASON)


class ExtendSerializer(AskExtensionSerializer, ApproveExtensionSerializer):
    """More time at once, by whom the law names or as the parties agree."""


class TellSerializer(serializers.Serializer):
    told_on = serializers.DateField()
    told_how = serializers.CharField(max_length=HOW)


def _pause(clock: Clock, *, by: Actor, **data: Any) -> None:
    clocks.pause(clock, ground=clock.limit.pauses_on, by=by, **data)


def _tell(clock: Clock, *, by: Actor, **data: Any) -> None:
    untold = ClockExtension.objects.filter(clock=clock, told_on=None).first()
    if untold is None:
        raise clocks.told_already()
    clocks.tell(untold, by=by, **data)


VERBS: dict[str, tuple[type[serializers.Serializer], Callable[..., Any], str]] = {
    "pause": (PauseSerializer, _pause, "Pause a limit"),
    "resume": (NothingSerializer, clocks.resume, "Let a limit run on"),
    "ask_extension": (AskExtensionSerializer, extending.ask_extension, "Ask for an extension"),
    "approve_extension": (ApproveExtensionSerializer, extending.approve_extension, "Approve what was asked for"),
    "refuse_extension": (RefuseExtensionSerializer, extending.refuse_extension, "Refuse what was asked for"),
    "extend": (ExtendSerializer, clocks.extend, "Extend a limit"),
    "tell": (TellSerializer, _tell, "Record the notice of an extension"),
}


class ClocksOfCase:
    """The actions of `CaseViewSet` on one limit, by its id in the case."""

    get_object: Any


def add_verbs(answer: Callable[[Case], Any], serializer: type[serializers.Serializer]) -> None:
    """One action a verb; each answers with the case as it is now."""
    for verb, (form, do, summary) in VERBS.items():
        setattr(ClocksOfCase, f"clock_{verb}", _action(verb, form, do, summary, answer, serializer))


def _action(verb: str, form: type, do: Callable[..., Any], summary: str, answer: Callable, serializer: type) -> Any:
    def act(self: Any, request: Request, number: str, clock: str) -> Response:
        case = self.get_object()
        found = get_object_or_404(Clock.objects.select_related("limit", "desk"), pk=clock, case=case)
        data = form(data=request.data)
        data.is_valid(raise_exception=True)
        do(found, by=actor_of(request), **data.validated_data)
        return Response(answer(case))

    act.__name__ = f"clock_{verb}"
    act.__doc__ = form.__doc__ or summary
    route = action(
        detail=True, methods=["post"], url_path=rf"clocks/(?P<clock>[0-9]{{1,18}})/{verb}", url_name=f"clock-{verb.replace('_', '-')}"
    )(act)  # fmt: skip
    described: Any = extend_schema(
        summary=summary, request=form, responses=serializer, parameters=[OpenApiParameter("clock", int, OpenApiParameter.PATH)]
    )  # fmt: skip
    return described(route)
