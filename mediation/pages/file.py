"""The mediation file, and the steps taken on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from intake import permissions
from mediation import file, steps
from mediation.models import Mediation


def visible(request: HttpRequest, pk: int) -> Mediation:
    """The mediation, if the reader may see its case; else 404."""
    found = Mediation.objects.visible_to(request.user).select_related(
        "mediator", "lead", "earlier", "proceeding__case__desk__center", "proceeding__case__desk__department", "proceeding__case__matter"
    )  # fmt: skip
    return get_object_or_404(found, pk=pk)


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One section of the file."""
    part = file.part_of(request.GET.get("part", ""))
    return render(request, "mediation/file.html", file.context(request, visible(request, pk), part))


@login_required
@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take a step; what was typed wrongly comes back with its section."""
    mediation = visible(request, pk)
    taken = steps.BY_VERB.get(verb)
    if taken is None:
        raise Http404
    permissions.require(request.actor, f"mediation.{taken.right}", mediation.case)
    form = taken.form(request.POST, mediation=mediation, verb=verb)
    if not form.is_valid():
        return render(
            request, "mediation/file.html", file.context(request, mediation, taken.part, (verb, form)), status=422
        )
    taken.call(mediation, form, request.actor)
    messages.success(request, taken.said)
    return redirect(reverse("mediation:file", args=[mediation.pk]) + f"?part={taken.part}")
