"""What the person takes home, matter by matter of a visit: number, code, QR, whose desk, by when and by what law."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import segno
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from center.foundation.now import SHANGHAI, today
from center.institution.permissions import scope
from intake.models import Case, Clock, Event
from intake.permissions import visible

PARTS = ("matter", "visit", "center", "origin_desk", "desk__center", "desk__department")


@dataclass(frozen=True)
class Slip:
    """One matter on a receipt; `nameless`: nobody can be written to (信访工作条例 art. 23), `minors`: guardians still to be named."""

    case: Case
    clock: Clock | None
    code: str
    qr: str
    phone: str
    nameless: bool
    minors: int


def printable(user: Any) -> QuerySet[Case]:
    """The cases whose receipt `user` may print today."""
    if not scope(user).postings:
        return Case.objects.none()
    morning = datetime.combine(today(), time.min, SHANGHAI)
    return Case.objects.exclude(state=Case.State.VOIDED).filter(
        visible(user) | Q(registered_by=user, registered_at__gte=morning)
    )


def of_visit(cases: QuerySet[Case]) -> list[Slip]:
    """The slips of these cases, in the order they were written down; the same number of statements for each number of cases."""
    running = Prefetch("clocks", Clock.objects.running().select_related("limit").order_by("due_at"), to_attr="running")
    first_line = Prefetch("events", Event.objects.filter(seq=1), to_attr="first_lines")
    return [_slip(case) for case in cases.select_related(*PARTS).prefetch_related(running, first_line).order_by("pk")]


def grouped_code(code: str) -> str:
    """A query code in fours, as it is read aloud."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def qr(case: Case) -> str:
    """The QR code as a data URI: an address with a random token, and nothing of the person or the matter."""
    return segno.make(settings.SITE_URL + reverse("intake:qr", args=[case.token]), error="m").svg_data_uri(
        scale=4, border=2
    )


def _slip(case: Case) -> Slip:
    told = (case.first_lines[0].data or {}) if case.first_lines else {}  # type: ignore[attr-defined]
    return Slip(
        case=case, clock=next(iter(case.running), None), code=grouped_code(case.query_code), qr=qr(case),  # type: ignore[attr-defined]
        phone=case.desk.phone or case.desk.center.phone, nameless=bool(told.get("nameless")), minors=told.get("minors", 0),
    )  # fmt: skip
