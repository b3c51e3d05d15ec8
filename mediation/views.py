"""The mediators' docket, and what the panel on the page of a case sends."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from center.foundation.now import now
from center.institution.doors import for_readers_of_cases
from intake import answers, paging
from intake import lifecycle as case_lifecycle
from intake.models import Case
from mediation import lifecycle, panel, today
from mediation.docket import docket
from mediation.forms import AgainForm, AgreeForm, ConsentForm, FailForm, ProposeForm, ReceiveForm, SideForm
from mediation.models import Mediation


@for_readers_of_cases
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The mediations the reader may see, whose time ends first on top; the chips narrow them."""
    chosen = docket.chosen(request.GET)
    page = paging.page(docket.due_first(docket.of(request.user, chosen)), request.GET.get("page"))
    context = {
        "chips": docket.chips(chosen),
        "page": page,
        "rows": docket.rows(page.rows, now()),
        "query": docket.query(chosen),
        "sessions": today.sessions(request.user),
        "tasks": today.tasks(request.user),
    }
    return render(request, "mediation/docket.html", context)


@login_required
@require_POST
def propose(request: HttpRequest, number: str) -> HttpResponse:
    case = answers.visible_case(request, number)
    form = ProposeForm(request.POST, case=case)
    if not form.is_valid():
        return _again(request, case, None, propose=form)
    lifecycle.propose(case, mediator=form.cleaned_data["mediator"], **form.start, by=request.actor)
    return answers.done(request, case, _("Mediation proposed. Ask each side now."))


@login_required
@require_POST
def receive(request: HttpRequest, number: str) -> HttpResponse:
    case = answers.visible_case(request, number)
    form = ReceiveForm(request.POST, case=case)
    if not form.is_valid():
        return _again(request, case, None, receive=form)
    lifecycle.receive(case, **form.start, by=request.actor)
    return answers.done(request, case, _("The application is written down."))


@login_required
@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    case = answers.visible_case(request, number)
    form = AgainForm(request.POST, case=case)
    if not form.is_valid():
        return _again(request, case, None, again=form)
    lifecycle.take_up_again(case, **form.cleaned_data, by=request.actor)
    return answers.done(request, case, _("Taken up again. Ask each side anew."))


@login_required
@require_POST
def side(request: HttpRequest, pk: int) -> HttpResponse:
    mediation, case = _visible(request, pk)
    form = SideForm(request.POST)
    if not form.is_valid():
        return _again(request, case, mediation, side=form)
    case_lifecycle.add_party(case, side=form.side_data, by=request.actor)
    return answers.done(request, case, _("Side added."))


@login_required
@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    mediation, case = _visible(request, pk)
    form = ConsentForm(request.POST, case=case)
    if not form.is_valid():
        return _again(request, case, mediation, consent=form)
    lifecycle.consent(mediation, **form.cleaned_data, by=request.actor)
    return answers.done(request, case, _("Answer written down."))


@login_required
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    mediation, case = _visible(request, pk)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _again(request, case, mediation, agree=form)
    lifecycle.agree(mediation, **form.terms_given, by=request.actor)
    return answers.done(request, case, _("Agreement written down; the case is concluded."))


@login_required
@require_POST
def fail(request: HttpRequest, pk: int) -> HttpResponse:
    mediation, case = _visible(request, pk)
    form = FailForm(request.POST)
    if not form.is_valid():
        return _again(request, case, mediation, fail=form)
    lifecycle.fail(mediation, **form.cleaned_data, by=request.actor)
    if form.cleaned_data["keep_open"]:
        return answers.done(request, case, _("Mediation ended; the case stays in hand."))
    return answers.done(request, case, _("Mediation ended without agreement; the case is concluded."))


def _visible(request: HttpRequest, pk: int) -> tuple[Mediation, Case]:
    found = Mediation.objects.visible_to(request.user).select_related("mediator", "proceeding__case__desk__center")
    mediation = get_object_or_404(found, pk=pk)
    return mediation, mediation.case


def _again(request: HttpRequest, case: Case, mediation: Mediation | None, **bound: Any) -> HttpResponse:
    """What was typed, with what is wrong beside it; on its own page where there is no script."""
    template = "mediation/_panel.html" if request.htmx else "mediation/panel.html"
    return render(request, template, panel.context(request, case, mediation, **bound), status=422)
