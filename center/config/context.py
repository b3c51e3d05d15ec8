"""What every page is framed with: the rail, the seat, the bell. Looked up only when a template asks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from center.foundation.models import Notice
from center.foundation.navigation import navigation
from center.foundation.now import SHANGHAI, now
from center.institution import offices
from center.institution.middleware import current
from center.institution.models import Center
from center.institution.permissions import scope
from center.institution.signing_in.sessions import PASSWORD_DUE, seconds_left


@dataclass(frozen=True)
class Line:
    """One line of the rail as shown."""

    key: str
    label: Any
    url: str
    icon: str
    count: int | None
    active: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """navigation, seat, seats, may_search, may_export, unread, session_seconds, password_is_old, password_last_day, elder, county_name, hotline."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    county = SimpleLazyObject(
        lambda: offices.county() or Center(name="社会管理服务中心", name_en="Social governance service center")
    )
    return {
        "navigation": SimpleLazyObject(lambda: _lines(request) if signed_in else []),
        "seat": SimpleLazyObject(lambda: current(request) if signed_in else None),
        "seats": SimpleLazyObject(lambda: list(request.seats) if signed_in else []),
        "may_search": SimpleLazyObject(lambda: signed_in and scope(user).allows("person.search")),
        "may_export": SimpleLazyObject(lambda: signed_in and scope(user).allows("export.ask")),
        "unread": SimpleLazyObject(lambda: Notice.objects.inbox(user).unread().count() if signed_in else 0),
        "session_seconds": SimpleLazyObject(lambda: seconds_left(request) if signed_in else 0),
        "password_is_old": SimpleLazyObject(
            lambda: signed_in and (_password_due(request) or datetime.max.replace(tzinfo=UTC)) <= now()
        ),
        "password_last_day": SimpleLazyObject(
            lambda: (_password_due(request) or now()) + timedelta(days=settings.PASSWORD_GRACE_DAYS)
        ),
        "elder": request.COOKIES.get("elder") == "1",
        "county": county,
        "county_name": SimpleLazyObject(lambda: county.label),
        "hotline": SimpleLazyObject(lambda: county.phone),
    }


def _password_due(request: HttpRequest) -> datetime | None:
    due = request.session.get(PASSWORD_DUE)
    return datetime.fromtimestamp(due, SHANGHAI) if due is not None else None


def _lines(request: HttpRequest) -> list[Line]:
    lines = []
    for entry in sorted(navigation, key=lambda entry: entry.order):
        if entry.shown(request.user):
            url = reverse(entry.url)
            lines.append(
                Line(
                    entry.key,
                    entry.label,
                    url,
                    entry.icon,
                    entry.count(request.user) if entry.count else None,
                    request.path == url,
                )
            )
    return lines
