"""The guides: for everybody to read and print, for the rule-of-law department to keep, and to answer a person from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from center.institution.permissions import scope
from intake import answers, lifecycle
from intake.guides import lifecycle as guide_lifecycle
from intake.guides import reading, texts
from intake.guides.forms import AnswerForm, GuideForm, SearchForm
from intake.models import Case, Guide
from intake.permissions import allowed


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """All guides, or those with these words. Needs no account; keeps nothing of what was looked for."""
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    return render(request, "intake/guides/guides.html", {"guides": reading.found(words), "words": words, "form": form})


@require_safe
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """One guide, as it holds today."""
    found = reading.by_key(key)
    if found is None:
        raise Http404
    return render(request, "intake/guides/guide.html", {"shown": texts.shown(found), "guide": found})


@login_required
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The guides for the staff: what is in force, and drafts that wait for a second person."""
    if not scope(request.user).postings:  # type: ignore[arg-type]
        raise Http404
    may = guide_lifecycle.may(request.actor)
    context = {"guides": reading.current(), "drafts": reading.drafts() if may else [], "may_edit": may}
    return render(request, "intake/guides/kept.html", context)


@login_required
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The draft of a guide's next version."""
    if not guide_lifecycle.may(request.actor):
        raise Http404
    versions = reading.versions(key)
    if not versions:
        raise Http404
    form = GuideForm(request.POST or None, guide=versions[0])
    if request.method == "POST" and form.is_valid():
        guide_lifecycle.draft(versions[0], words=form.cleaned_data, by=request.actor)
        messages.success(request, _("Draft kept. Somebody else publishes it."))
        return redirect("intake:guide_edit", key)
    context = {"form": form, "versions": versions, "guide": versions[0], "shown": texts.shown(versions[0])}
    return render(request, "intake/guides/edit.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    guide = _draft(request, pk)
    guide_lifecycle.publish(guide, by=request.actor)
    messages.success(request, _("Published."))
    return redirect("intake:guides_kept")


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    guide = _draft(request, pk)
    guide_lifecycle.discard(guide, by=request.actor)
    messages.success(request, _("Draft thrown away."))
    return redirect("intake:guides_kept")


@login_required
def consult(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Answer the person from a guide: the case ends with the answer, and keeps the guide's version."""
    case, guide = answers.visible_case(request, number), reading.by_key(key)
    if guide is None:
        raise Http404
    form = AnswerForm(request.POST or None, initial={"answer": texts.shown(guide).answer})
    if request.method == "POST" and form.is_valid():
        end = lifecycle.settle if case.state == Case.State.REGISTERED else lifecycle.conclude
        end(case, outcome=Case.Outcome.ANSWERED, result=form.cleaned_data["answer"], guide=guide, by=request.actor)
        messages.success(request, _("Answered and filed."))
        return redirect("intake:answer_sheet", case.number)
    verb = "case.settle" if case.state == Case.State.REGISTERED else "case.conclude"
    if verb not in allowed(request.actor, case):
        raise Http404
    return render(
        request,
        "intake/guides/consult.html",
        {"case": case, "guide": guide, "form": form},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_safe
def answer_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """What the person takes home: the answer, the number and where to ask."""
    case = answers.visible_case(request, number)
    consultation = case.consultations.select_related("guide", "desk__center").first()
    if consultation is None:
        raise Http404
    return render(request, "intake/guides/answer.html", {"case": case, "consultation": consultation})


def _draft(request: HttpRequest, pk: int) -> Guide:
    if not guide_lifecycle.may(request.actor):
        raise Http404
    guide: Guide = get_object_or_404(Guide, pk=pk)
    return guide
