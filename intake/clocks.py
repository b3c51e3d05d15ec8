"""Starting and stopping the clocks of a case. Only its stop event or the end of the case by law stops one."""

from datetime import date, datetime

from django.db.models import Case as Either
from django.db.models import F, When
from django.utils.translation import gettext_lazy as _

from center.foundation import calendar, workdays
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, now, today
from center.foundation.remembering import kept
from center.institution.models import Desk
from intake import clockwork, ladder, limits
from intake.models import Case, Clock, Limit

TASK = "task:"  # what the clock of a task is about begins so
AID = "legal_aid:"  # and that of an application for legal aid, which its own room ends


def start(
    case: Case, key: str, *, desk: Desk, about: str = "", at: datetime | None = None, due_on: date | None = None
) -> Clock | None:
    """Start the limit `key` in force today at `desk`, counted from `at` (now). Raw and moved due dates are both kept.

    `due_on`: the day a person named, at the end of which it is due whatever the limit says. Nothing starts by a limit that is not in use. Raises Refused("rules_missing") where no version is in force.
    """
    limit = in_force(key)
    if not limit.in_use:
        return None
    started = at or now()
    days = calendar_of(limit, desk)
    due = _named(due_on) if due_on else limit.due(started, days)
    clock = Clock(
        limit=limit, case=case, desk=desk, about=about, started_at=started, raw_due_at=due.raw, due_at=due.moved,
        provisional=due.provisional, named_day=due_on is not None,
    )  # fmt: skip
    clock.next_action_at = ladder.upcoming(clock, started, days)
    clock.save(force_insert=True)
    return clock


def due_of(clock: Clock, days: workdays.Calendar | None = None) -> workdays.Due:
    """When `clock` ends by the calendar of today: its rule and its beginning, valid extensions, and pauses that have ended."""
    limit = clock.limit
    return clockwork.due(
        clock.started_at, limit.amount, workdays.Unit(limit.unit), days or calendar_of(limit, clock.desk),
        workdays.Direction(limit.direction),
        pauses=[clockwork.Interval(one.began_at, one.ended_at) for one in clock.pauses.all() if one.ended_at],
        extensions=[clockwork.Extension(one.amount, workdays.Unit(one.unit)) for one in clock.extensions.all() if one.valid],
    )  # fmt: skip


def calendar_of(limit: Limit, desk: Desk | None) -> workdays.Calendar:
    """The days a limit at a desk is counted by."""
    return calendar.current(scope_of(limit, desk))


def scope_of(limit: Limit, desk: Desk | None) -> str:
    """The official days ("") for a limit of the law, whose rest days are the statutory ones (民法典 art. 203); the center's own for a promise."""
    return scope_at(limit, desk.center_id if desk else None)


def scope_at(limit: Limit, center: int | None) -> str:
    """The same by the id of the center."""
    return "" if limit.statutory or center is None else calendar.center_scope(center)


def stop(case: Case, key: str, *, about: str | None = None) -> int:
    """Stop the running clocks of this limit on the case; gives how many ran. A breach that no sweep has seen yet is kept."""
    running = Clock.objects.running().filter(case=case, limit__key=key)
    if about is not None:
        running = running.filter(about=about)
    return _stop(running)


def stop_all(case: Case) -> int:
    """The case has ended by law: every running clock ends with it, but for those of tasks and legal aid, which end with these."""
    running = Clock.objects.running().filter(case=case)
    return _stop(running.exclude(about__startswith=TASK).exclude(about__startswith=AID))


def follow(case: Case, desk: Desk) -> None:
    """Promises of the house go with the case to its new desk; a statutory clock never follows re-assignment, nor does another desk's task."""
    promises = Clock.objects.running().filter(case=case, limit__statutory=False)
    promises.exclude(about__startswith=TASK).update(desk=desk)


def _named(day: date) -> workdays.Due:
    end = datetime.combine(day, workdays.LAST_SECOND, SHANGHAI)
    return workdays.Due(end, end, provisional=False)


def in_force(key: str) -> Limit:
    """The version of the limit `key` in force today. Raises Refused("rules_missing") where there is none: a new version brought it."""
    versions = kept(("limit", key), lambda: list(Limit.objects.filter(key=key).order_by("-valid_from")))
    limit = limits.in_force(versions, today())
    if limit is None:
        raise Refused(
            _(
                "The limit “%(key)s” is not loaded here, and nothing was changed. The administrator runs “manage.py load_rules”."
            )
            % {"key": key},
            "rules_missing",
            status=503,
        )
    return limit


def _stop(running) -> int:
    moment = now()
    late = When(due_at__lt=moment, breached_at=None, paused_at=None, then=F("due_at"))
    return running.update(stopped_at=moment, next_action_at=None, breached_at=Either(late, default=F("breached_at")))
