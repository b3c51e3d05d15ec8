"""The director's page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from center.foundation import health
from center.foundation.indicators import indicators
from center.foundation.now import now
from center.institution.models import Center
from center.institution.permissions import scope
from center.oversight import figures, outlook


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Today, open, to sign for, overdue; by center, department and matter; every number opens its list."""
    reach = scope(request.user)
    if not reach.allows("dashboard.read"):
        raise Http404
    county = Center.objects.filter(kind=Center.Kind.COUNTY).first()
    centers = outlook.choices(reach)
    code = request.GET.get("center", "")
    chosen = get_object_or_404(Center, code=code, pk__in=[center.pk for center in centers]) if code else None
    view = outlook.outlook(reach, county.label if county else "", chosen)
    if view is None:
        raise Http404
    rooms = [
        (indicator, indicator.count(reach), indicator.url(reach))
        for indicator in sorted(indicators, key=lambda indicator: indicator.order)
    ]
    context = {
        "view": view,
        "board": figures.board(view),
        "centers": centers if len(centers) > 1 else [],
        "chosen": chosen,
        "rooms": rooms,
        "late": health.late(),
        "refreshed": now(),
    }
    return render(request, "oversight/dashboard.html", context)
