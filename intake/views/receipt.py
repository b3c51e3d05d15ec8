"""The receipt of a visit, on A5: all its matters on one page; and the way to a further matter."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from intake import receipts
from intake.counter.carried import may_continue
from intake.models import Case
from intake.views.counter import counter_of


@login_required
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """For those who may see the case, and for whoever took it in today, restricted or not; with the other matters of its visit."""
    allowed = receipts.printable(request.user)
    case = get_object_or_404(allowed.select_related("visit__filing", "center"), number=number)
    slips = receipts.of_visit(allowed.exclude(state__in=(Case.State.VOIDED,)).filter(visit=case.visit_id))
    desk = counter_of(request)
    words = {
        "case": case, "slips": slips, "status_url": settings.SITE_URL + reverse("intake:status"),
        "further": desk is not None and may_continue(request.user, desk, case.visit),
    }  # fmt: skip
    return render(request, "intake/receipt.html", words)
