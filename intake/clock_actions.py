"""What may be done to a limit now: from what its row allows, where it stands, and the rights of the actor."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.now import now
from intake import permissions
from intake.clock_forms import ClockForm, ExtendForm, PauseForm, ResumeForm, TellForm
from intake.models import Case, Clock


@dataclass(frozen=True)
class ClockAction:
    """A button beside a limit."""

    verb: str
    label: Any
    icon: str
    said: Any
    form: type[ClockForm]


ACTIONS = {
    action.verb: action
    for action in [
        ClockAction("pause", _("Pause the limit"), "player-pause", _("The limit is paused."), PauseForm),
        ClockAction("resume", _("Let the limit run on"), "player-play", _("The limit runs on."), ResumeForm),
        ClockAction("extend", _("Extend the limit"), "calendar-due", _("The limit is extended."), ExtendForm),
        ClockAction("tell", _("Record the notice"), "mail", _("The notice is recorded."), TellForm),
    ]
}


def possible(clock: Clock) -> list[str]:
    """What the row allows where the clock stands, whoever asks; the clock with its pauses and extensions."""
    limit, moment = clock.limit, now()
    if clock.stopped_at or clock.breached_at or (clock.paused_at is None and clock.due_at < moment):
        return []
    extensions = list(clock.extensions.all())
    verbs = []
    if limit.pauses_on and (clock.paused_at or clock.raw_due_at >= moment):
        verbs.append("resume" if clock.paused_at else "pause")
    if limit.extend_agreed_by or len(extensions) < limit.extend_times:
        verbs.append("extend")
    if any(not extension.valid for extension in extensions):
        verbs.append("tell")
    return verbs


def offered(clocks: list[Clock], case: Case, by: Actor) -> dict[int, list[ClockAction]]:
    """The buttons of each clock, by its id; the rights are asked for only where a row allows anything."""
    open_to = {clock.pk: possible(clock) for clock in clocks}
    if not any(open_to.values()):
        return {}
    rights = permissions.allowed(by, case)
    return {clock.pk: [ACTIONS[verb] for verb in open_to[clock.pk] if right(clock, verb) in rights] for clock in clocks}


def right(clock: Clock, verb: str) -> str:
    """The right a verb needs: an agreement of the parties is recorded by who handles the case, an extension by law is not."""
    agreed = verb == "extend" and not clock.limit.extend_times
    return "clock.agree" if agreed else f"clock.{verb}"
