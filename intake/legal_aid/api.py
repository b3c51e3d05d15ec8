"""The API of legal aid: an application on a case, and every step, by the same forms and verbs as the panel of the case."""

from typing import Any

from django.forms import Form
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from center.institution.tokens import actor_of
from intake.legal_aid import lifecycle, rights, rules
from intake.legal_aid.forms import FORMS, TEXT, ApplyForm
from intake.models import Case, LegalAid
from intake.permissions import require

RELATED = ("proceeding", "desk__center", "desk__department", "applicant__person", "provider")


class LegalAidSerializer(serializers.ModelSerializer):
    """An application as it stands; what was written in it is read on the page of the case."""

    class Meta:
        model = LegalAid
        fields = [
            "id", "state", "desk", "applicant", "item", "ground", "means", "litigation", "organ", "period_ends_on", "preservation", "early",
            "missing", "missing_other", "supply_by", "provider", "reason_code", "applied_at", "decided_at", "assigned_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class ApplySerializer(serializers.Serializer):
    """What is applied for and on which ground; as on the page."""

    item = serializers.ChoiceField(LegalAid.Item.choices)
    ground = serializers.ChoiceField(LegalAid.Ground.choices, default="", allow_blank=True)
    means = serializers.ChoiceField(LegalAid.Means.choices, default="", allow_blank=True)
    litigation = serializers.BooleanField(default=False)
    organ = serializers.CharField(max_length=120, default="", allow_blank=True)
    elsewhere = serializers.BooleanField(default=False)
    period_ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    preservation = serializers.BooleanField(default=False)


class AidVerbSerializer(serializers.Serializer):
    """`papers`, `other` and `supply_by` to ask for papers; `means` to grant; `code` and `reason` to refuse; `provider` to assign;
    `report` to finish; `text` to object; `reason` to uphold or overturn; nothing for the others."""

    papers = serializers.MultipleChoiceField(choices=[(key, key) for key in rules.PAPERS], required=False)
    other = serializers.CharField(max_length=300, required=False, allow_blank=True)
    supply_by = serializers.DateField(required=False)
    means = serializers.ChoiceField(LegalAid.Means.choices, required=False, allow_blank=True)
    code = serializers.ChoiceField(LegalAid.Reason.choices, required=False)
    reason = serializers.CharField(max_length=TEXT, required=False)
    provider = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    report = serializers.CharField(max_length=TEXT, required=False)
    text = serializers.CharField(max_length=TEXT, required=False)


class LegalAidOfCase:
    """What the viewset of cases gains."""

    get_object: Any

    @extend_schema(summary="The applications for legal aid of the case", responses=LegalAidSerializer(many=True))
    @action(
        detail=True,
        methods=["get"],
        url_path="legal_aid",
        url_name="legal-aid",
        pagination_class=None,
        filterset_class=None,
    )
    def legal_aid(self, request: Request, number: str) -> Response:
        return Response(LegalAidSerializer(_of(self.get_object()).order_by("pk"), many=True).data)

    @extend_schema(summary="Apply for legal aid", request=ApplySerializer, responses={201: LegalAidSerializer})
    @legal_aid.mapping.post
    def apply_for_legal_aid(self, request: Request, number: str) -> Response:
        case, by = self.get_object(), actor_of(request)
        require(by, "legal_aid.apply", case)
        asked = ApplySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        aid = lifecycle.apply(case, **_checked(ApplyForm(asked.validated_data, case=case)), by=by)
        return Response(LegalAidSerializer(aid).data, status=201)

    @extend_schema(
        operation_id="cases_legal_aid_step", summary="Take a step of an application for legal aid", request=AidVerbSerializer, responses=LegalAidSerializer,
        parameters=[
            OpenApiParameter("pk", OpenApiTypes.INT, OpenApiParameter.PATH),
            OpenApiParameter("verb", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(FORMS)),
        ],
    )  # fmt: skip
    @action(
        detail=True, methods=["post"], url_name="legal-aid-step",
        url_path=rf"legal_aid/(?P<pk>[0-9]{{1,18}})/(?P<verb>{'|'.join(FORMS)})",
    )  # fmt: skip
    def legal_aid_step(self, request: Request, number: str, pk: str, verb: str) -> Response:
        case, by = self.get_object(), actor_of(request)
        aid = get_object_or_404(_of(case), pk=pk)
        aid.proceeding.case = case
        rights.require(by, verb, aid)
        asked = AidVerbSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = FORMS[verb](asked.validated_data, aid=aid)
        _checked(form)
        form.perform(verb, by)
        return Response(LegalAidSerializer(aid).data)


def _of(case: Case) -> Any:
    return LegalAid.objects.filter(proceeding__case=case).select_related(*RELATED)


def _checked(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise serializers.ValidationError(form.errors)
    return form.cleaned_data
