"""What may be done to a task now, and its forms: from where it stands and the rights of the actor."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from intake.forms import REASON
from intake.lifecycle import assisting
from intake.models import Task


class TaskForm(forms.Form):
    """The base: `perform()` calls the verb with what was typed."""

    use_required_attribute = False

    def perform(self, verb: str, task: Task, by: Actor) -> None:
        """Raises Refused."""
        getattr(assisting, verb)(task, by=by, **self.cleaned_data)


class TaskReasonForm(TaskForm):
    reason = forms.CharField(label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 3}))


class TaskAnswerForm(TaskForm):
    answer = forms.CharField(
        label=_("Opinion, result or report"), max_length=assisting.ANSWER, widget=forms.Textarea({"rows": 5})
    )


@dataclass(frozen=True)
class TaskAction:
    """A button beside a task."""

    verb: str
    label: Any
    icon: str
    said: Any
    form: type[TaskForm]


ACTIONS = {
    action.verb: action
    for action in [
        TaskAction("accept_task", _("Take the task on"), "checks", _("The task is accepted."), TaskForm),
        TaskAction("answer_task", _("Answer the task"), "send", _("The task is answered."), TaskAnswerForm),
        TaskAction("decline_task", _("Decline the task"), "hand-stop", _("The task is declined."), TaskReasonForm),
        TaskAction("close_task", _("Close the task"), "check", _("The task is closed."), TaskForm),
        TaskAction(
            "return_task", _("Return the answer"), "arrow-back-up", _("The answer is returned."), TaskReasonForm
        ),
        TaskAction("revoke_task", _("Take the task back"), "x", _("The task is taken back."), TaskReasonForm),
    ]
}


def offered(task: Task, by: Actor) -> list[TaskAction]:
    """The buttons of the task, in order."""
    possible = assisting.possible(task)
    return [action for verb, action in ACTIONS.items() if verb in possible and assisting.may_do(by, verb, task)]


def require(task: Task, action: TaskAction, by: Actor) -> None:
    """Raises Refused where the task has moved on, or the actor may not."""
    if action.verb not in assisting.possible(task):
        raise Refused(
            _("This task stands at “%(state)s” by now; “%(action)s” is no longer possible.")
            % {"state": task.get_state_display(), "action": action.label},
            "moved_on",
        )
    if not assisting.may_do(by, action.verb, task):
        raise assisting.not_allowed()
