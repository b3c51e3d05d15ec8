"""The minute sweep of clocks: finds what is due, claims each once, tells the right people. Safe any number of times."""

import logging

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from center.foundation import health, notices
from center.foundation.actor import SYSTEM
from center.foundation.jobs import Round
from center.foundation.now import now, today
from center.institution.models import Posting, Role
from intake import story
from intake.cases import take
from intake.lifecycle import clocks as clock_lifecycle
from intake.models import Case, Clock

log = logging.getLogger(__name__)
BATCH = 500


def sweep_clocks() -> Round:
    """Act on every running clock whose next action has come; a clock that fails is tried again next time and does not stop the others."""
    result = Round()
    for pk in Clock.objects.due(now()).order_by("next_action_at", "pk").values_list("pk", flat=True)[:BATCH]:
        result.scanned += 1
        try:
            result.acted += _act(pk)
        except Exception:  # one bad row must not silence the others
            log.exception("clock %s could not be acted on", pk)
            result.failed += 1
    health.beat("clocks", scanned=result.scanned, acted=result.acted, failed=result.failed)
    return result


def _act(pk: int) -> bool:
    """What has come: the end of the longest pause, after which it runs on, or the end of the limit."""
    paused = Clock.objects.filter(pk=pk, paused_at__isnull=False).exists()
    return clock_lifecycle.resume_by_itself(pk) if paused else _overdue(pk)


@transaction.atomic
def _overdue(pk: int) -> bool:
    """Past its limit: the breach is dated when it fell due, told to those whose it is, and written into the story. Claimed by compare-and-swap."""
    clock = Clock.objects.select_related("case__matter", "limit", "desk__center", "desk__department").get(pk=pk)
    if clock.case:
        take(clock.case)
    moment = now()
    claimed = (
        Clock.objects.due(moment)
        .filter(pk=pk, breached_at=None, paused_at=None)
        .update(breached_at=clock.due_at, next_action_at=None)
    )
    if not claimed:
        return False
    case = clock.case
    if case is None:
        return True
    unsigned = clock.limit.key == "sign_for"
    notices.owe(
        "handover.unsigned" if unsigned else "clock.overdue",
        key=f"clock:{clock.pk}:overdue",
        to=_directors(clock, case) if unsigned else _owners(clock, case),
        about=f"case:{case.number}",
        url=reverse("intake:case", args=[case.number]),
        number=case.grouped, limit=clock.limit.name, limit_en=clock.limit.name_en, desk=clock.desk.name if clock.desk else "",
        desk_en=clock.desk.name_en if clock.desk else "", due=clock.due_at.isoformat(),
    )  # fmt: skip
    story.record(case, "clock.overdue", by=SYSTEM, clock=clock.pk, limit=clock.limit.key)
    return True


def _owners(clock: Clock, case: Case) -> list[int]:
    """The handler; where there is none, or none who sits there today, everybody at the desk; failing them its director."""
    here = Posting.objects.valid(today()).filter(desk=clock.desk)
    if case.handler_id and here.filter(user=case.handler_id).exists():
        return [case.handler_id]
    return _cleared(case, here) or _directors(clock, case)


def _directors(clock: Clock, case: Case) -> list[int]:
    """The director of the center whose desk it is; where the seat is empty, the county's directors."""
    valid = Posting.objects.valid(today())
    directors = valid.filter(role=Role.CENTER_DIRECTOR, desk__center=clock.desk.center) if clock.desk else valid.none()
    return _cleared(case, directors) or _cleared(case, valid.filter(role=Role.COUNTY_DIRECTOR))


def _cleared(case: Case, postings: QuerySet[Posting]) -> list[int]:
    if case.restricted:
        postings = postings.filter(cleared=True)
    return list(postings.values_list("user_id", flat=True))
