"""The kinds of matter: read by the whole house, changed by the county director from a day to come."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import Posting
from center.institution.permissions import carries, posting_of
from intake.lifecycle import matters as lifecycle
from intake.matter_form import MatterForm
from intake.models import Limit, MatterType


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every kind in use, with its department, its promise and the change that waits."""
    _seat(request)
    rows = MatterType.objects.select_related("department")
    waiting = {row.key: row for row in rows.filter(active=False, valid_from__gt=today())}
    promises = {limit.key: limit for limit in Limit.objects.valid(today()).filter(key__startswith=lifecycle.HANDLING)}
    kinds = [(row, promises.get(row.handling_limit), waiting.get(row.key)) for row in rows.filter(active=True)]
    return render(request, "intake/matters.html", {"kinds": kinds})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def matter(request: HttpRequest, key: str) -> HttpResponse:
    """One kind with its versions; POST changes it from a day to come."""
    may_change = carries(_seat(request), "matters.change")
    versions = list(MatterType.objects.filter(key=key).select_related("department").order_by("-valid_from"))
    current = next((row for row in versions if row.active), None)
    if current is None or (request.method == "POST" and not may_change):
        raise Http404
    form = MatterForm(request.POST or None, matter=versions[0]) if may_change else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            lifecycle.change(key, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            if refused.status != 422:
                raise
            form.add_error(None, str(refused.message))
        else:
            messages.success(
                request, _("Changed. It holds from the day you named; what is registered already keeps its kind.")
            )
            return redirect("intake:matter", key)
    words = {"matter": current, "versions": versions, "form": form}
    return render(request, "intake/matter.html", words, status=422 if form is not None and form.is_bound else 200)


def _seat(request: HttpRequest) -> Posting:
    posting = posting_of(request.actor)
    if posting is None:
        raise Http404
    return posting
