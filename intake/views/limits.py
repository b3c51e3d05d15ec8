"""The limits of law and house: a list to look things up in, a day to reckon, and for a few people what may be changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import Posting
from center.institution.permissions import carries, posting_of
from intake import limit_page, limits, reckoning
from intake.lifecycle import limits as lifecycle
from intake.limit_form import ChangeForm, StartForm, SwitchForm
from intake.models import Limit

LONGEST_SEARCH = 80


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All limits by procedure; `?q=` words, `?kind=duty`, `?off=1` those not in use."""
    posting = _seat(request)
    words, kind = request.GET.get("q", "")[:LONGEST_SEARCH].replace("\x00", ""), request.GET.get("kind", "")
    kind, off = kind if kind in Limit.Kind.values else "", request.GET.get("off") == "1"
    found = limit_page.groups(today(), words=words, kind=kind, off=off)
    context = {
        "groups": found, "count": sum(len(group.rows) for group in found), "words": words, "kind": kind, "off": off,
        "kinds": Limit.Kind.choices, "may_change": _may_change(posting),
    }  # fmt: skip
    return render(request, "intake/limits.html", context)


@login_required
@require_safe
def limit(request: HttpRequest, key: str) -> HttpResponse:
    """One limit with its versions; `?start=2026-11-24` also when it would end."""
    return render(request, "intake/limit.html", _context(request, key))


@login_required
@require_POST
def change(request: HttpRequest, key: str) -> HttpResponse:
    """A promise, from a day to come."""
    context = _context(request, key)
    form = ChangeForm(request.POST, limit=context["limit"])
    if form.is_valid():
        try:
            lifecycle.change(key, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            if refused.status != 422:
                raise
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Changed. It holds from the day you named; what runs already keeps its day."))
            return redirect("intake:limit", key)
    return render(request, "intake/limit.html", context | {"change_form": form}, status=422)


@login_required
@require_POST
def switch(request: HttpRequest, key: str) -> HttpResponse:
    """On, where it was off; off, where it was on."""
    context = _context(request, key)
    form = SwitchForm(request.POST)
    if form.is_valid():
        in_use = request.POST.get("in_use") == "1"
        lifecycle.switch(context["limit"], in_use=in_use, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("It is in use now.") if in_use else _("It is not in use any more."))
        return redirect("intake:limit", key)
    return render(request, "intake/limit.html", context | {"switch_form": form}, status=422)


def _seat(request: HttpRequest) -> Posting:
    """Any posting of today: rules are no secret inside the house."""
    posting = posting_of(request.actor)
    if posting is None:
        raise Http404
    return posting


def _may_change(posting: Posting) -> bool:
    return carries(posting, "limits.change")


def _context(request: HttpRequest, key: str) -> dict[str, Any]:
    posting = _seat(request)
    versions = list(Limit.objects.filter(key=key).order_by("-valid_from"))
    found = limits.in_force(versions, today()) or (versions[0] if versions else None)
    if found is None:
        found = get_object_or_404(Limit, key=key)
    may = _may_change(posting)
    start = StartForm(request.GET if "start" in request.GET else None, initial={"start": today()})
    return {
        "limit": found,
        "row": limit_page.row(found, versions, today()),
        "group": limits.GROUPS.get(limits.group(found), ""),
        "extension": limit_page.extension(found),
        "versions": [limit_page.row(version, [], today()) for version in versions],
        "start_form": start,
        "reckoned": _reckoned(start, key),
        "change_form": ChangeForm(limit=found) if may and not found.statutory else None,
        "switch_form": SwitchForm() if may and found.reading in lifecycle.CAN_BE_SWITCHED else None,
    }


def _reckoned(form: StartForm, key: str) -> reckoning.Reckoned | None:
    if not form.is_valid():
        return None
    try:
        return reckoning.reckon(key, form.moment, reckoning.rules())
    except reckoning.NoSuchDate:
        form.add_error("start", _("No limit can be counted from this day. Name a day of this century."))
        return None
