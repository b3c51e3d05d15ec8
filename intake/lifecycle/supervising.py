"""Supervision slips (督办单).

         -supervise---> issued
issued   -answer_slip-> replied
replied  -return_slip-> issued
         -close_slip--> closed        by whoever issued it, and nobody else

A slip moves nothing of the case: the desk and the handler stay. 信访工作条例 art. 40 (督办, with feedback in writing) for petitions, the center's own order for all other matters.
"""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices, numbering
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now, today
from center.institution.models import Posting
from center.institution.permissions import not_allowed
from intake import clocks, posts, story
from intake.cases import take
from intake.models import Card, Case, Clock, Rung, Slip, Task
from intake.permissions import require

State = Slip.State
REPLY = "slip_reply"  # the limit within which the desk replies
DEMAND, ANSWER = 500, 2000  # characters at most
MOVES = Moves(
    answer_slip=({State.ISSUED}, State.REPLIED),
    return_slip=({State.REPLIED}, State.ISSUED),
    close_slip=({State.REPLIED}, State.CLOSED),
)


def open_slip(case: Case) -> Slip | None:
    """The slip of the case that is not closed yet; there is one at most."""
    return case.slips.exclude(state=State.CLOSED).select_related("issued_in").first()


@transaction.atomic
def supervise(case: Case, *, demand: str, by: Actor) -> Slip:
    """Issue a slip: the desk of the case replies within the limit `slip_reply`. Refused: "not_allowed", "text_needed", "slip_open", "moved_on"."""
    take(case)
    require(by, "case.supervise", case)
    if by.posting is None or by.user_id is None:
        raise not_allowed()
    posting = Posting.objects.select_related("desk__center").get(pk=by.posting)
    text = _text(demand, DEMAND)
    if case.state not in Case.OPEN:
        raise Refused(_("This case has ended. What has ended is not supervised; take it up again first."), "moved_on")
    if open_slip(case):
        raise Refused(_("A slip is open on this case. Close it before you issue another."), "slip_open")
    year = str(today().year)
    serial = numbering.next_number(f"{posting.desk.center.code}-DB", year)
    slip = Slip.objects.create(
        case=case, number=f"{posting.desk.center.code}-DB-{year}-{serial:04d}", demand=text, desk_id=case.desk_id, issued_by_id=by.user_id,
        issued_in=posting, issued_at=now(),
    )  # fmt: skip
    clock = _start(case, slip)
    story.record(case, "slip.issued", by=by, slip=slip.pk, number=slip.number, desk=slip.desk_id, text=text)
    _tell_desk("slip.issued", slip, case, clock, seq=case.story_seq)
    return slip


@transaction.atomic
def answer_slip(case: Case, *, reply: str, by: Actor) -> None:
    """Say what was done. Refused: "not_allowed", "text_needed", "moved_on"."""
    slip = _enter("answer_slip", case, by)
    text = _text(reply, ANSWER)
    MOVES.take("answer_slip", slip, reply=text, replied_by_id=by.user_id, replied_at=now())
    clocks.stop(case, REPLY, about=f"slip:{slip.pk}")
    story.record(case, "slip.replied", by=by, slip=slip.pk, number=slip.number, text=text)
    _owe("slip.replied", slip, case, [slip.issued_by_id], seq=case.story_seq)


@transaction.atomic
def return_slip(case: Case, *, reason: str, by: Actor) -> None:
    """The reply is not enough: it is asked for again, within the same limit anew. By the issuer only."""
    slip = _enter("return_slip", case, by)
    text = _text(reason, DEMAND)
    MOVES.take("return_slip", slip)
    clock = _start(case, slip)
    story.record(case, "slip.returned", by=by, slip=slip.pk, number=slip.number, text=text)
    _tell_desk("slip.returned", slip, case, clock, seq=case.story_seq)


@transaction.atomic
def close_slip(case: Case, *, by: Actor) -> None:
    """The issuer is content with the reply. Nobody else closes it, and none closes unreplied."""
    slip = _enter("close_slip", case, by)
    MOVES.take("close_slip", slip, closed_at=now())
    story.record(case, "slip.closed", by=by, slip=slip.pk, number=slip.number)


def is_issuer(by: Actor, slip: Slip | Card | Task) -> bool:
    """The person who issued it, whoever stands in for that seat, or, once the seat has ended, whoever holds the same one now."""
    if by.user_id == slip.issued_by_id:
        return True
    if by.posting is None:
        return False
    posting = Posting.objects.get(pk=by.posting)
    seat = slip.issued_in
    if seat is None:
        return False  # a card that the portal gave
    ended = not Posting.objects.held(today()).filter(pk=seat.pk).exists()
    return posting.covers_id == seat.pk or (ended and (posting.desk_id, posting.role) == (seat.desk_id, seat.role))


def _enter(verb: str, case: Case, by: Actor) -> Slip:
    take(case)
    require(by, f"case.{verb}", case)
    slip = open_slip(case)
    if slip is None:
        raise Refused(_("No slip is open on this case any more. Load the page again."), "moved_on")
    MOVES.check(verb, slip)
    if verb != "answer_slip" and not is_issuer(by, slip):
        raise Refused(_("Only whoever issued this slip decides on the reply."), "not_the_issuer", status=403)
    return slip


def _text(text: str, most: int) -> str:
    if not text.strip():
        raise Refused(_("Write what should be kept."), "text_needed", status=422)
    return text.strip()[:most]


def _start(case: Case, slip: Slip) -> Clock | None:
    return clocks.start(case, REPLY, desk=case.desk, about=f"slip:{slip.pk}")


def _tell_desk(kind: str, slip: Slip, case: Case, clock: Clock | None, *, seq: int) -> None:
    """Whoever handles it, or the first above who is there; where the promise is switched off, the handler."""
    users = posts.turn(clock, case, Rung.Level.HANDLER).users if clock else (case.handler_id,)
    _owe(kind, slip, case, [user for user in users if user], seq=seq)


def _owe(kind: str, slip: Slip, case: Case, to: list[int], *, seq: int) -> None:
    notices.owe(
        kind, key=f"slip:{slip.pk}:{seq}", to=to, about=f"case:{case.number}", url=reverse("intake:case", args=[case.number]),
        number=case.grouped, slip=slip.number,
    )  # fmt: skip
