"""The API of the files of a case: the same verbs as the panel of its page. Files are sent as a form of parts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from center.foundation import audit
from center.institution.tokens import actor_of
from center.papers import serving
from intake import attachments, lifecycle
from intake.file_forms import LABEL, REASON, read_all
from intake.models import Attachment, Binding, Case, Party
from intake.permissions import require

REFUSED = OpenApiResponse(description="A file, or one of them, is not taken in: {code, message}; none was kept")


class AttachmentSerializer(serializers.ModelSerializer):
    """A file of a case. `readable` is false while a virus check is owed; `sources` are the files whose pages it binds."""

    media_type = serializers.CharField(source="file.media_type")
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256")
    pages = serializers.IntegerField(source="file.pages", allow_null=True)
    readable = serializers.BooleanField(source="file.readable")

    class Meta:
        model = Attachment
        fields = ["id", "kind", "label", "party", "media_type", "size", "sha256", "pages", "readable", "sources", "at"]
        read_only_fields = fields


class BindingSerializer(serializers.ModelSerializer):
    """Pages that are bound, or will be: ask for the files of the case until the PDF is among them."""

    class Meta:
        model = Binding
        fields = ["id", "state", "pages", "pages_done", "sources", "attachment"]
        read_only_fields = fields


class OfCase(serializers.PrimaryKeyRelatedField):
    """A row that belongs to the case in hand: a live file, or a side."""

    def get_queryset(self) -> Any:
        case = self.context.get("case")
        if case is None:
            return self.queryset.none()
        return attachments.live(case) if self.queryset.model is Attachment else case.parties.all()


class AttachSerializer(serializers.Serializer):
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=None), allow_empty=False
    )
    party: Any = OfCase(queryset=Party.objects.all(), required=False, allow_null=True, default=None)
    label = serializers.CharField(max_length=LABEL, required=False, allow_blank=True, default="")  # type: ignore[assignment]


class DetachSerializer(serializers.Serializer):
    attachment: Any = OfCase(queryset=Attachment.objects.all())
    reason = serializers.CharField(max_length=REASON)


class BindPagesSerializer(serializers.Serializer):
    """The files in the order of their pages."""

    attachments: Any = OfCase(queryset=Attachment.objects.all(), many=True, allow_empty=False)
    label = serializers.CharField(max_length=LABEL, required=False, allow_blank=True, default="")  # type: ignore[assignment]


class FilesOfCase:
    """What the viewset of cases gains."""

    @extend_schema(summary="The files of the case", responses=AttachmentSerializer(many=True))
    @action(
        detail=True, methods=["get"], url_path="files", url_name="files", pagination_class=None, filterset_class=None
    )
    def files(self, request: Request, number: str) -> Response:
        return Response(AttachmentSerializer(attachments.live(self.get_object()), many=True).data)

    @extend_schema(summary="A file as it came", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], url_path=r"files/(?P<pk>[0-9]{1,18})", url_name="file")
    def file(self, request: Request, number: str, pk: str) -> HttpResponse:
        case = self.get_object()
        kept = get_object_or_404(attachments.live(case), pk=pk)
        if case.restricted:
            audit.record("file_opened", by=actor_of(request), about=f"case:{case.number}", attachment=kept.pk)
        return serving.answer(request._request, kept.file, f"{case.number}-{kept.pk}")

    @extend_schema(
        summary="Put files on the case, all or none",
        request={"multipart/form-data": AttachSerializer},
        responses={201: AttachmentSerializer(many=True), 422: REFUSED},
    )
    @action(detail=True, methods=["post"], url_path="attach", url_name="attach", parser_classes=[MultiPartParser])
    def attach(self, request: Request, number: str) -> Response:
        case, by = self.get_object(), actor_of(request)
        require(by, "case.attach", case)
        form = _checked(AttachSerializer, request, case)
        papers = read_all(request._request, form["files"], case, by)
        added = lifecycle.attach(case, papers=papers, by=by, party=form["party"], label=form["label"])
        return Response(AttachmentSerializer(added, many=True).data, status=201)

    @extend_schema(summary="Take a file off the case", request=DetachSerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path="detach", url_name="detach")
    def detach(self, request: Request, number: str) -> Response:
        case = self.get_object()
        lifecycle.detach(case, by=actor_of(request), **_checked(DetachSerializer, request, case))
        return Response(status=204)

    @extend_schema(
        summary="Bind photos and scans into one PDF",
        request=BindPagesSerializer,
        responses={200: BindingSerializer, 202: BindingSerializer},
    )
    @action(detail=True, methods=["post"], url_path="bind_pages", url_name="bind-pages")
    def bind_pages(self, request: Request, number: str) -> Response:
        case = self.get_object()
        asked = lifecycle.bind_pages(case, by=actor_of(request), **_checked(BindPagesSerializer, request, case))
        return Response(BindingSerializer(asked).data, status=200 if asked.state == Binding.State.DONE else 202)


def _checked(serializer: type[serializers.Serializer], request: Request, case: Case) -> dict[str, Any]:
    form = serializer(data=request.data, context={"case": case})
    form.is_valid(raise_exception=True)
    return form.validated_data
