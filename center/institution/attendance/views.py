"""The pages of attendance: the week of a center, the days of one seat, being away and standing in."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.attendance import days, forms, lifecycle
from center.institution.models import Absence, Center, Posting, User
from center.institution.permissions import Scope, scope

SEATS = 400  # of one center on one page: more than any has


@login_required
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Who sits where this week at a center: one's own, or one within reach."""
    reach = _staff(request)
    centers = _centers(reach)
    center = get_object_or_404(centers, code=request.GET["center"]) if "center" in request.GET else centers.first()
    first = days.monday(_day(request.GET.get("from"), today()))
    span = [first + timedelta(days=n) for n in range(7)]
    seats = list(_seats(span, center)[:SEATS])
    places, arranged = days.places(seats, span), lifecycle.arranging(request.actor)
    rows = [
        {
            "seat": seat,
            "cells": [places[seat.pk, day] for day in span],
            "may": arranged is not None and lifecycle.over(arranged, seat),
        }
        for seat in seats
    ]
    turn = {"before": first - days.WEEK, "after": first + days.WEEK}
    context = {"center": center, "centers": centers, "span": span, "rows": rows, "today": today(), **turn}
    return render(request, "institution/attendance.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """How one person sits at a desk, and single days by hand; for whoever arranges that desk."""
    _staff(request)
    posting = get_object_or_404(_open_seats().filter(valid_from__lte=today()), pk=pk)
    arranged = lifecycle.arranging(request.actor)
    if arranged is None or not lifecycle.over(arranged, posting):
        raise Http404
    by_day = request.POST.get("what") == "day"
    mode = forms.AttendanceForm(
        request.POST if request.method == "POST" and not by_day else None, initial=_said(posting)
    )
    shift = forms.ShiftForm(request.POST if by_day else None, initial={"day": today(), "present": "yes"})
    bound = shift if by_day else mode
    if bound.is_valid() and _write(request, posting, bound):
        return redirect(request.path)
    context = {
        "seat": posting, "mode": mode, "shift": shift, "shifts": posting.shifts.filter(day__gte=today())[:30],
    }  # fmt: skip
    return render(request, "institution/attendance_seat.html", context, status=422 if bound.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """My absences, and those at the desks I arrange; write one down."""
    reach = _staff(request)
    people = _people(request, reach)
    initial = {"user": request.user.pk, "first_day": today(), "last_day": today()}
    form = forms.AbsenceForm(request.POST or None, people=people, initial=initial)
    if form.is_valid():
        try:
            made = lifecycle.be_away(by=request.actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("absence", made.pk)
    listed = (
        Absence.objects.to_come(today())
        .select_related("user")
        .prefetch_related("covers__user")
        .order_by("first_day", "pk")
    )
    mine, theirs = listed.filter(user=request.user.pk), listed.filter(user__in=people).exclude(user=request.user.pk)
    over = Absence.objects.filter(user=request.user.pk).exclude(pk__in=mine)[:10]
    context = {"form": form, "mine": mine, "theirs": theirs, "over": over, "arranges": reach.allows(lifecycle.ARRANGE)}
    return render(request, "institution/absences.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """One absence: who stands in for which seat, and for what."""
    found = _absence(request, pk)
    form = forms.CoverForm(request.POST or None, absence=found)
    if form.is_valid():
        given = form.cleaned_data
        try:
            lifecycle.stand_in(
                found, posting=given["posting"], deputy=given["deputy"], verbs=form.lent, by=request.actor
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is written down who stands in."))
            return redirect("absence", pk)
    covers = found.covers.select_related("user", "desk__center", "desk__department", "covers__user").order_by("pk")
    shown = [{"cover": cover, "words": [forms.verb_word(verb) for verb in cover.delegated]} for cover in covers]
    open_now = found.ended_at is None and found.last_day >= today()
    context = {"absence": found, "form": form, "covers": shown, "open_now": open_now}
    return render(request, "institution/absence.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """The person is back; the covers end."""
    lifecycle.come_back(_absence(request, pk), by=request.actor)
    return redirect("absences")


def _staff(request: HttpRequest) -> Scope:
    reach = scope(request.user)  # type: ignore[arg-type]
    if not reach.postings:
        raise Http404
    return reach


def _absence(request: HttpRequest, pk: int) -> Absence:
    _staff(request)
    found = get_object_or_404(Absence.objects.select_related("user"), pk=pk)
    if not lifecycle.arranges(request.actor, found.user):
        raise Http404
    return found


def _open_seats() -> QuerySet[Posting]:
    seats = Posting.objects.not_ended(today()).filter(user__is_active=True, covers=None)
    return seats.select_related("user", "desk__center", "desk__department")


def _seats(span: list[date], center: Center | None) -> QuerySet[Posting]:
    held = Posting.objects.not_ended(span[0]).filter(valid_from__lte=span[-1], user__is_active=True, covers=None)
    seats = held.filter(desk__center=center).select_related("user", "desk__center", "desk__department")
    return seats.order_by("desk__department__order", "desk", "pk")


def _centers(reach: Scope) -> QuerySet[Center]:
    if reach.everything or reach.allows("admin.postings"):
        return Center.objects.order_by("pk")
    here = {posting.desk.center_id for posting in reach.postings}
    return Center.objects.filter(Q(pk__in=here) | Q(desks__department__in=reach.departments)).distinct().order_by("pk")


def _people(request: HttpRequest, reach: Scope) -> QuerySet[User]:
    """Oneself, and whoever sits at the desks that one arranges."""
    who = Q(pk=request.user.pk)
    if reach.allows(lifecycle.ARRANGE):
        at = Q(pk__isnull=False) if reach.everything else (
            Q(desk__in=reach.desks) | Q(desk__center__in=reach.centers) | Q(desk__department__in=reach.departments)
        )  # fmt: skip
        who |= Q(pk__in=_open_seats().filter(at).values("user"))
    return User.objects.filter(who, is_active=True).order_by("name", "pk")


def _said(posting: Posting) -> dict[str, Any]:
    rota = list(posting.rota.all())
    return {
        "attendance": posting.attendance, "minutes": posting.call_in_minutes, "of_weeks": rota[0].of_weeks if rota else 1,
        "days": [f"{row.week}-{row.weekday}" for row in rota],
    }  # fmt: skip


def _write(request: HttpRequest, posting: Posting, form: Any) -> bool:
    given = form.cleaned_data
    try:
        if isinstance(form, forms.ShiftForm):
            lifecycle.set_shift(posting, by=request.actor, **given)
        else:
            lifecycle.set_attendance(
                posting, attendance=given["attendance"], of_weeks=given["of_weeks"] or 1, days=form.chosen,
                minutes=given["minutes"], by=request.actor,
            )  # fmt: skip
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Kept."))
    return True


def _day(text: str | None, default: date) -> date:
    try:
        return parse_date(text or "") or default
    except ValueError:
        return default
