"""What is shown of a filing for somebody else: who filed, as what, until when it can be disowned, and what the person said."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from center.foundation.now import now
from intake.models import Filing


@dataclass(frozen=True)
class Filed:
    """`days_left` counts begun days; `may_answer` while the person can still confirm or disown."""

    relation: Any
    by_staff: bool
    until: datetime
    days_left: int
    may_answer: bool
    told_at: datetime | None
    confirmed_at: datetime | None
    disowned_at: datetime | None
    reason: str


def of_visit(visit: int) -> Filed | None:
    """The filing of a visit, None where the person came himself; one query."""
    found = Filing.objects.filter(visit=visit).first()
    if found is None:
        return None
    left = found.until - now()
    answered = found.confirmed_at or found.disowned_at
    return Filed(
        relation=found.get_relation_display(), by_staff=found.filer_id is None, until=found.until,
        days_left=max(0, math.ceil(left / timedelta(days=1))), may_answer=answered is None and left >= timedelta(0),
        told_at=found.told_at, confirmed_at=found.confirmed_at, disowned_at=found.disowned_at, reason=found.disowned_reason,
    )  # fmt: skip
