"""The roster: who mediates, for which body and in which fields, until when certified, and how busy."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from center.foundation.actor import Actor
from center.foundation.now import today
from center.institution.doors import for_readers_of_cases
from center.institution.models import Center
from center.institution.permissions import scope
from mediation import lifecycle, roster
from mediation.lifecycle.enrolling import heads
from mediation.models import Mediator
from mediation.pages.rooms import center_of
from mediation.roster_forms import ChangeForm, EnrolForm


@for_readers_of_cases
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The lines of the reader's centers; who heads one keeps it."""
    center = center_of(request)
    by: Actor = request.actor  # type: ignore[attr-defined]
    which = request.POST.get("which", "")
    enrol = EnrolForm(request.POST if which == "enrol" else None, center=center)
    change = ChangeForm(request.POST if which == "change" else None, center=center)
    if which == "enrol" and enrol.is_valid():
        given = dict(enrol.cleaned_data)
        lifecycle.enrol(center, fields=given.pop("fields_of"), **given, by=by)
        messages.success(request, _("On the roster."))
        return redirect("mediation:roster")
    if which == "change" and change.is_valid():
        _change(change, by)
        messages.success(request, _("The roster is changed."))
        return redirect("mediation:roster")
    bound = enrol.is_bound or change.is_bound
    context = {
        "center": center, "lines": _lines(request), "today": today(), "kept": heads(by, center), "enrol": enrol, "change": change,
        "wrong": enrol if enrol.is_bound else change if change.is_bound else None,
    }  # fmt: skip
    return render(request, "mediation/roster.html", context, status=422 if bound else 200)


def _lines(request: HttpRequest) -> list[Mediator]:
    reach = scope(request.user)  # type: ignore[arg-type]
    found = Mediator.objects.select_related("center", "user").prefetch_related("fields")
    if not reach.everything:
        centers = [posting.desk.center_id for posting in reach.postings]
        found = found.filter(center__in=centers) | found.filter(center__kind=Center.Kind.COUNTY, user=None)
    return list(roster.with_load(found).order_by("center", "status", "name", "pk"))


@transaction.atomic
def _change(form: ChangeForm, by: Actor) -> None:
    given = form.cleaned_data
    mediator = given["mediator"]
    if given["certificate"]:
        lifecycle.renew(mediator, certificate=given["certificate"], until=given["certificate_until"], by=by)
    if given["status"]:
        lifecycle.set_status(mediator, status=given["status"], by=by)
    if given["tied_to"]:
        lifecycle.tie(mediator, kind=given["tie"], organisation=given["tied_to"], by=by)
