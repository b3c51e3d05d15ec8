"""What may be done to a limit now: from what its row allows, where it stands, and the rights of the actor."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.now import now
from intake import approving, permissions
from intake.clock_forms import (
    ApproveForm,
    AskForm,
    ClockForm,
    ExtendForm,
    PauseForm,
    RefuseForm,
    ResumeForm,
    TellForm,
)
from intake.models import Case, Clock, ExtensionRequest


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
        ClockAction("approve", _("Approve the extension"), "check", _("The extension is approved."), ApproveForm),
        ClockAction("refuse", _("Refuse the extension"), "x", _("The extension is refused."), RefuseForm),
        ClockAction("ask", _("Ask for an extension"), "calendar-due", _("The extension is asked for."), AskForm),
        ClockAction("extend", _("Extend the limit"), "calendar-due", _("The limit is extended."), ExtendForm),
        ClockAction("tell", _("Record the notice"), "mail", _("The notice is recorded."), TellForm),
    ]
}


def possible(clock: Clock) -> list[str]:
    """What the row allows where the clock stands, whoever asks; the clock with its pauses, extensions and requests."""
    limit, moment = clock.limit, now()
    if clock.stopped_at or clock.breached_at or (clock.paused_at is None and clock.due_at < moment):
        return []
    extensions = list(clock.extensions.all())
    verbs = []
    if limit.pauses_on and (clock.paused_at or clock.raw_due_at >= moment):
        verbs.append("resume" if clock.paused_at else "pause")
    if waiting(clock):
        verbs += ["approve", "refuse"]
    elif len(extensions) < limit.extend_times:
        verbs += ["ask", "extend"]
    elif limit.extend_agreed_by:
        verbs.append("extend")
    if any(not extension.valid for extension in extensions):
        verbs.append("tell")
    return verbs


def waiting(clock: Clock) -> ExtensionRequest | None:
    """The request that nobody has decided yet, from those already fetched."""
    return next((one for one in clock.requests.all() if one.state == ExtensionRequest.State.ASKED), None)


def offered(clocks: list[Clock], case: Case, by: Actor) -> dict[int, list[ClockAction]]:
    """The buttons of each clock, by its id; the rights are asked for only where a row allows anything."""
    open_to = {clock.pk: possible(clock) for clock in clocks}
    if not any(open_to.values()):
        return {}
    rights = permissions.allowed(by, case)
    return {
        clock.pk: _of_actor([verb for verb in open_to[clock.pk] if right(clock, verb) in rights], clock, by)
        for clock in clocks
    }


def _of_actor(verbs: list[str], clock: Clock, by: Actor) -> list[ClockAction]:
    """Who approves an extension does not ask for one; whoever asked does not decide."""
    request = waiting(clock)
    if clock.limit.extend_times and {"approve", "refuse", "extend"} & set(verbs):
        late = request.late if request else approving.is_late(clock, now())
        deciding = approving.approves(by, clock, late=late) and not (request and request.asked_by_id == by.user_id)
        verbs = [verb for verb in verbs if verb not in (("ask",) if deciding else ("approve", "refuse", "extend"))]
    return [ACTIONS[verb] for verb in verbs]


def right(clock: Clock, verb: str) -> str:
    """The right a verb needs: an agreement of the parties is recorded by who handles the case, an extension by law is not."""
    if verb in ("approve", "refuse"):
        return "clock.extend"
    agreed = verb == "extend" and not clock.limit.extend_times
    return "clock.agree" if agreed else f"clock.{verb}"
