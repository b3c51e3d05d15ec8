"""What looks like a matter: while it is written down at the counter, and for a case on file."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from intake import answers, likeness
from intake.permissions import allowed
from intake.views.counter import typed_form


@login_required
@require_POST
def counter_alike(request: HttpRequest) -> HttpResponse:
    """The cases on file most like what is typed so far; while the clerk types."""
    form = typed_form(request)
    form.is_valid()
    return render(request, "intake/_counter_alike.html", {"form": form, "cleaned": form})


@login_required
@require_safe
def alike(request: HttpRequest, number: str) -> HttpResponse:
    """The cases on file most like this one, each with the way to merge or link; for those who may do either."""
    case = answers.visible_case(request, number)
    verbs = allowed(request.actor, case)
    if not {"case.merge", "case.link"} & verbs:
        raise Http404
    found = likeness.compare(likeness.of_case(case), request.user)
    template = "intake/_alike.html" if request.htmx else "intake/alike.html"
    words = {"case": case, "alike": found, "may_merge": "case.merge" in verbs and case.state in case.OPEN}
    return render(request, template, {**words, "may_link": "case.link" in verbs})
