"""Everything the page of a case shows, gathered in a number of statements that does not grow with the case."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.foundation import calendar
from center.foundation.now import now
from intake import actions, attachments, clock_actions, clock_words, disputes, handed, related, sides, telling
from intake.file_forms import AttachForm
from intake.models import Case, Climb, Rung
from intake.papers import panel as papers_panel
from intake.permissions import may
from intake.registers import procedures

State = Case.State
WAY = [
    (State.REGISTERED, _("Registered")),
    (State.ROUTED, _("Sent on")),
    (State.HANDLING, _("In hand")),
    (State.CONCLUDED, _("Concluded")),
    (State.ARCHIVED, _("Archived")),
]
AT_THE_COUNTER = [WAY[0], *WAY[3:]]  # of a matter settled on the spot
SIDE_ENDS = (State.DECLINED, State.WITHDRAWN, State.PASSED_OUTSIDE, State.MERGED)
REACHED_BY = {
    "case.registered": State.REGISTERED, "case.sent_back": State.REGISTERED, "case.routed": State.ROUTED, "case.transferred": State.ROUTED,
    "case.signed": State.HANDLING, "case.reopened": State.HANDLING, "case.settled": State.CONCLUDED, "case.concluded": State.CONCLUDED,
    "case.archived": State.ARCHIVED, "case.declined": State.DECLINED, "case.withdrawn": State.WITHDRAWN, "case.passed_outside": State.PASSED_OUTSIDE,
    "case.merged": State.MERGED,
    "case.reported_up": State.ROUTED, "case.assigned_down": State.ROUTED, "case.split_off": State.REGISTERED, "outside.answered": State.HANDLING,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A step of the way: `state` is done, now or later; `at`, when it was last reached."""

    label: Any
    state: str
    at: datetime | None = None


def context(request: HttpRequest, case: Case, *, whole: bool = False) -> dict[str, Any]:
    """For `intake/_case.html`."""
    moment, days = now(), calendar.current()
    told = telling.story(case, whole=whole)
    clocks = list(
        case.clocks.select_related("limit", "desk__center", "desk__department")
        .prefetch_related("pauses", "extensions", "requests__asked_by")
        .order_by("stopped_at", "due_at", "pk")
    )
    offered = clock_actions.offered(clocks, case, request.actor)
    return {
        "case": case,
        "steps": steps(case, told),
        "story": told,
        "offer": actions.offer(request.actor, case),
        "dispute": disputes.open_dispute(case) if case.hops and case.state in Case.OPEN else None,
        "bounced": case.hops >= settings.HOPS_LISTED and case.state in Case.OPEN,
        "may_guide": may(request.actor, "case.guide", case),
        "clocks": [
            replace(clock_words.words(clock, moment, days), actions=offered.get(clock.pk, [])) for clock in clocks
        ],
        "cards": case.cards.select_related("clock__limit", "issued_by"),
        "highest": Climb.objects.filter(clock__case=case).exclude(level_to=Rung.Level.HANDLER).last(),
        "chases": case.chases.select_related("answered_by"),
        "slips": case.slips.select_related("issued_by", "replied_by", "desk__center"),
        "sides": sides.of_case(case),
        "may_read_why": may(request.actor, "case.reopen", case),
        "may_reveal": may(request.actor, "person.reveal", case),
        "files": attachments.panel(case, request.actor),
        "papers": papers_panel.panel(case, request.actor),
        "attach_form": AttachForm(case=case, request=request),
        "handovers": case.handovers.select_related(
            "from_desk__center",
            "from_desk__department",
            "to_desk__center",
            "to_desk__department",
            "sent_by",
            "decided_by",
            "route",
        ).order_by("-pk"),
        "related": related.of_case(case, request.user, request.actor),
        "panels": panels(request, case),
        "handed": handed.of_case(case, request.user, request.actor, moment),
    }


def steps(case: Case, told: telling.Story) -> list[Step]:
    """The five steps with where the case stands; a case that ended aside shows how."""
    reached = {
        REACHED_BY[line.event.kind]: line.event.at for line in reversed(told.lines) if line.event.kind in REACHED_BY
    }
    if case.state in SIDE_ENDS:
        aside = Step(case.get_state_display(), "now", reached.get(State(case.state)))
        return [Step(WAY[0][1], "done", case.registered_at), aside]
    way = AT_THE_COUNTER if case.on_the_spot else WAY
    here = [state for state, _label in way].index(State(case.state))
    return [
        Step(label, "done" if place < here or state == State.ARCHIVED else "now", reached.get(state))
        if place <= here
        else Step(label, "later")
        for place, (state, label) in enumerate(way)
    ]


def panels(request: HttpRequest, case: Case) -> list[str]:
    """What each procedure of the rooms above shows of this case: its latest proceeding, or an offer to begin one."""
    latest = {proceeding.key: proceeding for proceeding in case.proceedings.order_by("pk")}
    shown = (procedure.panel(request, case, latest.get(procedure.key)) for procedure in procedures)
    return [panel for panel in shown if panel]
