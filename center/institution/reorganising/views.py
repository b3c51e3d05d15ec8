"""The pages of offices merged and split: what was, what is planned, how far it is, and what it came to."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import Area, CarryStep, Center, Reorganisation
from center.institution.permissions import scope
from center.institution.reorganising import areas, forms, lifecycle
from center.institution.reorganising.carriers import carriers
from center.institution.reorganising.naming import part_words

State = Reorganisation.State


@login_required
@require_safe
def reorganisations(request: HttpRequest) -> HttpResponse:
    """What was merged and split, newest first, and the offices that have ended."""
    _staff(request)
    found = Reorganisation.objects.select_related("from_center", "to_center")
    ended = Center.objects.exclude(valid_to=None).select_related("successor", "area").order_by("-valid_to")
    context = {"plans": found, "ended": ended, "may": scope(request.user).allows(lifecycle.VERB)}  # type: ignore[arg-type]
    return render(request, "institution/reorganisations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a plan."""
    _leader(request)
    form = forms.PlanForm(
        request.POST or None, matters=part_words(), initial={"kind": "merge", "effective_on": today()}
    )
    if form.is_valid():
        try:
            made = lifecycle.plan(by=request.actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("reorganisation", made.pk)
    return render(request, "institution/reorganisation_new.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan with its counts, the work on it, the result and the new codes. POST `what`: keep, begin, drop."""
    _staff(request)
    made = get_object_or_404(
        Reorganisation.objects.select_related("from_center__area", "to_center__area", "planned_by", "begun_by"), pk=pk
    )
    if request.method == "POST":
        _leader(request)
        _act(request, made)
        return redirect(request.path)
    moves = list(
        made.moves.select_related(
            "from_desk__center", "from_desk__department", "to_desk__center", "to_desk__department"
        )
    )
    planned = made.state == State.PLANNED
    context = {
        "plan": made, "may": scope(request.user).allows(lifecycle.VERB), "planned": planned,  # type: ignore[arg-type]
        "moves": [{"move": move, "form": forms.MoveForm(move=move) if planned else None} for move in moves],
        "counts": _preview(made, moves) if planned else _result(made), "villages": areas.villages(made) if planned else [],
        "succeeded": [] if planned else _codes(made), "due": made.effective_on <= today(),
            }  # fmt: skip
    return render(request, "institution/reorganisation.html", context)


def _act(request: HttpRequest, made: Reorganisation) -> None:
    what = request.POST.get("what")
    if what == "drop":
        lifecycle.drop(made, by=request.actor)
        return
    with transaction.atomic():
        if made.state == State.PLANNED:
            for move in made.moves.select_related("reorganisation__to_center", "from_desk"):
                form = forms.MoveForm(request.POST, move=move)
                if form.is_valid() and form.has_changed():
                    lifecycle.arrange(move, by=request.actor, **form.cleaned_data)
        if what == "begin":
            lifecycle.begin(made, by=request.actor)
    if what == "begin":
        lifecycle.proceed(made, most=AT_ONCE)


AT_ONCE = 4  # pieces that the press of the button carries over itself; the job does the rest


def _preview(made: Reorganisation, moves: list[Any]) -> list[dict[str, Any]]:
    counted: dict[str, int] = {}
    for carrier, move in lifecycle.pieces(made, moves):
        counted[carrier.key] = counted.get(carrier.key, 0) + carrier.left(made, move)
    return [{"label": carriers[key].label, "before": n, "carried": 0} for key, n in counted.items()]


def _result(made: Reorganisation) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for step in CarryStep.objects.filter(reorganisation=made):
        row = found.setdefault(step.key, {"label": carriers[step.key].label, "before": 0, "carried": 0})
        row["before"] += step.before
        row["carried"] += step.carried
    return list(found.values())


def _codes(made: Reorganisation) -> list[Area]:
    old = made.from_center.area
    below = Area.objects.filter(level=Area.Level.VILLAGE, parent=old, successor__parent=made.to_center.area_id)
    return list(below.select_related("successor").order_by("code"))


def _staff(request: HttpRequest) -> None:
    if not scope(request.user).postings:  # type: ignore[arg-type]
        raise Http404


def _leader(request: HttpRequest) -> None:
    if not scope(request.user).allows(lifecycle.VERB):  # type: ignore[arg-type]
        raise Http404
