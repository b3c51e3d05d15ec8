"""The guidance slip of a case: what to ask, what follows from the answers, and the slip to hand over, on A5."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import answers, guidance, lifecycle
from intake.guidance_form import QuestionsForm
from intake.permissions import require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guidance_slip(request: HttpRequest, number: str) -> HttpResponse:
    """GET shows questions and slips; POST keeps the answers, or with `check` notes that the slip was given."""
    case = answers.visible_case(request, number)
    require(request.actor, "case.guide", case)
    if request.method == "POST" and "check" in request.POST:
        lifecycle.guide(case, check=request.POST["check"], by=request.actor)
        messages.success(request, _("Noted in the story that the slip was given. Print it and hand it over."))
        return redirect("intake:guidance", case.number)
    form = QuestionsForm(request.POST if request.method == "POST" else None, case=case, by=request.actor)
    if form.is_bound and form.is_valid():
        lifecycle.answer(case, answers=form.answers, by=request.actor)
        return redirect("intake:guidance", case.number)
    words = {"case": case, "form": form, "slips": guidance.slips(case)}
    return render(request, "intake/guidance.html", words, status=422 if form.is_bound else 200)
