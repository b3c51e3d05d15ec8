"""The routing table: read by the whole house, changed by directors, who try a draft on past cases before it is published."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.permissions import carries, posting_of
from intake import route_page
from intake.lifecycle import routes as lifecycle
from intake.models import Route
from intake.route_form import RuleForm, TrialForm

PAGE = 50


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The table in force, in its order, with what waits and how often each rule was overridden."""
    return render(
        request, "intake/routes.html", {"rules": route_page.rules(today()), "may_change": _may_change(request)}
    )


@login_required
@require_safe
def route(request: HttpRequest, key: str) -> HttpResponse:
    """One rule with its versions, the draft and what the draft would change."""
    return render(request, "intake/route.html", _context(request, key))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: str = "") -> HttpResponse:
    """The next version of a rule, or a new rule; it waits as a draft."""
    if not _may_change(request):
        raise Http404
    own = lifecycle.own_center(request.actor)
    last = Route.objects.filter(key=key).order_by("-version").first()
    if key and last is None:
        raise Http404
    form = RuleForm(request.POST or None, route=last, own_center=own)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = lifecycle.draft(
                key,
                form.values,
                matters=given["matters"],
                areas=given["areas"],
                reason=given["reason"],
                by=request.actor,
            )
        except Refused as refused:
            if refused.status != 422:
                raise
            form.add_error(None, str(refused.message))
        else:
            return redirect("intake:route", made.key)
    return render(
        request,
        "intake/route_form.html",
        {"form": form, "key": key, "route": last},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_POST
def try_out(request: HttpRequest, key: str) -> HttpResponse:
    """Run the draft over past cases."""
    draft = _draft(request, key)
    form = TrialForm(request.POST)
    if not form.is_valid():
        return render(request, "intake/route.html", {**_context(request, key), "trial_form": form}, status=422)
    lifecycle.try_out(draft, days=form.cleaned_data["days"], by=request.actor)
    return redirect("intake:route", key)


@login_required
@require_POST
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """The second look: what was tried is in force from its day."""
    lifecycle.publish(_draft(request, key), by=request.actor)
    messages.success(request, _("Published. It holds from its day; what is on its way stays where it is."))
    return redirect("intake:route", key)


@login_required
@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw the draft away."""
    lifecycle.discard(_draft(request, key), by=request.actor)
    messages.success(request, _("The draft is gone."))
    return redirect("intake:route", key) if Route.objects.filter(key=key).exists() else redirect("intake:routes")


def _draft(request: HttpRequest, key: str) -> Route:
    if not _may_change(request):
        raise Http404
    return get_object_or_404(Route.objects.exclude(state=Route.State.PUBLISHED), key=key)


def _may_change(request: HttpRequest) -> bool:
    """Any posting of today reads the table: rules are no secret inside the house."""
    posting = posting_of(request.actor)
    if posting is None:
        raise Http404
    return carries(posting, "routes.change")


def _context(request: HttpRequest, key: str) -> dict[str, Any]:
    may = _may_change(request)
    versions = route_page.versions(key)
    if not versions:
        raise Http404
    draft = next((one for one in versions if one.route.state != Route.State.PUBLISHED), None)
    trial = draft.route.trials.first() if draft and may else None
    page = (
        Paginator(route_page.differences(trial, request.user), PAGE).get_page(request.GET.get("page"))
        if trial
        else None
    )
    return {
        "key": key, "versions": versions, "shown": versions[0], "draft": draft, "may_change": may, "trial": trial, "page": page,
        "ways": route_page.ways(trial) if trial else [], "trial_form": TrialForm() if draft and may else None,
    }  # fmt: skip
