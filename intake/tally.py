"""Counts that are exact at any moment: verbs add deltas, a sweep folds them, pages sum them.

Flows (registered, concluded …) are kept by day. What stands (open, to sign for) has no day: folded, it lies on `STANDING`.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Count, Sum

from center.foundation.now import SHANGHAI, now, today
from intake.models import Case, Handover, TallyDelta

Measure = TallyDelta.Measure
STANDING_MEASURES = (Measure.OPEN, Measure.TO_SIGN)
STANDING = date(2000, 1, 1)
PLACE = ("measure", "center_id", "desk_id", "matter_id", "area_id")


def add(case: Case, **measures: int) -> None:
    """Add ±n per measure at the case's present desk, today. Restricted matters are kept out."""
    at_desk(case, case.desk_id, **measures)


def at_desk(case: Case, desk_id: int, **measures: int) -> None:
    """The same at a named desk, for hand-overs."""
    write(case, {desk_id: measures})


def write(case: Case, counts: Mapping[int, Mapping[str, int]], *, at: datetime | None = None) -> None:
    """Add the measures of several desks (id -> measure -> ±n) in one statement, on the day of `at` (today)."""
    if case.restricted:
        return
    _add(case, counts, (at or now()).astimezone(SHANGHAI).date())


def contributions(case: Case) -> list[tuple[date, int, str]]:
    """What the case as it stands has added to the counts: day, desk and measure, each one time."""
    found = [(_day(case.registered_at), case.origin_desk_id, Measure.REGISTERED)]
    if case.state in Case.OPEN:
        found.append((today(), case.desk_id, Measure.OPEN))
    if case.state == Case.State.ROUTED:
        found.append((today(), case.desk_id, Measure.TO_SIGN))
    if case.state in (Case.State.CONCLUDED, Case.State.ARCHIVED) and case.concluded_at:
        found.append((_day(case.concluded_at), case.desk_id, Measure.CONCLUDED))
        if case.on_the_spot:
            found.append((_day(case.concluded_at), case.desk_id, Measure.ON_THE_SPOT))
    back = case.handovers.filter(state=Handover.State.RETURNED).values_list("decided_at", "to_desk")
    return [*found, *((_day(at), desk, Measure.RETURNED) for at, desk in back if at)]


def put(case: Case, counted: list[tuple[date, int, str]], *, sign: int) -> None:
    """Take these contributions back (-1), or count them again (+1): a case that is closed to others leaves the counts."""
    for day, desk, measure in counted:
        _add(case, {desk: {measure: sign}}, day)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _add(case: Case, counts: Mapping[int, Mapping[str, int]], day: date) -> None:
    TallyDelta.objects.bulk_create(
        TallyDelta(
            measure=measure,
            day=day,
            center_id=case.center_id,
            desk_id=desk_id,
            matter_id=case.matter_id,
            area_id=case.township_id,
            amount=amount,
        )
        for desk_id, measures in counts.items()
        for measure, amount in measures.items()
        if amount
    )


def total(measure: str, **where) -> int:
    """The sum of a measure over any filter of its keys."""
    return TallyDelta.objects.filter(measure=measure, **where).aggregate(n=Sum("amount"))["n"] or 0


def fold(batch: int = 2000) -> int:
    """Replace the many rows of a key by one with their sum, key by key; gives the number of keys folded. Safe beside verbs."""
    standing = TallyDelta.objects.filter(measure__in=STANDING_MEASURES).values(*PLACE)
    flows = TallyDelta.objects.exclude(measure__in=STANDING_MEASURES).values(*PLACE, "day")
    return sum(_fold(group) for keys in (standing, flows) for group in _crowded(keys, batch))


def _crowded(keys, batch: int) -> list[dict]:
    groups = keys.annotate(rows=Count("pk")).filter(rows__gt=1).order_by("-rows")[:batch]
    return [{key: value for key, value in group.items() if key != "rows"} for group in groups]


@transaction.atomic
def _fold(group: dict) -> bool:
    rows = TallyDelta.objects.filter(**group)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    amounts = dict(rows.values_list("pk", "amount"))
    if len(amounts) < 2:
        return False
    TallyDelta.objects.filter(pk__in=amounts).delete()
    if total := sum(amounts.values()):
        TallyDelta.objects.create(**{"day": STANDING, **group}, amount=total)
    return True
