"""Doing something to a limit of a case: one page for every verb, which answers in place where there is script."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from center.foundation.errors import Refused
from intake import answers, clock_actions, limit_page, permissions
from intake.models import Clock


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clock(request: HttpRequest, number: str, pk: int, verb: str) -> HttpResponse:
    """GET shows the form of the verb, POST does it."""
    case = answers.visible_case(request, number)
    found = get_object_or_404(Clock.objects.select_related("limit", "desk"), pk=pk, case=case)
    action = clock_actions.ACTIONS.get(verb)
    if action is None:
        raise Http404
    permissions.require(request.actor, clock_actions.right(found, verb), case)
    form = action.form(request.POST if request.method == "POST" else None, clock=found, by=request.actor)
    if form.is_valid():
        try:
            form.perform()
        except Refused as refused:
            if refused.status != 422:
                raise
            form.add_error(None, str(refused.message))
        else:
            return answers.done(request, case, action.said)
    template = "intake/_clock_form.html" if request.htmx else "intake/clock.html"
    context = {
        "case": case, "clock": found, "action": action, "form": form, "extension": limit_page.extension(found.limit),
        "amount": limit_page.much(found.limit.amount, found.limit.unit), "asked": clock_actions.waiting(found),
    }  # fmt: skip
    return render(request, template, context, status=422 if form.is_bound else 200)
