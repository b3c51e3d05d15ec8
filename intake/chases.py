"""What the citizen is shown of a chase: when it was asked, by when it is answered, what the desk said, and when it can be asked again."""

from dataclasses import dataclass
from datetime import datetime

from center.foundation.now import now
from center.institution.permissions import LEVELS
from intake.lifecycle import chasing
from intake.models import Case


@dataclass(frozen=True)
class Chased:
    """The latest chase. `due_at`: by when the desk answers, while it has not; `answer` is empty in a restricted matter."""

    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    answer: str
    again_after: datetime
    may_ask: bool


def latest(case: Case) -> Chased | None:
    """The latest chase of `case`; two queries at most."""
    chase = case.chases.first()
    if chase is None:
        return None
    due = None
    if chase.answered_at is None:
        running = case.clocks.running().filter(about=f"chase:{chase.pk}")
        due = running.values_list("due_at", flat=True).first()
    until = chasing.again_after(chase, case)
    answer = chase.answer if LEVELS[case.confidentiality].told else ""
    return Chased(chase.asked_at, due, chase.answered_at, answer, until, now() > until)
