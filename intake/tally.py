"""Counts that are exact at any moment: verbs add deltas, a sweep folds them, pages sum them."""

from django.db import connection, transaction
from django.db.models import Count, Sum

from center.foundation.now import SHANGHAI, now
from intake.models import Case, TallyDelta

FOLD_AT = 2  # rows of one key that are worth folding


def add(case: Case, **measures: int) -> None:
    """Add ±n per measure at the case's present desk, today. Restricted matters are kept out."""
    at_desk(case, case.desk_id, **measures)


def at_desk(case: Case, desk_id: int, **measures: int) -> None:
    """The same at a named desk, for hand-overs."""
    if case.restricted:
        return
    day = now().astimezone(SHANGHAI).date()
    TallyDelta.objects.bulk_create(
        TallyDelta(measure=measure, day=day, center_id=case.center_id, desk_id=desk_id, matter_id=case.matter_id, area_id=case.township_id, amount=amount)
        for measure, amount in measures.items()
        if amount
    )


def fold(limit: int = 500) -> int:
    """Replace the many rows of a key by one with their sum, key by key; gives the number of keys folded. Safe beside verbs."""
    key = ("measure", "day", "center_id", "desk_id", "matter_id", "area_id")
    folded = 0
    crowded = TallyDelta.objects.values(*key).annotate(rows=Count("pk")).filter(rows__gte=FOLD_AT).order_by()[:limit]
    for group in list(crowded):
        group.pop("rows")
        with transaction.atomic():
            same = TallyDelta.objects.filter(**group)
            if connection.features.has_select_for_update_skip_locked:
                same = same.select_for_update(skip_locked=True)
            rows = list(same.values_list("pk", "amount"))
            if len(rows) < FOLD_AT:
                continue
            TallyDelta.objects.filter(pk__in=[pk for pk, _amount in rows]).delete()
            total = sum(amount for _pk, amount in rows)
            if total:
                TallyDelta.objects.create(**group, amount=total)
            folded += 1
    return folded


def total(measure: str, **where) -> int:
    """The sum of a measure over any filter of its keys."""
    return TallyDelta.objects.filter(measure=measure, **where).aggregate(n=Sum("amount"))["n"] or 0

