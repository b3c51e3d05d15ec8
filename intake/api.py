"""The API of cases: register with an idempotency key, list, read, and each verb, the same verbs as the pages call."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from center.foundation import numbering
from center.foundation.errors import Refused
from center.institution import permissions
from center.institution.middleware import current
from center.institution.models import ApiToken, Posting
from center.institution.tokens import actor_of
from intake import access, api_clocks, lifecycle, reception
from intake.api_clocks import ClocksOfCase
from intake.api_files import FilesOfCase
from intake.api_forms import (
    VERBS,
    CaseSerializer,
    RegisteredSerializer,
    RegisterSerializer,
    StatusQuestionSerializer,
    StatusSerializer,
)
from intake.api_tasks import TasksOfCase
from intake.filters import CaseFilter
from intake.legal_aid.api import LegalAidOfCase
from intake.models import Case
from intake.status import find, view_of

KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="8 to 64 characters; the same key gives the same case",
)


class Newest(CursorPagination):
    """Fifty at a time, newest first; costs the same on every page."""

    page_size = 50
    ordering = ("-registered_at", "-pk")


def _told(case: Case) -> dict:
    """The case as it is now, for the answer of a verb."""
    return CaseSerializer(Case.objects.for_reading().get(pk=case.pk)).data


api_clocks.add_verbs(_told, CaseSerializer)


@extend_schema_view(list=extend_schema(summary="The cases you may see"), retrieve=extend_schema(summary="One case"))
class CaseViewSet(
    ClocksOfCase,
    FilesOfCase,
    LegalAidOfCase,
    TasksOfCase,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    pagination_class = Newest
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z-]{6,40}"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Case.objects.none()
        return Case.objects.visible_to(self.request.user).for_reading()

    def get_object(self):
        self.kwargs["number"] = numbering.compact(self.kwargs["number"])
        return super().get_object()

    @extend_schema(
        summary="Register a matter",
        parameters=[KEY],
        request=RegisterSerializer,
        responses={201: RegisteredSerializer, 200: RegisteredSerializer},
    )
    def create(self, request: Request) -> Response:
        permissions.require(actor_of(request), "case.register")
        key = request.headers.get("Idempotency-Key", "")
        if not 8 <= len(key) <= 64:
            raise Refused(
                _("Send an Idempotency-Key of 8 to 64 characters, so that a repeated call makes no second case."),
                "idempotency_key",
                status=400,
            )
        posting = _seat(request)
        form = RegisterSerializer(data=request.data, context={"by": actor_of(request)})
        form.is_valid(raise_exception=True)
        before = lifecycle.registered(key, actor_of(request))
        data, step = form.registration(key)
        case = before or reception.take_in(data, desk=posting.desk, by=actor_of(request), step=step)
        prefetch_related_objects([case], "parties__person", "parties__agents__person", "clocks__limit")
        return Response(RegisteredSerializer(case).data, status=200 if before else 201)


def _add_verb(verb: str, serializer: type) -> None:
    def act(self: CaseViewSet, request: Request, number: str) -> Response:
        case = self.get_object()
        form = serializer(data=request.data, context={"case": case, "by": actor_of(request)})
        form.is_valid(raise_exception=True)
        getattr(lifecycle, verb)(case, by=actor_of(request), **form.validated_data)
        return Response(_told(case))

    act.__name__, act.__doc__ = verb, getattr(lifecycle, verb).__doc__
    route = action(detail=True, methods=["post"], url_path=verb, url_name=verb.replace("_", "-"))(act)
    described = extend_schema(
        summary=f"{verb.replace('_', ' ').capitalize()} the case", request=serializer, responses=CaseSerializer
    )
    setattr(CaseViewSet, verb, described(route))


for _verb, _serializer in VERBS.items():
    _add_verb(_verb, _serializer)


class StatusViewSet(viewsets.GenericViewSet):
    """The citizen's question, without an account: tries are counted per number and address, as on the page."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = StatusQuestionSerializer

    @extend_schema(summary="Where a matter stands, by number and query code", responses=StatusSerializer)
    def create(self, request: Request) -> Response:
        return Response(StatusSerializer(view_of(find(self._asked(request).pk))).data)

    @extend_schema(summary="Chase a matter, once in some working days", responses={201: StatusSerializer})
    @action(detail=False, methods=["post"])
    def chase(self, request: Request) -> Response:
        case = find(self._asked(request).pk)
        lifecycle.chase(case, by=access.party(case))
        return Response(StatusSerializer(view_of(find(case.pk))).data, status=201)

    def _asked(self, request: Request) -> Case:
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        return access.by_code(**form.validated_data, address=access.address_of(request))


def _seat(request: Request) -> Posting:
    """The posting a registration is made in: that of the token, or the seat taken in the browser."""
    posting = request.auth.posting if isinstance(request.auth, ApiToken) else current(request)
    if posting is None:
        raise permissions.not_allowed()
    return posting


routes = [("cases", CaseViewSet, "case"), ("status", StatusViewSet, "status")]
