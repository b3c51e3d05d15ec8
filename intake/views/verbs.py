"""Doing something to a case: one page for every verb, which answers in place where there is script."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from intake import actions, answers, classify_forms, competence_forms, forms, handing_forms, party_forms

FORMS = {**forms.FORMS, **party_forms.FORMS, **handing_forms.FORMS, **competence_forms.FORMS, **classify_forms.FORMS}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """GET shows the form of the verb, POST does it."""
    case = answers.visible_case(request, number)
    action = actions.BY_VERB.get(verb)
    if action is None:
        raise Http404
    actions.require(request.actor, case, action)
    typed = {"data": request.POST} if request.method == "POST" else {"initial": dict(request.GET.items())}
    form = FORMS[verb](**typed, case=case, by=request.actor)
    if form.is_valid():
        form.perform()
        return answers.done(request, case, action.said)
    template = "intake/_verb_form.html" if request.htmx else "intake/verb.html"
    return render(
        request, template, {"case": case, "action": action, "form": form}, status=422 if form.is_bound else 200
    )
