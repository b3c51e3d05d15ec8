"""The page of a case."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from center.foundation import audit, numbering
from intake import case_page
from intake.answers import visible_case


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
