"""The digest of the morning: one message a person with what is overdue, due, near, or half gone. Once a working day, also after an outage.

What was in the last one is left out when it was read and the case acted on since, until it stands in a worse row.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.urls import reverse

from center.foundation import calendar, health, notices
from center.foundation.actor import ActorKind
from center.foundation.jobs import Round
from center.foundation.models import Heartbeat, Notice
from center.foundation.now import SHANGHAI, now
from center.foundation.numbering import group
from center.foundation.workdays import LAST_SECOND, Calendar, add_workdays
from center.institution.models import Posting
from intake import ladder
from intake.models import Case, Clock, Event

AT = time(7, 30)
NEAR_DAYS = 3  # working days
NAMED = 12  # numbers in one message; the rest is counted
KEPT = 500  # items by which the next one knows what was told
KIND = "digest"
ROWS = ("overdue", "due", "near", "half")  # worst first


@dataclass(frozen=True)
class Item:
    """A case in a row of somebody's digest."""

    user: int
    case: int
    number: str
    row: str


def write() -> Round:
    """Owe everybody the digest of today, if its time has come and it was not written yet; safe to run again after a crash."""
    result, moment = Round(), now()
    local = moment.astimezone(SHANGHAI)
    last = Heartbeat.objects.filter(name=KIND).values_list("at", flat=True).first()
    written = last is not None and last.astimezone(SHANGHAI).date() >= local.date()
    days = calendar.current()
    if written or local.time() < AT or not days.is_workday(local.date()):
        return result
    by_user: dict[int, dict[str, Item]] = defaultdict(dict)
    for item in _items(moment, last or moment - timedelta(days=1), days):
        result.scanned += 1
        known = by_user[item.user].get(item.number)
        if known is None or ROWS.index(item.row) < ROWS.index(known.row):
            by_user[item.user][item.number] = item
    seen = _read_and_acted_on(by_user)
    for user, items in by_user.items():
        left = [item for item in items.values() if (user, item.number, item.row) not in seen]
        result.acted += _owe(user, left, local.date())
    health.beat(KIND, scanned=result.scanned, acted=result.acted, failed=result.failed)
    return result


def _items(moment: datetime, last: datetime, days: Calendar) -> list[Item]:
    """One pass over the running clocks of cases in hand, for handlers who have a seat today. Half gone, or what share the quiet steps of the ladder name, is said on one morning."""
    today = moment.astimezone(SHANGHAI).date()
    soon = datetime.combine(add_workdays(today, NEAR_DAYS, days), LAST_SECOND, SHANGHAI)
    here = set(Posting.objects.valid(today).values_list("user_id", flat=True))
    running = Clock.objects.running().filter(
        paused_at=None, case__state=Case.State.HANDLING, case__handler__isnull=False
    )
    found = []
    quiet = ladder.shares()
    columns = (
        "case__handler",
        "case",
        "case__number",
        "started_at",
        "raw_due_at",
        "due_at",
        "limit__kind",
        "limit__unit",
    )
    for user, case, number, started, raw, due, kind, unit in running.values_list(*columns).iterator(2000):
        if due < moment:
            row = "overdue"
        elif raw.astimezone(SHANGHAI).date() <= today:
            row = "due"
        elif raw <= soon:
            row = "near"
        elif any(last < ladder.when_gone(share, started, due, unit, days) <= moment for share in quiet.get(kind, ())):
            row = "half"
        else:
            continue
        if user in here:
            found.append(Item(user, case, number, row))
    return found


def _read_and_acted_on(by_user: dict[int, dict[str, Item]]) -> set[tuple[int, str, str]]:
    """(user, number, row) of the last digest that the user has read and then acted on."""
    newest = Notice.objects.filter(kind=KIND, to_user__in=by_user).values("to_user").annotate(newest=Max("pk"))
    read = {
        notice.to_user_id or 0: notice
        for notice in Notice.objects.filter(pk__in=[row["newest"] for row in newest], read_at__isnull=False)
    }
    if not read:
        return set()
    acts = Event.objects.filter(
        by_kind=ActorKind.STAFF, by_id__in=read, at__gt=min(notice.read_at for notice in read.values() if notice.read_at)
    ).values_list("by_id", "case__number", "at")  # fmt: skip
    acted = {(user, number) for user, number, at in acts if user and at > (read[user].read_at or at)}
    return {
        (user, number, row)
        for user, notice in read.items()
        for number, row in notice.data.get("items", [])
        if (user, number) in acted
    }


def _owe(user: int, items: list[Item], day: date) -> bool:
    if not items:
        return False
    items = sorted(items, key=lambda item: (ROWS.index(item.row), item.number))
    data: dict[str, Any] = {row: sum(item.row == row for item in items) for row in ROWS}
    data["numbers"] = [group(item.number) for item in items[:NAMED]]
    data["more"] = max(len(items) - NAMED, 0)
    data["items"] = [[item.number, item.row] for item in items[:KEPT]]
    notices.owe(KIND, key=f"digest:{day.isoformat()}", to=[user], url=reverse("intake:mine"), **data)
    return True
