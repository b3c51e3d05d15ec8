"""What may be done to a running clock: it pauses on the one ground its limit names, runs on, and is extended as the law allows.

running -pause-> paused -resume-> running     (by itself, when the pause has lasted as long as it may)
running -extend-> running                     (valid once the party is told; until then the end stays where it was)

A desk asks for an extension in `extending.py`; what is approved there is the same extension.

Nothing else moves the end of a clock: no note, no transfer, no other matter. Each verb takes the case first.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import workdays
from center.foundation.actor import SYSTEM, Actor
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, now, today
from center.institution.permissions import not_allowed
from intake import approving, clocks, clockwork, ladder, story
from intake.cases import take
from intake.models import Case, Clock, ClockExtension, ClockPause, Limit
from intake.permissions import require

LONGEST_PAUSE = timedelta(days=366)
MOST_AGREED = 366  # units; beyond that nobody means it


@transaction.atomic
def pause(clock: Clock, *, ground: str, proof: str, ends_when: str, until: date, by: Actor) -> ClockPause:
    """Stand still from now on, at most to the end of the day `until`; `proof` is the paper that says so.

    Refused: "not_allowed"; "stopped"; "expired" when its last counted day is over; "never_pauses" or "other_ground", naming the
    article; "paused_already"; "proof_needed"; "until_when" for a day that is past or more than a year away.
    """
    clock, case = taken(clock, "clock.pause", by)
    limit = clock.limit
    if limit.pauses_on != ground:
        raise _other_ground(limit)
    if not proof.strip() or not ends_when.strip():
        raise Refused(_("Name the paper that proves the ground, and what ends it."), "proof_needed", status=422)
    moment, at_most = now(), datetime.combine(until + timedelta(days=1), time.min, SHANGHAI)
    if until < today() or at_most - moment > LONGEST_PAUSE:
        raise Refused(
            _("Name the last day of the pause: today or later, at most a year from now."), "until_when", status=422
        )
    found = Clock.objects.running().filter(pk=clock.pk, paused_at=None, breached_at=None, raw_due_at__gte=moment)
    if not found.update(paused_at=moment, next_action_at=at_most):
        raise _stands_still(clock)
    made = ClockPause.objects.create(
        clock=clock, ground=ground, proof=proof.strip(), ends_when=ends_when.strip(), began_at=moment, ends_at_most=at_most,
        begun_by_id=by.user_id,
    )  # fmt: skip
    story.record(
        case,
        "clock.paused",
        by=by,
        clock=clock.pk,
        limit=limit.key,
        ground=ground,
        proof=made.proof,
        until=until.isoformat(),
    )
    return made


@transaction.atomic
def resume(clock: Clock, *, by: Actor) -> workdays.Due:
    """Run on: the end moves by what the pause left out. Refused: "not_allowed"; "not_paused". Gives the new end."""
    clock, case = taken(clock, "clock.resume", by)
    due = _run_on(clock, case, ended=now(), by=by)
    if due is None:
        raise Refused(_("This limit is not paused. Load the page again to see where it stands."), "not_paused")
    return due


@transaction.atomic
def resume_by_itself(pk: int) -> bool:
    """The pause has lasted as long as it may: the clock runs on from then, however late the sweep comes. Whether it did."""
    clock = Clock.objects.select_related("limit", "desk", "case").get(pk=pk)
    if clock.case:
        take(clock.case)
    opened = ClockPause.objects.filter(clock=clock, ended_at=None, ends_at_most__lte=now()).first()
    return opened is not None and _run_on(clock, clock.case, ended=opened.ends_at_most, by=SYSTEM) is not None


@transaction.atomic
def extend(clock: Clock, *, amount: int, reason: str, told_on: date | None, told_how: str, by: Actor) -> ClockExtension:
    """`amount` more, in the unit the law extends by (calendar days for what is agreed on a limit in months).

    By law: by whom its row names, once, before the end, up to the cap; it counts when the party has been told. By
    agreement, where the law leaves it to the parties: `told_on` is the day of the agreement. Refused: "not_allowed";
    "stopped"; "expired"; "no_extension", "extended_already" and "beyond_cap", naming the article; "not_the_approver";
    "request_waits" where the desk has asked; "reason_needed"; "not_yet" for a day to come.
    """
    agreed = is_agreed(Limit.objects.get(pk=clock.limit_id))
    clock, case = taken(clock, "clock.agree" if agreed else "clock.extend", by)
    check_extension(clock, amount, reason)
    if not agreed:
        approving.check(by, clock, late=approving.is_late(clock, now()))
        if clock.requests.waiting().exists():
            raise Refused(
                _("The desk has asked for an extension of this limit. Decide on that; nothing was changed."),
                "request_waits",
            )
    return grant(clock, case, amount=amount, reason=reason, told_on=told_on, told_how=told_how, by=by)


def check_extension(clock: Clock, amount: int, reason: str) -> None:
    """What law and house ask of an extension, whoever decides on it."""
    limit = clock.limit
    agreed = is_agreed(limit)
    if not limit.extend_times and not agreed:
        raise Refused(
            _("%(article)s knows no extension of this limit. Nothing was changed.") % {"article": limit.basis},
            "no_extension",
        )
    if not agreed and clock.extensions.count() >= limit.extend_times:
        raise Refused(
            _("By %(article)s this limit is extended once, and it was. Nothing was changed.") % {"article": limit.basis}, "extended_already"
        )  # fmt: skip
    cap = MOST_AGREED if agreed else limit.extend_amount
    if not 1 <= amount <= cap:
        words = {"article": limit.basis, "cap": cap, "unit": Limit.Unit(extended_by(limit)).label}
        raise Refused(
            _("By %(article)s this limit is extended by at most %(cap)s %(unit)s.") % words, "beyond_cap", status=422
        )
    if not reason.strip():
        raise Refused(_("A reason is needed: the party is told it."), "reason_needed", status=422)
    if _over(clock, now()):
        raise _expired(limit)


def grant(
    clock: Clock, case: Case, *, amount: int, reason: str, told_on: date | None, told_how: str, by: Actor
) -> ClockExtension:
    """Write down an extension that is checked and approved; the end moves when the party was told. Both are taken."""
    limit = clock.limit
    _check_told(told_on, clock, told_how)
    made = ClockExtension.objects.create(
        clock=clock, amount=amount, unit=extended_by(limit), reason=reason.strip(), approved_by_id=by.user_id,
        approved_at=now(), told_on=told_on, told_how=told_how.strip(),
    )  # fmt: skip
    due = _move(clock)
    story.record(
        case, "clock.extended", by=by, clock=clock.pk, limit=limit.key, extension=made.pk, amount=amount, unit=made.unit,
        told=made.valid, until=_day(due.moved), reason=made.reason,
    )  # fmt: skip
    return made


@transaction.atomic
def tell(extension: ClockExtension, *, told_on: date, told_how: str, by: Actor) -> None:
    """The party was told of the extension, and by that it counts. Refused: "not_allowed"; "stopped"; "told_already"; "expired"
    when the end without it has passed; "not_yet"; "how_told"."""
    clock, case = taken(extension.clock, "clock.tell", by)
    if _over(clock, now()):
        raise _expired(clock.limit)
    _check_told(told_on, clock, told_how)
    if not ClockExtension.objects.filter(pk=extension.pk, told_on=None).update(
        told_on=told_on, told_how=told_how.strip()
    ):
        raise told_already()
    due = _move(clock)
    story.record(
        case, "clock.extension_told", by=by, clock=clock.pk, limit=clock.limit.key, extension=extension.pk,
        told_on=told_on.isoformat(), until=_day(due.moved),
    )  # fmt: skip


def told_already() -> Refused:
    return Refused(_("The notice of this extension is recorded already."), "told_already")


def taken(clock: Clock, verb: str, by: Actor) -> tuple[Clock, Case]:
    """The case taken and the clock as it is now; only who may, and only while it runs."""
    if clock.case_id is None:
        raise not_allowed()
    case = Case.objects.select_related("matter", "desk").get(pk=clock.case_id)
    take(case)
    require(by, verb, case)
    fresh = Clock.objects.select_related("limit", "desk").get(pk=clock.pk)
    if fresh.stopped_at:
        raise Refused(_("This limit has ended, and what has ended never changes."), "stopped")
    return fresh, case


def _run_on(clock: Clock, case: Case | None, *, ended: datetime, by: Actor) -> workdays.Due | None:
    """End the open pause and move the end; None when it does not stand still any more."""
    opened = ClockPause.objects.filter(clock=clock, ended_at=None).first()
    if opened is None:
        return None
    ended = min(ended, opened.ends_at_most)
    if not Clock.objects.running().filter(pk=clock.pk, paused_at__isnull=False).update(paused_at=None):
        return None
    ClockPause.objects.filter(pk=opened.pk).update(ended_at=ended)
    clock.paused_at = None
    due = _move(clock)
    if case:
        unit = workdays.Unit(clock.limit.unit)
        units = clockwork.units_of(
            clockwork.Interval(opened.began_at, ended), unit, clocks.calendar_of(clock.limit, clock.desk)
        )
        story.record(
            case, "clock.resumed", by=by, clock=clock.pk, limit=clock.limit.key, units=units, unit=clock.limit.unit, until=_day(due.moved)
        )  # fmt: skip
    return due


def _move(clock: Clock) -> workdays.Due:
    """Set the end to what rule, pauses and valid extensions give; who stands still keeps the moment at which it runs on."""
    fresh = Clock.objects.select_related("limit", "desk").get(pk=clock.pk)
    days = clocks.calendar_of(fresh.limit, fresh.desk)
    due = clocks.due_of(fresh, days)
    fresh.raw_due_at, fresh.due_at = due.raw, due.moved
    ends: dict[str, Any] = {"raw_due_at": due.raw, "due_at": due.moved, "provisional": due.provisional}
    if clock.paused_at is None:
        ends["next_action_at"] = ladder.upcoming(fresh, now(), days)
    Clock.objects.running().filter(pk=clock.pk).update(**ends)
    return due


def is_agreed(limit: Limit) -> bool:
    """Whether the law leaves it to the parties to go on, and to nobody above."""
    return not limit.extend_times and bool(limit.extend_agreed_by)


def extended_by(limit: Limit) -> str:
    """The unit of an extension: the law's; for an agreement the limit's own, but days where it is in months."""
    if limit.extend_unit:
        return limit.extend_unit
    return Limit.Unit.CALENDAR_DAYS if limit.unit == Limit.Unit.MONTHS else limit.unit


def _check_told(told_on: date | None, clock: Clock, told_how: str) -> None:
    if told_on is None:
        return
    if told_on > today() or told_on < clock.started_at.astimezone(SHANGHAI).date():
        raise Refused(
            _("Name the day on which the party was told: not before the limit began, and not a day to come."),
            "not_yet",
            status=422,
        )
    if not told_how.strip():
        raise Refused(_("Say how the party was told, with the number of the paper."), "how_told", status=422)


def _day(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).date().isoformat()


def _other_ground(limit: Limit) -> Refused:
    if not limit.pauses_on:
        return Refused(
            _("By %(article)s this limit never pauses. Nothing was changed.") % {"article": limit.basis}, "never_pauses"
        )
    words = {"article": limit.basis, "ground": limit.get_pauses_on_display()}
    return Refused(
        _("By %(article)s this limit pauses on one ground only: %(ground)s.") % words, "other_ground", status=422
    )


def _over(clock: Clock, moment: datetime) -> bool:
    """Whether its last day has passed; who stands still is never over."""
    return clock.paused_at is None and (clock.due_at < moment or clock.breached_at is not None)


def _expired(limit: Limit) -> Refused:
    return Refused(
        _("The limit of %(article)s has passed; what has passed is neither paused nor extended.") % {"article": limit.basis}, "expired"
    )  # fmt: skip


def _stands_still(clock: Clock) -> Refused:
    if clock.paused_at is None:
        return _expired(clock.limit)
    return Refused(_("This limit is paused already. Load the page again to see since when."), "paused_already")
