"""The rooms of a center in a week: who reads the case sees which, everybody else that the room is taken."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from center.foundation.now import SHANGHAI, today
from center.institution.doors import for_readers_of_cases
from center.institution.models import Center
from center.institution.permissions import scope
from mediation import lifecycle
from mediation.lifecycle.enrolling import heads
from mediation.models import Room, Session
from mediation.roster_forms import RoomForm

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Booked:
    """A session in the calendar; `number` only for who reads the case."""

    begins: datetime
    ends: datetime
    number: str
    kind: str


@dataclass(frozen=True)
class Line:
    room: Room
    days: list[list[Booked]]


@for_readers_of_cases
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest) -> HttpResponse:
    """The week that holds `day`, for the center of the reader's seat; who heads it adds rooms."""
    center = center_of(request)
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lifecycle.add_room(center, **form.cleaned_data, by=request.actor)  # type: ignore[attr-defined]
        return redirect("mediation:rooms")
    monday = _monday(request.GET.get("day", ""))
    context = {
        "center": center, "lines": lines(center, monday, request.user), "days": [monday + timedelta(days=n) for n in range(7)],
        "before": monday - WEEK, "after": monday + WEEK, "today": today(),
        "form": form if heads(request.actor, center) else None, "wrong": form if form.is_bound else None,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "mediation/rooms.html", context, status=422 if form.is_bound else 200)


def lines(center: Center, monday: date, user: Any) -> list[Line]:
    """Three statements, however many rooms and sessions there are."""
    first = datetime.combine(monday, time.min, SHANGHAI)
    sessions = Session.objects.filter(room__center=center, begins__gte=first, begins__lt=first + WEEK)
    sessions = sessions.exclude(state=Session.State.CANCELLED).select_related("mediation__proceeding__case")
    seen = set(sessions.visible_to(user).values_list("pk", flat=True))
    rows = {room.pk: Line(room, [[] for _day in range(7)]) for room in Room.objects.filter(center=center, in_use=True)}
    for one in sessions:
        line = rows.get(one.room_id or 0)
        if line:
            number = one.mediation.case.number if one.pk in seen else ""
            day = (one.begins.astimezone(SHANGHAI).date() - monday).days
            line.days[day].append(
                Booked(one.begins, one.ends, number, one.get_kind_display() if number else str(_("Taken")))
            )
    return list(rows.values())


def center_of(request: HttpRequest) -> Center:
    postings = scope(request.user).postings  # type: ignore[arg-type]
    wanted = request.GET.get("center", "")
    centers = [posting.desk.center for posting in postings]
    return next((center for center in centers if center.code == wanted), centers[0])


def _monday(asked: str) -> date:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today()
    if not 2014 <= day.year <= 2100:
        day = today()
    return day - timedelta(days=day.weekday())
