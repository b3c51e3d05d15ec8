"""Limits on how often a thing may be tried, counted in the database in fixed windows, so that all processes count together."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from center.foundation.fields import digest
from center.foundation.models import Attempt
from center.foundation.now import now


def hit(key: str, *, limit: int, per: timedelta) -> bool:
    """Count one try of `key` and say whether it is among the first `limit` of its window of length `per`.

    Call it outside a transaction of your own: a try must count although what follows is refused and rolled back.
    """
    seconds = int(per.total_seconds())
    began = datetime.fromtimestamp(int(now().timestamp()) // seconds * seconds, UTC)
    row = Attempt.objects.filter(key=digest(f"{seconds}:{key}", "throttle"), began_at=began)
    with transaction.atomic():  # the row stays ours until its count is read
        if not row.update(count=F("count") + 1):
            fresh = Attempt(
                key=digest(f"{seconds}:{key}", "throttle"), began_at=began, ends_at=began + timedelta(seconds=seconds)
            )
            Attempt.objects.bulk_create([fresh], ignore_conflicts=True)
            row.update(count=F("count") + 1)
        return row.values_list("count", flat=True).get() <= limit


def forget_old() -> int:
    """Delete the windows that are over; how many there were."""
    return Attempt.objects.filter(ends_at__lt=now()).delete()[0]
