"""The page of a case."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from center.foundation import audit, numbering
from intake import case_page, voided
from intake.answers import visible_case
from intake.models import Batch, Case


@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One matter: its story, and what may be done now. A restricted one is looked at on the record."""
    one = numbering.compact(number)
    if one and one != number:
        return redirect("intake:case", one)
    try:
        found = visible_case(request, number)
    except Http404:
        if void := voided.find(request.user, number):
            return _void(request, void)
        raise
    if found.restricted:
        audit.record("looked", by=request.actor, about=f"case:{found.number}")
    return render(
        request, "intake/case.html", case_page.context(request, found, whole=request.GET.get("story") == "whole")
    )


def _void(request: HttpRequest, case: Case) -> HttpResponse:
    """Why there is nothing under this number."""
    seen = Batch.objects.visible_to(request.user).filter(pk=case.visit.batch_id).exists()
    batch_url = reverse("intake:batch", args=[case.visit.batch_id]) if seen else ""
    return render(request, "intake/voided.html", {"case": case, "line": voided.why(case), "batch_url": batch_url})
