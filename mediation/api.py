"""The API of mediations: begin one on a case, list, read, and every step, by the same table as the file page."""

from typing import Any

from django.forms import Form
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from center.foundation import numbering
from center.foundation.errors import Refused
from center.institution.tokens import actor_of
from intake import permissions
from intake.models import Case
from mediation import lifecycle
from mediation.forms import AgainForm, AgreeForm, ConsentForm, FailForm, ProposeForm, ReceiveForm
from mediation.models import Mediation
from mediation.steps import BY_VERB

WAYS = {"propose": ProposeForm, "receive": ReceiveForm, "take_up_again": AgainForm}
ENDS = ("consent", "agree", "fail")
VERBS = sorted({*BY_VERB, *ENDS})


class MediationSerializer(serializers.ModelSerializer):
    case = serializers.CharField(source="case.number")
    mediator = serializers.CharField(source="mediator.name")
    earlier = serializers.IntegerField(source="earlier_id", allow_null=True)

    class Meta:
        model = Mediation
        fields = [
            "id", "case", "state", "kind", "source", "outside_number", "entrusted", "dispute", "limit_key", "mediator", "earlier", "proposed_at",
            "opened_at", "ended_at", "agreement_form", "amount_cents",
        ]  # fmt: skip


class BeginSerializer(serializers.Serializer):
    case = serializers.CharField(max_length=40)
    way = serializers.ChoiceField(choices=sorted(WAYS), default="propose")
    mediator = serializers.IntegerField(required=False)
    reason = serializers.CharField(required=False, max_length=300)
    source = serializers.CharField(required=False, max_length=20)  # type: ignore[assignment]  # a field of that name
    outside_number = serializers.CharField(required=False, max_length=64, allow_blank=True)
    entrusted = serializers.CharField(required=False, max_length=20, allow_blank=True)
    dispute = serializers.CharField(required=False, max_length=30, allow_blank=True)
    elsewhere = serializers.CharField(required=False, max_length=20, allow_blank=True)


class Newest(CursorPagination):
    page_size = 50
    ordering = ("-pk",)


@extend_schema_view(
    list=extend_schema(summary="The mediations of the cases you may see"), retrieve=extend_schema(summary="One mediation")
)  # fmt: skip
class MediationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = MediationSerializer
    pagination_class = Newest
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Mediation.objects.none()
        found = Mediation.objects.visible_to(self.request.user)
        return found.select_related(
            "mediator",
            "proceeding__case__desk__center",
            "proceeding__case__desk__department",
            "proceeding__case__matter",
        )

    @extend_schema(summary="Begin a mediation on a case", request=BeginSerializer, responses={201: MediationSerializer})
    def create(self, request: Request) -> Response:
        asked = BeginSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        number, way = numbering.compact(given.pop("case")), given.pop("way")
        cases = Case.objects.visible_to(request.user).select_related("desk__center", "desk__department", "matter")
        case = get_object_or_404(cases, number=number)
        by = actor_of(request)
        permissions.require(by, "mediation.propose", case)
        form: Any = _checked(WAYS[way](given, case=case))
        if way == "receive":
            made = lifecycle.receive(case, **form.start, by=by)
        elif way == "take_up_again":
            made = lifecycle.take_up_again(case, **form.cleaned_data, by=by)
        else:
            made = lifecycle.propose(case, mediator=form.cleaned_data["mediator"], **form.start, by=by)
        return Response(MediationSerializer(self.get_queryset().get(pk=made.pk)).data, status=201)

    @extend_schema(
        operation_id="mediations_step",
        summary="Take a step of a mediation",
        parameters=[OpenApiParameter("verb", OpenApiTypes.STR, OpenApiParameter.PATH, enum=VERBS)],
        request=OpenApiTypes.OBJECT,
        responses=MediationSerializer,
    )
    @action(detail=True, methods=["post"], url_path=r"(?P<verb>[a-z_]+)", url_name="step")
    def step(self, request: Request, pk: str, verb: str) -> Response:
        """The fields are those of the form of the step on the page."""
        mediation, by = self.get_object(), actor_of(request)
        data = _fields(request.data)
        if verb in BY_VERB:
            taken = BY_VERB[verb]
            permissions.require(by, f"mediation.{taken.right}", mediation.case)
            taken.call(mediation, _checked(taken.form(data, mediation=mediation)), by)
        elif verb in ENDS:
            permissions.require(by, f"mediation.{verb}", mediation.case)
            _end(mediation, verb, data, by)
        else:
            raise Refused(_("There is no such step. Look at the description of the API."), "no_such_step", status=404)
        return Response(MediationSerializer(self.get_queryset().get(pk=mediation.pk)).data)


def _end(mediation: Mediation, verb: str, data: Any, by: Any) -> None:
    if verb == "consent":
        lifecycle.consent(mediation, **_checked(ConsentForm(data, case=mediation.case)).cleaned_data, by=by)
    elif verb == "fail":
        lifecycle.fail(mediation, **_checked(FailForm(data)).cleaned_data, by=by)
    else:
        form = AgreeForm(data)
        _checked(form)
        lifecycle.agree(mediation, **form.terms_given, by=by)


def _fields(data: Any) -> Any:
    """A body of JSON as a form reads it: lists stay lists, everything else is one value."""
    if not isinstance(data, dict) or isinstance(data, MultiValueDict):
        return data
    fields: MultiValueDict[str, Any] = MultiValueDict()
    for name, value in data.items():
        fields.setlist(str(name), value if isinstance(value, list) else [value])
    return fields


def _checked(form: Form) -> Any:
    if not form.is_valid():
        raise serializers.ValidationError(
            {name: [str(error) for error in errors] for name, errors in form.errors.items()}
        )
    return form


routes = [("mediations", MediationViewSet, "mediation")]
