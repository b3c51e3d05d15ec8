"""The rule-of-law desk's page, what the panel of a case sends, and the papers of an application."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from center.foundation.now import today
from intake import answers
from intake.guides import texts
from intake.legal_aid import desk, lifecycle, panel
from intake.legal_aid.forms import FORMS, SAID, ApplyForm
from intake.models import Case, LegalAid


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Today's consultations, applications whose time ends first on top, objections, and this month by topic."""
    if not desk.sees(request.user):
        raise Http404
    state = request.GET.get("state", "")
    context = {
        "rows": desk.applications(request.user, state),
        "states": [("", _("Under way")), *LegalAid.State.choices],
        "chosen": state,
        "consultations": desk.consultations(request.user),
        "topics": desk.by_topic(request.user),
    }
    return render(request, "intake/legal_aid/desk.html", context)


@login_required
@require_POST
def apply(request: HttpRequest, number: str) -> HttpResponse:
    """Take an application in; an offer that fits as it stands is one press."""
    case = answers.visible_case(request, number)
    form = ApplyForm(request.POST, case=case)
    if not form.is_valid():
        return _again(request, case, None, apply=form)
    lifecycle.apply(case, by=request.actor, **form.cleaned_data)
    return answers.done(request, case, _("Application for legal aid taken in. It is decided within seven days."))


@login_required
@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of an application."""
    if verb not in FORMS:
        raise Http404
    aid = _visible(request, pk)
    form = FORMS[verb](request.POST, aid=aid, auto_id=f"{verb}_%s")
    if not form.is_valid():
        return _again(request, aid.case, aid, verb=verb, form=form)
    form.perform(verb, request.actor)
    return answers.done(request, aid.case, SAID[verb])


@login_required
@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A paper of the application, to print: application, notice of missing papers, decision, letter of assignment."""
    aid = _visible(request, pk)
    if kind not in panel.PRINTED or not panel.PRINTED[kind](aid):
        raise Http404
    keys = ("legal_aid.decide", "legal_aid.assign", "legal_aid.objection")
    in_force = texts.in_force(keys, today())
    context = {
        "aid": aid,
        "case": aid.case,
        "kind": kind,
        "missing": panel.missing(aid),
        "limits": {key.partition(".")[2]: texts.amount(limit) for key, limit in in_force.items()},
        "refused": aid.state in (LegalAid.State.REFUSED, LegalAid.State.UPHELD),
    }
    return render(request, "intake/legal_aid/paper.html", context)


def _visible(request: HttpRequest, pk: int) -> LegalAid:
    related = ("proceeding", "desk__center", "desk__department", "applicant__person", "provider")
    aid: LegalAid = get_object_or_404(LegalAid.objects.visible_to(request.user).select_related(*related), pk=pk)
    aid.proceeding.case = answers.visible_case(request, aid.proceeding.case.number)
    return aid


def _again(request: HttpRequest, case: Case, aid: LegalAid | None, **bound: Any) -> HttpResponse:
    """What was typed, with what is wrong beside it; on its own page where there is no script."""
    template = "intake/legal_aid/_panel.html" if request.htmx else "intake/legal_aid/panel.html"
    return render(request, template, panel.context(request, case, aid, **bound), status=422)
