"""The calculator of compensation, and the figures of the year it stands on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from center.institution import permissions
from center.institution.doors import for_readers_of_cases
from center.institution.permissions import scope
from mediation import calculator, lifecycle
from mediation.calculator import CalculatorForm
from mediation.figure_form import FigureForm
from mediation.models import Mediation, StandardFigure
from mediation.pages.file import visible


@for_readers_of_cases
@require_http_methods(["GET", "HEAD", "POST"])
def reckon(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Reckon; on a mediation what was reckoned can be kept."""
    mediation = visible(request, pk) if pk is not None else None
    form = CalculatorForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_bound and form.is_valid():
        found = calculator.result(form.cleaned_data)
        if mediation and request.POST.get("keep"):
            return _keep(request, mediation, form, found)
    context = {
        "mediation": mediation, "form": form, "result": found, "wrong": form if form.errors else None,
        "figures": StandardFigure.objects.select_related("area", "confirmed_by"),
        "may_confirm": scope(request.user).allows("mediation.figures"), "figure_form": FigureForm(),  # type: ignore[arg-type]
    }  # fmt: skip
    return render(request, "mediation/calculator.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """The county puts a figure right and confirms it."""
    row = get_object_or_404(StandardFigure, pk=pk)
    permissions.require(request.actor, "mediation.figures")  # type: ignore[attr-defined]
    form = FigureForm(request.POST)
    if not form.is_valid():
        return render(request, "mediation/figure.html", {"figure": row, "form": form}, status=422)
    lifecycle.set_figure(row, **form.cleaned_data, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The figure is confirmed."))
    return redirect("mediation:calculator")


def _keep(request: HttpRequest, mediation: Mediation, form: CalculatorForm, found: calculator.Result) -> HttpResponse:
    lifecycle.keep_calculation(
        mediation, asked=form.asked, claim=found.claim, confirmed=found.confirmed, by=request.actor  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, _("Kept with the mediation."))
    return redirect(reverse("mediation:file", args=[mediation.pk]) + "?part=money")
