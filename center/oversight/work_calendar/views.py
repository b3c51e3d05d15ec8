"""The pages of the work calendar: a year, a notice to upload, days of our own, what a proposal would change, what became of open clocks."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from center.foundation import calendar
from center.foundation.errors import Refused
from center.foundation.models import CalendarYear
from center.foundation.now import today
from center.institution.models import Center, Posting
from center.institution.permissions import carries, posting_of, scope, verbs_of
from center.oversight.models import CalendarProposal
from center.oversight.work_calendar import difference as differences
from center.oversight.work_calendar import lifecycle
from center.oversight.work_calendar import page as pages
from center.oversight.work_calendar.forms import DaysForm, NoticeForm, ReasonForm
from intake.models import Case, Recomputation
from intake.paging import page

READING = ("calendar.propose", "calendar.publish")
SHOWN_MOVES, SHOWN_PROPOSALS, SHOWN_REPORTS = 50, 8, 5
FIRST_YEAR, YEARS_AHEAD = 2004, 2


@login_required
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """A year by months, what waits to be published, and what is missing. `?year=2026&at=HHT` with the days of a center."""
    posting = _seat(request)
    number = _year(request.GET.get("year", ""))
    center = _center(request.GET.get("at", ""))
    own = [calendar.COUNTY, *([calendar.center_scope(center.pk)] if center else [])]
    proposals = CalendarProposal.objects.select_related("proposed_by", "decided_by")
    context = {
        "year": pages.year(number, calendar.current(own[-1]), own),
        "years": sorted({*CalendarYear.objects.filter(scope="").values_list("year", flat=True), today().year, today().year + 1, number}),
        "centers": Center.objects.order_by("kind", "area__code", "code"),
        "center": center,
        "missing": calendar.missing(today()),
        "waiting": _told(proposals.filter(state=CalendarProposal.State.PROPOSED)),
        "decided": _told(proposals.exclude(state=CalendarProposal.State.PROPOSED)[:SHOWN_PROPOSALS]),
        "reports": Recomputation.objects.exclude(ended_at=None)[:SHOWN_REPORTS],
        "may": verbs_of(posting),
        "may_notice": posting.role in lifecycle.NOTICE_ROLES,
    }  # fmt: skip
    return render(request, "oversight/calendar.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """A year's notice from a file: read, checked, and laid before a second person."""
    posting = _seat(request)
    if posting.role not in lifecycle.NOTICE_ROLES:
        raise Http404
    form = NoticeForm(request.POST, request.FILES) if request.method == "POST" else NoticeForm()
    if form.is_valid():
        made = _asked(
            form,
            lambda: lifecycle.propose_notice(
                form.year, form.days, source=form.cleaned_data["source"], by=request.actor
            ),
        )
        if made:
            return _proposed(request, made)
    return render(request, "oversight/calendar_notice.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """Days on which the county or a center works otherwise, laid before a second person."""
    posting = _seat(request)
    form = DaysForm(request.POST if request.method == "POST" else None, posting=posting)
    if form.is_valid():
        data = form.cleaned_data
        made = _asked(
            form, lambda: lifecycle.propose_days(data["scope"], form.days, reason=data["reason"], by=request.actor)
        )
        if made:
            return _proposed(request, made)
    return render(request, "oversight/calendar_days.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """What would change, what looks wrong, which open limits would move; and for a second person the buttons."""
    posting = _seat(request)
    return render(request, "oversight/calendar_proposal.html", _context(request, posting, _proposal(pk)))


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Publish, reject or withdraw."""
    posting, found = _seat(request), _proposal(pk)
    if verb == "publish":
        lifecycle.publish(found, seen=request.POST.get("seen", ""), by=request.actor)
        messages.success(request, _("The calendar is published. Open limits follow it within five minutes."))
    elif verb == "withdraw":
        lifecycle.withdraw(found, by=request.actor)
        messages.success(request, _("Withdrawn. The calendar stays as it is."))
    elif verb == "reject":
        form = ReasonForm(request.POST)
        if not form.is_valid():
            context = _context(request, posting, found) | {"form": form}
            return render(request, "oversight/calendar_proposal.html", context, status=422)
        lifecycle.reject(found, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Not published. Who proposed it sees why."))
    else:
        raise Http404
    return redirect("oversight:calendar_proposal", pk)


@login_required
@require_safe
def recomputation(request: HttpRequest, pk: int) -> HttpResponse:
    """Before and after of every open clock that a change of the calendar moved; cases that the reader may not see are counted only."""
    _seat(request)
    report = get_object_or_404(Recomputation, pk=pk)
    lines = report.lines.select_related("clock__limit", "clock__desk__center", "clock__desk__department", "clock__case")
    visible = lines.filter(clock__case__in=Case.objects.visible_to(request.user))
    shown = page(visible, request.GET.get("page"))
    all_lines = lines.count()
    context = {
        "report": report,
        "page": shown,
        "rows": shown.rows,
        "moved": all_lines,
        "hidden": all_lines - visible.count(),
    }
    return render(request, "oversight/recomputation.html", context)


def _seat(request: HttpRequest) -> Posting:
    """The posting that reads the calendar pages; 404 for all others."""
    posting = posting_of(request.actor)
    if posting is None or not any(scope(request.user).allows(verb) for verb in READING):
        raise Http404
    if not any(carries(posting, verb) for verb in READING):
        raise Http404
    return posting


def _year(text: str) -> int:
    """The year asked for; this year for anything that is none."""
    last = today().year + YEARS_AHEAD
    return (
        int(text)
        if text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= last
        else today().year
    )


def _center(code: str) -> Center | None:
    return get_object_or_404(Center, code=code) if code else None


def _proposal(pk: int) -> CalendarProposal:
    return get_object_or_404(CalendarProposal.objects.select_related("proposed_by", "decided_by"), pk=pk)


def _told(proposals: Any) -> list[dict[str, Any]]:
    return [{"proposal": one, "where": differences.scope_label(one.scope), "days": len(one.days)} for one in proposals]


def _context(request: HttpRequest, posting: Posting, found: CalendarProposal) -> dict[str, Any]:
    waiting = found.state == CalendarProposal.State.PROPOSED
    difference = differences.of(found)
    moved = differences.moved(found, difference) if waiting else []
    mine = found.proposed_by_id == request.user.pk
    return {
        "proposal": found,
        "where": differences.scope_label(found.scope),
        "difference": difference,
        "published_days": sorted(differences.unpacked(found.days).items()),
        "doubts": differences.doubts(found) if waiting else [],
        "moved": _visible(request, moved),
        "moved_count": len(moved),
        "waiting": waiting,
        "mine": mine,
        "may_publish": waiting and not mine and carries(posting, "calendar.publish"),
        "form": ReasonForm(),
    }


def _visible(request: HttpRequest, moved: list[Any]) -> list[Any]:
    """The moved clocks whose case the reader may see, nearest first, as many as a page takes."""
    cases = Case.objects.visible_to(request.user).in_bulk({clock.case_id for clock, _due in moved if clock.case_id})
    seen = [(cases[clock.case_id], clock, due) for clock, due in moved if clock.case_id in cases]
    return sorted(seen, key=lambda line: line[2].moved)[:SHOWN_MOVES]


def _asked(form: Any, verb: Any) -> CalendarProposal | None:
    """What the verb makes; a refusal stands on the form, where it can be put right."""
    try:
        return verb()
    except Refused as refused:
        if refused.status == 403:
            raise
        form.add_error(None, str(refused.message))
        return None


def _proposed(request: HttpRequest, made: CalendarProposal) -> HttpResponse:
    messages.success(request, _("Proposed. A second person has been asked to publish it."))
    return redirect("oversight:calendar_proposal", made.pk)
