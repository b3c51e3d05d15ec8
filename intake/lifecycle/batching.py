"""How matters come in together, and go again.

reading -> checked -take_in-> running -> done -undo-> undoing -> undone        a worker does what lies between
           checked -undo-> undoing                                             thrown away before anything was taken in
"""

from django.db import connection, transaction
from django.db.models import CASCADE, Count, ProtectedError
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.moves import Moves
from center.foundation.now import today
from center.institution import permissions as staff
from intake import story, tally
from intake.lifecycle.table import MOVES, State, check_reason, enter
from intake.models import Agent, Batch, BatchRow, Case, Event, Filing, Link, Party, Person, Visit

FIRST_LINES = {"case.registered", "case.filed_for", "case.routed"}  # written when a matter is taken in, by nobody else
STEPS = Moves(
    tried=({Batch.State.READING}, Batch.State.CHECKED),
    go_on=({Batch.State.READING}, Batch.State.RUNNING),
    take_in=({Batch.State.CHECKED}, Batch.State.RUNNING),
    taken_in=({Batch.State.RUNNING}, Batch.State.DONE),
    undo=({Batch.State.CHECKED, Batch.State.DONE}, Batch.State.UNDOING),
    undone=({Batch.State.UNDOING}, Batch.State.UNDONE),
)


@transaction.atomic
def take_in(batch: Batch, *, by: Actor) -> None:
    """Take in the rows that are in order; a worker does it one by one. Pressed twice it is done once."""
    _check_may(batch, "case.import", by)
    if not batch.rows.filter(state="ready").exists():
        raise Refused(_("No row is in order. Correct the file and import it again."), "nothing_to_take_in")
    STEPS.take("take_in", batch, rows_done=0, busy_until=None)


@transaction.atomic
def undo(batch: Batch, *, reason: str, by: Actor) -> None:
    """Take the whole batch back, with a reason: what nobody has worked on is voided, the rest is kept and listed."""
    _check_may(batch, "case.void", by)
    check_reason(reason)
    STEPS.take(
        "undo", batch, rows_done=0, busy_until=None, undone_reason=reason.strip()[:300], undone_by_id=by.user_id,
        undone_by_posting=by.posting, undone_by_token=by.id if by.kind == ActorKind.API else None,
    )  # fmt: skip


@transaction.atomic
def void(case: Case, *, reason: str, by: Actor) -> None:
    """Undo the import of a case that nobody has worked on: its number and story stay, all else goes, the sender's number is free.

    What was counted is taken back on its own day. Raises Refused: "not_imported", "worked_on", "moved_on".
    """
    enter("void", case, by)
    check_reason(reason)
    visit = case.visit
    if visit.batch_id is None:
        raise Refused(
            _("Only what came in by an import is undone. Withdraw or decline this case instead."), "not_imported"
        )
    if worked_on(case):
        raise Refused(_("Somebody has worked on this case since it came in. It stays."), "worked_on")
    tally.write(case, {case.origin_desk_id: {"registered": -1}}, at=case.registered_at)
    tally.add(case, open=-1, to_sign=-1 if case.state == State.ROUTED else 0)
    people = _people(case, visit)
    MOVES.take(
        "void", case, narrative="", claim="", people_count=1, amount_cents=None, lat=None, lng=None, area_id=None, township_id=None,
        handler_id=None, opponent_outside=False, claims_payment=False, urgent=False,
    )  # fmt: skip
    _strip(case)
    Filing.objects.filter(visit=visit).delete()
    Visit.objects.filter(pk=visit.pk).update(person=None, outside_number="", companions=0)
    visit.person, visit.outside_number = None, ""
    _forget(people)
    Notice.objects.filter(key__startswith=f"filing:{visit.pk}:", state=Notice.State.OWED).delete()
    story.record(case, "case.voided", by=by, batch=visit.batch_id, text=reason.strip())


def worked_on(case: Case) -> bool:
    """Whether anything has happened to a case beyond what taking it in writes."""
    return (
        Event.objects.filter(case=case).exclude(kind__in=FIRST_LINES).exists()
        or case.story_seq > len(FIRST_LINES)
        or case.handovers.count() > 1
        or case.attachments.exists()
        or case.proceedings.exists()
        or Link.objects.filter(other=case).exists()
        or Case.objects.filter(merged_into=case).exists()
        or Case.objects.filter(visit=case.visit_id).exclude(pk=case.pk).exists()
    )


def _strip(case: Case) -> None:
    """Remove what hangs on the case in every table of this room and those above; its lines of story stay."""
    for relation in Case._meta.related_objects:
        if relation.on_delete is CASCADE:
            relation.related_model._base_manager.filter(**{relation.field.name: case}).delete()


def _people(case: Case, visit: Visit) -> list[int]:
    """Everybody whom this case names; those whom it shares with others stay."""
    named = Party.objects.filter(case=case, person__isnull=False).values_list("person", flat=True)
    acting = Agent.objects.filter(party__case=case).values_list("person", flat=True)
    filed = Filing.objects.filter(visit=visit, filer__isnull=False).values_list("filer", flat=True)
    return sorted({*named, *acting, *filed, *([visit.person_id] if visit.person_id else [])})


def _forget(people: list[int]) -> None:
    """Remove who is named nowhere else. Their rows are locked first, so that a counter that names one just now is waited for."""
    rows = Person.objects.filter(pk__in=people).order_by("id_digest", "pk")
    for person in rows.select_for_update() if connection.features.has_select_for_update else rows:
        try:
            person.delete()
        except ProtectedError:
            continue


def _check_may(batch: Batch, verb: str, by: Actor) -> None:
    """The right, at the counter of the batch or above it."""
    posting = staff.require(by, verb)
    if posting is not None:
        scope = staff.of_postings((posting,), today())
        if not scope.covers_desk(batch.desk_id, batch.desk.center_id, ()):
            raise staff.not_allowed()


def counts(batch: Batch) -> dict[str, int]:
    """How many rows stand in each state."""
    counted = dict(batch.rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counted.get(state, 0) for state in BatchRow.State.values}
