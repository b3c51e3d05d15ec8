"""Writing, issuing and serving the papers of a case. Whoever sees the case sees its papers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from center.foundation import audit
from center.foundation.errors import Refused
from center.papers import issuing, serving
from center.papers.examining.kinds import DOCX
from center.papers.models import Paper
from center.papers.registers import kinds
from intake import answers
from intake.models import Case
from intake.papers import lifecycle, panel, subjects
from intake.papers.forms import PaperForm, PartyForm, ServeForm, VoidForm
from intake.permissions import may, require

READ = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def index(request: HttpRequest, number: str) -> HttpResponse:
    """The papers of a case, how each was served, and what may be written now."""
    case = answers.visible_case(request, number)
    shown = panel.panel(case, request.actor)
    context = {"case": case, "papers": shown, "offers": panel.offers(case) if shown.may_write else []}
    return render(request, "intake/papers/index.html", context)


@login_required
@require_http_methods(READ)
def write(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """A new paper: the form, filled from the case; kept as a draft, or issued at once."""
    case = answers.visible_case(request, number)
    wanted = kinds.get(kind)
    subject = subjects.latest(case, wanted) if wanted else None
    if wanted is None or subject is None:
        raise Http404
    require(request.actor, "paper.write", case)
    party = _party(request, case) if wanted.each_party else None
    filled = subjects.fill(wanted, subject, party)
    form = PaperForm(request.POST if request.method == "POST" else None, kind=wanted, filled=filled)
    if form.is_valid():
        paper = lifecycle.write(case, kind=wanted, typed=form.cleaned_data, party=party, by=request.actor)
        return _after(request, case, paper, form)
    context = {"case": case, "kind": wanted, "form": form, "party": party}
    return render(request, "intake/papers/write.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(READ)
def paper(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A draft to go on with; or an issued paper, its services, and how to void it."""
    case = answers.visible_case(request, number)
    found = _kept(case, pk)
    if found.state != Paper.State.DRAFT:
        return _issued(request, case, found)
    require(request.actor, "paper.write", case)
    form = PaperForm(
        request.POST if request.method == "POST" else None, kind=kinds[found.kind], filled=issuing.data_of(found)
    )
    if form.is_valid():
        if request.POST.get("do") == "discard":
            lifecycle.discard(case, paper=found, by=request.actor)
            return answers.done(request, case, _("The draft was thrown away."))
        lifecycle.revise(case, paper=found, typed=form.cleaned_data, by=request.actor)
        return _after(request, case, found, form)
    context = {"case": case, "kind": kinds[found.kind], "form": form, "paper": found}
    return render(request, "intake/papers/write.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def pdf(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The paper as it was issued; a draft as it would look."""
    case = answers.visible_case(request, number)
    found = _kept(case, pk)
    if case.restricted:
        audit.record("paper_opened", by=request.actor, about=f"case:{case.number}", paper=found.pk)
    if found.file is not None:
        return serving.answer(request, found.file, f"{case.number}-{found.pk}")
    return serving.made(issuing.preview(found), f"{case.number}-{found.pk}-draft.pdf")


@login_required
@require_safe
def word(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """An issued paper as a Word file, for offices that go on editing it; what counts is the PDF."""
    case = answers.visible_case(request, number)
    found = _kept(case, pk)
    kind = kinds.get(found.kind)
    if kind is None or kind.word is None or found.state != Paper.State.ISSUED:
        raise Http404
    frame = issuing.frame_of(kind, found.center, number=found.number)
    audit.record("paper_as_word", by=request.actor, about=f"case:{case.number}", paper=found.pk)
    return serving.made(kind.word(issuing.data_of(found), frame), f"{case.number}-{found.pk}.docx", DOCX.media_type)


@login_required
@require_POST
def void(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Say that a paper no longer holds."""
    case = answers.visible_case(request, number)
    found = _kept(case, pk)
    form = VoidForm(request.POST)
    if not form.is_valid():
        return _issued(request, case, found, void=form)
    lifecycle.void(case, paper=found, reason=form.cleaned_data["reason"], by=request.actor)
    return answers.done(request, case, _("The paper is void."))


@login_required
@require_http_methods(READ)
def serve(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Write down how a paper reached a party."""
    case = answers.visible_case(request, number)
    found = _kept(case, pk)
    require(request.actor, "paper.serve", case)
    form = ServeForm(request.POST if request.method == "POST" else None, case=case, paper=found)
    if form.is_valid():
        try:
            lifecycle.serve(case, paper=found, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return answers.done(request, case, _("Service written down."))
    return render(
        request,
        "intake/papers/serve.html",
        {"case": case, "paper": found, "form": form},
        status=422 if form.is_bound else 200,
    )


@require_safe
def blank(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty form that anybody may print and fill in by hand."""
    wanted = kinds.get(kind)
    if wanted is None or not wanted.public:
        raise Http404
    return serving.made(issuing.blank(wanted), f"{wanted.key}.pdf")


def _after(request: HttpRequest, case: Case, paper: Paper, form: PaperForm) -> HttpResponse:
    """Kept; and issued where that was asked for. What stops it is said above the form, with the draft kept."""
    if request.POST.get("do") != "issue":
        return redirect("intake:paper", case.number, paper.pk)
    try:
        lifecycle.issue(case, paper=paper, by=request.actor)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        context = {"case": case, "kind": kinds[paper.kind], "form": form, "paper": _kept(case, paper.pk)}
        return render(request, "intake/papers/write.html", context, status=422)
    return redirect("intake:paper", case.number, paper.pk)


def _issued(request: HttpRequest, case: Case, paper: Paper, void: VoidForm | None = None) -> HttpResponse:
    rows = [row for row in panel.rows_of(case) if row.paper.pk == paper.pk]
    holds = paper.state == Paper.State.ISSUED and case.state in lifecycle.TAKES_PAPERS
    context: dict[str, Any] = {
        "case": case,
        "row": rows[0],
        "word": holds and bool(kind := kinds.get(paper.kind)) and kind.word is not None,
        "void": void or (VoidForm() if holds and may(request.actor, "paper.void", case) else None),
        "may_serve": holds and may(request.actor, "paper.serve", case),
    }
    return render(request, "intake/papers/paper.html", context, status=422 if void else 200)


def _kept(case: Case, pk: int) -> Paper:
    return get_object_or_404(subjects.of_case(case).select_related("file", "center", "issued_by", "void_by"), pk=pk)


def _party(request: HttpRequest, case: Case) -> Any:
    form = PartyForm(request.POST if request.method == "POST" else request.GET, case=case)
    if not form.is_valid():
        raise Refused(_("Choose the party for whom this paper is made."), "not_a_side", status=422)
    return form.cleaned_data["party"]
