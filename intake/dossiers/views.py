"""The page of a dossier: what lies in it, what is missing, and the book of it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from center.foundation import audit
from center.papers import serving
from intake import answers
from intake.dossiers import checklist, lifecycle
from intake.dossiers.forms import ArrangeForm
from intake.models import Dossier
from intake.papers.lifecycle import TAKES_PAPERS
from intake.permissions import may


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """The places of the dossier with what lies in each; POST keeps where the files lie and how long it is kept."""
    case = answers.visible_case(request, number)
    lines = checklist.lines(case)
    if not lines:
        raise Http404
    there = Dossier.objects.filter(case=case).select_related("file").first()
    form = ArrangeForm(request.POST if request.method == "POST" else None, lines=lines, dossier=there)
    if form.is_valid():
        given = form.cleaned_data
        lifecycle.arrange(case, retention=given["retention"], note=given["note"], places=form.chosen, by=request.actor)
        return redirect("intake:dossier", case.number)
    open_for = case.state in TAKES_PAPERS
    context = {
        "case": case,
        "lines": lines,
        "missing": [line for line in lines if line.missing],
        "dossier": there,
        "form": form if open_for and may(request.actor, "dossier.arrange", case) else None,
        "may_bind": open_for
        and may(request.actor, "dossier.bind", case)
        and there is not None
        and bool(there.retention),
    }
    return render(request, "intake/papers/dossier.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def bind(request: HttpRequest, number: str) -> HttpResponse:
    """Make the book."""
    case = answers.visible_case(request, number)
    made = lifecycle.bind(case, by=request.actor)
    said = (
        _("The dossier is made.")
        if made.state == Dossier.State.BOUND
        else _("The dossier is being made. It will be on this page.")
    )
    return answers.done(request, case, said)


@login_required
@require_safe
def book(request: HttpRequest, number: str) -> HttpResponse:
    """The one PDF; opening it is on the record, for it holds everything."""
    case = answers.visible_case(request, number)
    found = get_object_or_404(Dossier.objects.select_related("file"), case=case, file__isnull=False)
    audit.record("dossier_opened", by=request.actor, about=f"case:{case.number}", dossier=found.pk)
    assert found.file is not None
    return serving.answer(request, found.file, f"{case.number}-dossier")
