"""The slips with which each side opens the page of its own agreement, to be printed and handed over."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from intake import permissions, sides
from mediation.models import PartyKey
from mediation.pages.file import visible


@login_required
@never_cache
@require_safe
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Only for those who gave the codes: whoever wrote the agreement down."""
    mediation = visible(request, pk)
    permissions.require(request.actor, "mediation.agree", mediation.case)
    keys = PartyKey.objects.filter(party__case=mediation.case).select_related("party__person").order_by("party")
    words = {
        "mediation": mediation,
        "case": mediation.case,
        "slips": [(key.party.get_side_display(), sides.masked_name(key.party), key.code) for key in keys],
        "address": request.build_absolute_uri(reverse("mediation:mine")),
    }
    return render(request, "mediation/slips.html", words)
