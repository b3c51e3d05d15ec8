"""The receipt that the person takes home: number, code, QR, whose desk, by when and by what law; on A5."""

from datetime import datetime, time

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from center.foundation.now import SHANGHAI, today
from center.institution.permissions import scope
from intake.models import Case
from intake.permissions import visible

PARTS = ("matter", "visit", "center", "origin_desk", "desk__center", "desk__department")


@login_required
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """For those who may see the case, and for whoever took it in today, restricted or not."""
    case = get_object_or_404(printable(request.user).select_related(*PARTS), number=number)
    clock = case.clocks.running().select_related("limit").order_by("due_at").first()
    words = {
        "case": case, "clock": clock, "qr": qr(case), "code": grouped_code(case.query_code), "phone": case.desk.phone or case.desk.center.phone,
        "status_url": settings.SITE_URL + reverse("intake:status"),
    }  # fmt: skip
    return render(request, "intake/receipt.html", words)


def printable(user):
    """The cases whose receipt `user` may print today."""
    if not scope(user).postings:
        return Case.objects.none()
    morning = datetime.combine(today(), time.min, SHANGHAI)
    return Case.objects.filter(visible(user) | Q(registered_by=user, registered_at__gte=morning))


def grouped_code(code: str) -> str:
    """A query code in fours, as it is read aloud."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def qr(case: Case) -> str:
    """The QR code as a data URI: an address with a random token, and nothing of the person or the matter."""
    return segno.make(settings.SITE_URL + reverse("intake:qr", args=[case.token]), error="m").svg_data_uri(
        scale=4, border=2
    )
