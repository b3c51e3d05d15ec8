"""What desks owe each other: a list, and each verb of a task as a page, which answers in place where there is script."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from center.foundation.now import now
from center.institution.doors import for_readers_of_cases
from intake import answers, passings, task_actions, task_lists

MOST = 100  # lines of each part; what is due first stands first


@for_readers_of_cases
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """To be done, to be read, asked of others, and passed outside."""
    user, moment = request.user, now()
    parts = {
        "to_do": task_lists.to_do(user), "to_read": task_lists.to_read(user), "given": task_lists.given(user),
        "outside": passings.watched(user),
    }  # fmt: skip
    return render(
        request, "intake/tasks.html", {name: task_lists.lines(rows[:MOST], moment) for name, rows in parts.items()}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, number: str, pk: int, verb: str) -> HttpResponse:
    """GET shows the form of the verb, POST does it."""
    case = answers.visible_case(request, number)
    found = get_object_or_404(
        case.tasks.select_related("to_desk__center", "from_desk__center", "clock__limit", "issued_in"), pk=pk
    )
    action = task_actions.ACTIONS.get(verb)
    if action is None:
        raise Http404
    found.case = case
    task_actions.require(found, action, request.actor)
    form = action.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.perform(verb, found, request.actor)
        return answers.done(request, case, action.said)
    template = "intake/_task_form.html" if request.htmx else "intake/task.html"
    context = {"case": case, "task": found, "action": action, "form": form}
    return render(request, template, context, status=422 if form.is_bound else 200)
