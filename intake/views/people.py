"""All the people of one side of a case, for groups that its page folds."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from center.foundation import audit
from intake import answers, sides
from intake.models import Party
from intake.permissions import may

EACH = 50


@login_required
@require_safe
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Fifty at a time, masked as on the page of the case; an unknown side shows the applicants."""
    case = answers.visible_case(request, number)
    if case.restricted:
        audit.record("looked", by=request.actor, about=f"case:{case.number}")
    wanted = request.GET.get("side", "")
    side = Party.Side(wanted) if wanted in Party.Side.values else Party.Side.APPLICANT
    found = case.parties.filter(side=side).order_by("-representative", "position", "pk")
    page = Paginator(found, EACH).get_page(request.GET.get("page"))
    words = {
        "case": case, "side": side, "label": side.label, "page": page, "sides": sides.of_parties(page.object_list),
        "may_reveal": may(request.actor, "person.reveal", case),
    }  # fmt: skip
    return render(request, "intake/people.html", words)
