"""The petition desk's docket, and what the panel on the page of a case sends."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from center.foundation.now import now
from center.institution.doors import for_readers_of_cases
from intake import answers, paging
from intake.models import Case
from petitions import lifecycle, panel
from petitions.docket import docket
from petitions.forms import AcceptForm, DecideForm, OpenForm, RefuseForm
from petitions.models import Petition


@for_readers_of_cases
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The petitions the reader may see, whose time ends first on top; the chips narrow them."""
    chosen = docket.chosen(request.GET)
    page = paging.page(docket.due_first(docket.of(request.user, chosen)), request.GET.get("page"))
    context = {
        "chips": docket.chips(chosen),
        "page": page,
        "rows": docket.rows(page.rows, now()),
        "query": docket.query(chosen),
    }
    return render(request, "petitions/docket.html", context)


@login_required
@require_POST
def open_petition(request: HttpRequest, number: str) -> HttpResponse:
    case = answers.visible_case(request, number)
    form = OpenForm(request.POST, case=case)
    if not form.is_valid():
        return _again(request, case, None, open=form)
    given = form.cleaned_data
    lifecycle.open_petition(case, form=given["came_as"], category=given["category"], by=request.actor)
    return answers.done(request, case, _("Taken in as a petition. Tell the petitioner in writing."))


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    petition, case = _visible(request, pk)
    form = AcceptForm(request.POST, petition=petition)
    if not form.is_valid():
        return _again(request, case, petition, accept=form)
    lifecycle.accept(petition, text=form.cleaned_data["text"], by=request.actor)
    return answers.done(request, case, _("Petition accepted."))


@login_required
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    petition, case = _visible(request, pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _again(request, case, petition, refuse=form)
    lifecycle.refuse(petition, by=request.actor, **form.cleaned_data)
    return answers.done(request, case, _("Petition not accepted; the case is passed on."))


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    petition, case = _visible(request, pk)
    form = DecideForm(request.POST, case=case)
    if not form.is_valid():
        return _again(request, case, petition, decide=form)
    lifecycle.decide(petition, by=request.actor, **form.cleaned_data)
    return answers.done(request, case, _("Opinion issued; the case is concluded."))


def _visible(request: HttpRequest, pk: int) -> tuple[Petition, Case]:
    found = Petition.objects.visible_to(request.user).select_related("proceeding__case__desk__center")
    petition = get_object_or_404(found, pk=pk)
    return petition, petition.case


def _again(request: HttpRequest, case: Case, petition: Petition | None, **bound: Any) -> HttpResponse:
    """What was typed, with what is wrong beside it; on its own page where there is no script."""
    template = "petitions/_panel.html" if request.htmx else "petitions/panel.html"
    return render(request, template, panel.context(request, case, petition, **bound), status=422)
