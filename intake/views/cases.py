"""The page of a case, and its files."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from center.foundation import audit, numbering
from intake import case_page
from intake.answers import visible_case

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One matter: its story, and what may be done now. A restricted one is looked at on the record."""
    one = numbering.compact(number)
    if one and one != number:
        return redirect("intake:case", one)
    found = visible_case(request, number)
    if found.restricted:
        audit.record("looked", by=request.actor, about=f"case:{found.number}")
    return render(
        request, "intake/case.html", case_page.context(request, found, whole=request.GET.get("story") == "whole")
    )


@login_required
@require_safe
def attachment(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A file of a visible case, to be kept, never run in the browser."""
    found = visible_case(request, number)
    kept = get_object_or_404(found.attachments.select_related("file"), pk=pk)
    try:
        content = kept.file.content.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{found.number}-{kept.pk}.{ENDINGS.get(kept.file.media_type, 'bin')}"
    response = FileResponse(content, as_attachment=True, filename=name, content_type=kept.file.media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
