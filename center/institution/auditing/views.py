"""The auditor's pages: the rows of the audit, and the readings of a month with their review."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from center.foundation.errors import Refused
from center.institution import people
from center.institution.auditing import forms, lifecycle, months, rows
from center.institution.models import AccessReview
from center.institution.permissions import scope

PAGE = 100


@login_required
@require_safe
def audit_rows(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first; below the filters whether the last of the days fits the chain."""
    _auditor(request)
    form = forms.AuditFilter(request.GET if request.GET else {})
    if not form.is_valid():
        return render(request, "institution/audit.html", {"form": form}, status=422)
    asked = form.cleaned_data
    found = rows.between(asked["first"], asked["last"])
    if asked["kind"]:
        found = rows.of_kind(found, asked["kind"])
    if asked["person"].strip():
        found = rows.of_people(found, people.found(asked["person"]))
    page = Paginator(found.order_by("-seq"), PAGE).get_page(request.GET.get("page"))
    fits, fault = rows.verified(asked["last"])
    context = {"form": form, "page": page, "lines": rows.lines(page.object_list), "fits": fits, "fault": fault, **asked}
    return render(request, "institution/audit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def audit_review(request: HttpRequest) -> HttpResponse:
    """The readings of the month in `month` (2026-10; the last one), by person; marked as reviewed by POST."""
    _auditor(request)
    month = _month(request.GET.get("month", ""))
    form = forms.ReviewForm(request.POST or None)
    if form.is_valid():
        try:
            lifecycle.review(month, remark=form.cleaned_data["remark"], by=request.actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The month is marked as reviewed."))
            return redirect(f"{request.path}?month={month:%Y-%m}")
    listed = months.listed()
    reviews = {
        review.month: review for review in AccessReview.objects.select_related("by").filter(month__gte=listed[-1])
    }
    context: dict[str, Any] = {
        "month": month, "last": months.last_of(month), "over": month < listed[0], "readers": months.readers(month),
        "review": reviews.get(month), "months": [(one, reviews.get(one)) for one in listed], "form": form,
    }  # fmt: skip
    return render(request, "institution/audit_review.html", context, status=422 if form.errors else 200)


def _auditor(request: HttpRequest) -> None:
    if not scope(request.user).allows(lifecycle.VERB):  # type: ignore[arg-type]  # signed in
        raise Http404


def _month(typed: str) -> date:
    listed = months.listed()
    return next((month for month in listed if f"{month:%Y-%m}" == typed), listed[1])
