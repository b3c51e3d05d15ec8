"""Grid reports for phones: sent as JSON or, with a photo, as a form of parts; sent twice, they are one report."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from center.foundation.now import now
from center.institution import permissions
from center.institution.models import Area
from center.institution.tokens import actor_of
from center.papers import files
from grid import lifecycle
from grid.forms import FAR, MOST_PEOPLE, TEXT
from grid.lifecycle import ReportData
from grid.models import Category, GridReport
from grid.place import Position

CLOCK_SKEW = timedelta(minutes=10)
PLAIN = ("uuid", "category", "text", "grid", "place_reason", "people_count", "urgent", "taken_at", "settled", "result")


class NewGridReport(serializers.Serializer):
    """What a phone sends. Either a position or a grid is needed, unless the worker has one grid only; either a text or a photo."""

    uuid = serializers.UUIDField(help_text="Made by the phone; sent again, it gives the first report.")
    category: Any = serializers.SlugRelatedField(
        slug_field="key", queryset=Category.objects.filter(active=True).select_related("matter__department")
    )
    text = serializers.CharField(required=False, allow_blank=True, default="", max_length=TEXT)
    lat = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=-90, max_value=90, help_text="Degrees, WGS-84."
    )
    lng = serializers.FloatField(required=False, allow_null=True, default=None, min_value=-180, max_value=180)
    accuracy_m = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=FAR,
        help_text="Above 100 the grid must be named.",
    )
    grid: Any = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Area.objects.filter(level=Area.Level.GRID).defer("boundary"),
        required=False,
        allow_null=True,
        default=None,
    )
    place_reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=120)
    people_count = serializers.IntegerField(required=False, default=1, min_value=1, max_value=MOST_PEOPLE)
    urgent = serializers.BooleanField(required=False, default=False)
    taken_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    settled = serializers.BooleanField(
        required=False, default=False, help_text="Settled by the worker on the spot; needs a photo and a result."
    )
    result = serializers.CharField(required=False, allow_blank=True, default="", max_length=TEXT)
    photo = serializers.FileField(
        required=False, allow_null=True, default=None, help_text="JPEG, PNG or WebP, at most 20 MB."
    )

    def validate_taken_at(self, value: Any) -> Any:
        if value and value > now() + CLOCK_SKEW:
            raise serializers.ValidationError(_("This lies in the future. Check the clock of the phone."))
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["lat"] is None) != (attrs["lng"] is None):
            raise serializers.ValidationError({"lng": _("A position has both a latitude and a longitude.")})
        return attrs


class GridReportView(serializers.ModelSerializer):
    """A report, and the case it opened."""

    category: Any = serializers.SlugRelatedField(slug_field="key", read_only=True)
    grid: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)
    grid_name = serializers.CharField(source="grid.label", read_only=True)
    photo = serializers.SerializerMethodField(help_text="Whether there is one.")
    case = serializers.CharField(source="case.number", read_only=True)
    state = serializers.CharField(source="case.state", read_only=True)
    state_label = serializers.CharField(source="case.get_state_display", read_only=True)

    class Meta:
        model = GridReport
        fields = (
            "uuid", "category", "text", "grid", "grid_name", "placed", "place_reason", "people_count", "urgent", "settled", "lat", "lng", "accuracy_m",
            "taken_at", "received_at", "photo", "case", "state", "state_label",
        )  # fmt: skip
        read_only_fields = fields

    def get_photo(self, made: GridReport) -> bool:
        return made.photo_id is not None


class Newest(CursorPagination):
    """Fifty at a time, newest first; a report that comes in meanwhile moves no page."""

    page_size, ordering = 50, ("-received_at", "-pk")


@extend_schema_view(
    list=extend_schema(summary="Own reports, newest first"),
    retrieve=extend_schema(summary="One report that the actor may see"),
)
class GridReportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Reports of grid workers."""

    queryset = GridReport.objects.none()
    serializer_class = GridReportView
    pagination_class = Newest
    lookup_field = "uuid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        found = GridReport.objects.visible_to(self.request.user).for_list()
        return found.filter(reporter=self.request.user) if self.action == "list" else found

    @extend_schema(
        summary="Report what was seen; opens a case in its grid and sends it on",
        request={"application/json": NewGridReport, "multipart/form-data": NewGridReport},
        responses={
            201: GridReportView,
            200: OpenApiResponse(GridReportView, description="Sent before: the first report"),
            403: OpenApiResponse(description="The posting does not carry grid.report"),
            409: OpenApiResponse(description="The uuid is taken, or there is no center for the grid: {code, message}"),
            422: OpenApiResponse(description="No place, no photo or no text where one is needed: {code, message}"),
        },
    )
    def create(self, request: Request) -> Response:
        permissions.require(actor_of(request), "grid.report")
        form = NewGridReport(data=request.data)
        form.is_valid(raise_exception=True)
        sent = form.validated_data
        place = Position(sent["lat"], sent["lng"], sent["accuracy_m"]) if sent["lat"] is not None else None
        upload = sent["photo"]
        photo = files.read_photo(upload, size=upload.size) if upload else None
        made = lifecycle.report(
            ReportData(**{name: sent[name] for name in PLAIN}, position=place), photo=photo, by=actor_of(request)
        )
        return Response(
            GridReportView(made).data, status=status.HTTP_200_OK if made.replayed else status.HTTP_201_CREATED
        )


routes = [("grid-reports", GridReportViewSet, "grid-report")]
