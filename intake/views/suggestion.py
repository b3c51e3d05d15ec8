"""What a note is about, proposed while the clerk types; and the page where a director sees and edits the terms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from center.institution.permissions import carries, posting_of
from intake.guides import reading, texts
from intake.models import Case
from intake.suggestion import editing, panel
from intake.suggestion.terms_form import TermForm
from intake.views.counter import as_typed, typed_form

TAKEN = {"matter", "people_count", "opponent_outside", "claims_payment"}


@login_required
@require_POST
def counter_suggestion(request: HttpRequest) -> HttpResponse:
    """Three matters, the words that spoke for each, the facts read, and where the first would go; while the clerk types.

    Without script a button of the panel comes here too: the whole counter comes back with that one field set.
    """
    form = typed_form(request)
    if request.htmx:
        return render(request, "intake/_counter_suggested.html", {"suggested": panel.of(form), "cleaned": form})
    field, _sign, value = request.POST.get("take", "").partition("=")
    if field == "guide" and (guide := reading.by_key(value)):
        answered = {"step": form.SETTLE, "outcome": Case.Outcome.ANSWERED, "result": texts.shown(guide).answer}
        return as_typed(request, form, {"guide": value, **answered})
    if field not in TAKEN:
        raise Http404
    return as_typed(request, form, {field: value})


@login_required
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of the trade, found by a part of the word: `?q=工资`; without one, what this county entered or was taught."""
    _check_may_edit(request)
    return _page(request, TermForm(initial={"term": editing.cut(request.GET.get("q", ""))}))


@login_required
@require_POST
def term(request: HttpRequest) -> HttpResponse:
    """An editor's word on a term: what it speaks for and how strongly, or that it counts no more, or counts again as shipped."""
    _check_may_edit(request)
    form = TermForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    editing.keep(**form.cleaned_data, by=request.actor)
    messages.success(request, _("Kept. The next suggestion knows it within seconds."))
    return redirect("intake:terms")


def _page(request: HttpRequest, form: TermForm, status: int = 200) -> HttpResponse:
    words = editing.cut(request.GET.get("q", ""))
    context: dict[str, Any] = {"form": form, "found": editing.found(words), "words": words, "most": editing.MOST_SHOWN}
    return render(request, "intake/terms.html", context, status=status)


def _check_may_edit(request: HttpRequest) -> None:
    posting = posting_of(request.actor)
    if posting is None or not carries(posting, "terms.edit"):
        raise Http404
