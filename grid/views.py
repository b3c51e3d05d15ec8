"""The phone pages of grid workers, and the page of those who oversee them."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from center.institution import actors
from center.institution.permissions import scope
from grid import coverage as cover
from grid import figures, lifecycle, place, seats
from grid.forms import ReportForm
from grid.models import GridReport
from intake.paging import page

LATEST = 10


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Today: the worker's grids, what was reported and what became of it, and one large button."""
    posting = seats.worker(request)
    mine = GridReport.objects.filter(reporter=request.user)
    context = {
        "grids": place.grids_of(posting),
        "reports": list(mine.for_list()[:LATEST]),
        "today": mine.filter(received_at__gte=figures.since("today")).count(),
        "settled": mine.filter(received_at__gte=figures.since("today"), settled=True).count(),
    }
    return render(request, "grid/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """One page, at most four presses: what, photo, shutter, send."""
    posting = seats.worker(request)
    if request.method != "POST":
        return render(request, "grid/report.html", {"form": ReportForm(posting=posting)})
    form = ReportForm(request.POST, request.FILES, posting=posting)
    if not form.is_valid():
        template = "grid/_report_form.html" if request.htmx else "grid/report.html"
        return render(request, template, {"form": form}, status=422)
    made = lifecycle.report(form.report_data(), photo=form.cleaned_data["photo"], by=actors.of(posting))
    messages.success(
        request, _("This report was received before.") if made.replayed else _("Your report was received.")
    )
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": made.get_absolute_url()})
    return redirect(made)


@login_required
@require_safe
def shown(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One report: what was sent, its case number and where that stands."""
    made = get_object_or_404(GridReport.objects.visible_to(request.user).for_list(), uuid=uuid)
    return render(request, "grid/shown.html", {"report": made, "own": made.reporter_id == request.user.pk})


@login_required
@require_safe
def photo(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The photo, to those who may see the report."""
    made = get_object_or_404(GridReport.objects.visible_to(request.user).select_related("photo"), uuid=uuid)
    if made.photo is None:
        raise Http404
    return FileResponse(made.photo.content.open("rb"), content_type=made.photo.media_type)


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports this person may see, newest first: of today, of the month, settled on the spot."""
    if not (seats.oversees(request.user) or scope(request.user).allows(seats.REPORT)):
        raise Http404
    period, settled = request.GET.get("period", ""), request.GET.get("settled") == "1"
    rows = GridReport.objects.visible_to(request.user).for_list()
    begun = figures.since(period)
    if begun:
        rows = rows.filter(received_at__gte=begun)
    if settled:
        rows = rows.filter(settled=True)
    return render(
        request,
        "grid/reports.html",
        {"page": page(rows, request.GET.get("page")), "period": period, "settled": settled},
    )


def _chips(period: str, settled: str) -> list[dict[str, Any]]:
    """The filters of the list, each with the address it leads to."""
    periods = [("", _("All")), ("today", _("Today")), ("month", _("This month"))]
    chips = [
        {"label": label, "on": key == period, "query": urlencode({"period": key, "settled": settled})}
        for key, label in periods
    ]
    on = settled == "1"
    return [
        *chips,
        {
            "label": _("Settled on the spot"),
            "on": on,
            "query": urlencode({"period": period, "settled": "" if on else "1"}),
        },
    ]


@login_required
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Grids that nobody has in care today, township by township."""
    lines = cover.lines(seats.townships(request.user))
    totals = {name: sum(getattr(line, name) for line in lines) for name in ("grids", "covered", "uncovered", "workers")}
    return render(request, "grid/coverage.html", {"lines": lines, "totals": totals})
