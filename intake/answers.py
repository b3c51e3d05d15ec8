"""How a verb pressed on the page of a case is answered: in place by htmx, else by going back to the page. For rooms above too."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from center.foundation import numbering
from intake import case_page
from intake.models import Case

NEEDED = (
    "matter__department",
    "desk__center",
    "desk__department",
    "center",
    "origin_desk__center",
    "handler",
    "township",
    "area",
    "visit__filing",
    "registered_by",
)


def visible_case(request: HttpRequest, number: str) -> Case:
    """The case with this number, in any spelling, if the reader may see it; else 404, as for one that does not exist."""
    cases = Case.objects.visible_to(request.user).select_related(*NEEDED).defer("query_code", "token")
    return get_object_or_404(cases, number=numbering.compact(number))


def done(request: HttpRequest, case: Case, said: Any) -> HttpResponse:
    """After a verb: the case as it stands now, with a line for the screen reader saying what changed."""
    if not Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return _elsewhere(request, reverse("intake:cases"), said)
    if not getattr(request, "htmx", False):
        return _elsewhere(request, reverse("intake:case", args=[case.number]), said)
    fresh = visible_case(request, case.number)
    response = render(request, "intake/_case.html", case_page.context(request, fresh))
    response.headers["HX-Trigger"] = json.dumps({"said": str(said)})
    return reswap(retarget(response, "#case"), "outerHTML")


def _elsewhere(request: HttpRequest, url: str, said: Any) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)
