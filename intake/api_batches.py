"""The API of imports: many registrations in one call, tried first or taken in at once, watched while a worker is at it, undone as one."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from center.foundation.errors import Refused
from center.institution import permissions
from center.institution.middleware import current
from center.institution.models import ApiToken, Desk, Posting
from center.institution.tokens import actor_of
from intake import sources
from intake.api_forms import ReasonSerializer, RegisterSerializer
from intake.importing import bringing, package
from intake.lifecycle import batching
from intake.models import Batch, BatchRow, Case
from intake.tasks import send_batch

KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="8 to 64 characters; the same key gives the same batch"
)  # fmt: skip
SOURCES = [(source.value, source.label) for source in sources.IMPORTED]


class BatchSerializer(serializers.ModelSerializer):
    """Where a batch stands; `counts` are rows by state: ready, faulty, known, taken, undone, kept."""

    desk = serializers.IntegerField(source="desk_id")
    counts = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = ["id", "source", "way", "state", "desk", "at", "rows_read", "rows_done", "counts", "done_at", "undone_at", "undone_reason"]  # fmt: skip
        read_only_fields = fields

    def get_counts(self, batch: Batch) -> dict[str, int]:
        return batching.counts(batch)


class FaultSerializer(serializers.Serializer):
    column = serializers.CharField(help_text="the field, such as applicant.phone or its column in the sheet")
    message = serializers.CharField()
    code = serializers.CharField()


class BatchRowSerializer(serializers.ModelSerializer):
    """A row: what is wrong with it, or the case it became, where you may see that."""

    faults = FaultSerializer(many=True)
    case = serializers.SerializerMethodField(help_text="number")

    class Meta:
        model = BatchRow
        fields = ["line", "state", "faults", "case"]
        read_only_fields = fields

    def get_case(self, row: BatchRow) -> str:
        return self.context["numbers"].get(row.case_id, "")


class BringSerializer(serializers.Serializer):
    source = serializers.ChoiceField(SOURCES)  # type: ignore[assignment]
    rows = serializers.ListField(child=serializers.JSONField(), allow_empty=False)
    dry_run = serializers.BooleanField(
        default=True, help_text="false: what is in order is taken in as soon as it is tried"
    )


class BringDescribed(BringSerializer):
    """As `BringSerializer`, with what a row holds, for the description of the API."""

    rows = RegisterSerializer(many=True)  # type: ignore[assignment]


class Newest(CursorPagination):
    page_size = 50
    ordering = ("-at", "-pk")


class Lines(CursorPagination):
    page_size = 200
    ordering = ("line",)


@extend_schema_view(
    list=extend_schema(summary="The imports of your counters"), retrieve=extend_schema(summary="One import")
)
class BatchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = BatchSerializer
    pagination_class = Newest
    filter_backends = ()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Batch.objects.none()
        return Batch.objects.visible_to(self.request.user).select_related("desk__center")

    @extend_schema(
        summary="Import many registrations", parameters=[KEY], request=BringDescribed, responses={202: BatchSerializer}
    )
    def create(self, request: Request) -> Response:
        permissions.require(actor_of(request), "case.import")
        form = BringSerializer(data=_body(request))
        form.is_valid(raise_exception=True)
        given = form.validated_data
        batch = bringing.from_objects(
            given["rows"], source=given["source"], desk=_counter(request), by=actor_of(request), client_key=_key(request), goes_on=not given["dry_run"]
        )  # fmt: skip
        return self._sent(batch)

    @extend_schema(
        summary="The rows of an import with their faults",
        parameters=[OpenApiParameter("state", str, enum=BatchRow.State.values)],
        responses=BatchRowSerializer(many=True),
    )
    @action(detail=True, methods=["get"], pagination_class=Lines)
    def rows(self, request: Request, pk: str) -> Response:
        rows = self.get_object().rows.defer("content")
        if request.query_params.get("state") in BatchRow.State.values:
            rows = rows.filter(state=request.query_params["state"])
        page = self.paginate_queryset(rows) or []
        cases = Case.objects.visible_to(request.user).filter(pk__in=[row.case_id for row in page if row.case_id])
        numbers = dict(cases.values_list("pk", "number"))
        return self.get_paginated_response(BatchRowSerializer(page, many=True, context={"numbers": numbers}).data)

    @extend_schema(summary="Take in the rows that are in order", request=None, responses={202: BatchSerializer})
    @action(detail=True, methods=["post"])
    def take_in(self, request: Request, pk: str) -> Response:
        batch = self.get_object()
        batching.take_in(batch, by=actor_of(request))
        return self._sent(batch)

    @extend_schema(summary="Undo an import", request=ReasonSerializer, responses={202: BatchSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        batch = self.get_object()
        form = ReasonSerializer(data=_body(request))
        form.is_valid(raise_exception=True)
        batching.undo(batch, reason=form.validated_data["reason"], by=actor_of(request))
        return self._sent(batch)

    def _sent(self, batch: Batch) -> Response:
        transaction.on_commit(lambda: send_batch(batch.pk))
        return Response(BatchSerializer(batch).data, status=202)


def _body(request: Request) -> Any:
    """What was sent, unless it is far larger or deeper than any batch."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.IMPORT_MAX_BYTES:
        raise package.too_large()
    try:
        return request.data
    except RecursionError as error:
        raise Refused(_("This is nested far too deep to be a batch."), "too_deep", status=400) from error


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not 8 <= len(key) <= 64:
        raise Refused(
            _("Send an Idempotency-Key of 8 to 64 characters, so that a repeated call makes no second batch."), "idempotency_key", status=400
        )  # fmt: skip
    return key


def _counter(request: Request) -> Desk:
    """The desk at which the token's posting, or the seat taken in the browser, takes matters in."""
    posting: Posting | None = request.auth.posting if isinstance(request.auth, ApiToken) else current(request)
    if posting is None:
        raise permissions.not_allowed()
    return posting.desk


routes = [("batches", BatchViewSet, "batch")]
