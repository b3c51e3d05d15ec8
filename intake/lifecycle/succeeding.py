"""A case whose desk was merged or split: it goes to the desk that took over, with its clocks as they run and its history as it is."""

from django.db import transaction

from center.foundation.actor import Actor
from center.foundation.now import today
from center.institution.models import Desk, Posting
from intake import story, tally
from intake.cases import take
from intake.models import Case, Clock


@transaction.atomic
def succeed(case: Case, *, from_desk: Desk, to_desk: Desk, reorganisation: int, by: Actor) -> bool:
    """Take one case over; gives False where it has gone already. No clock is moved, no hand-over begins: the office is the same under another name."""
    take(case)
    if case.desk_id != from_desk.pk:
        return False
    opened, waiting = case.state in Case.OPEN, case.state == Case.State.ROUTED
    stays = Posting.objects.valid(today()).filter(user=case.handler_id, desk=to_desk).exists()
    handler = case.handler_id if stays or not opened else None
    Case.objects.filter(pk=case.pk).update(desk=to_desk, handler=handler)
    case.desk, case.handler_id = to_desk, handler
    Clock.objects.running().filter(case=case, desk=from_desk).update(desk=to_desk)
    if opened:
        told = {"from_desk": from_desk.pk, "to_desk": to_desk.pk, "reorganisation": reorganisation}
        story.record(case, "case.desk_succeeded", by=by, **told)
        counts = {"open": 1, "to_sign": 1 if waiting else 0}
        tally.write(case, {from_desk.pk: {key: -n for key, n in counts.items()}, to_desk.pk: counts})
    return True
