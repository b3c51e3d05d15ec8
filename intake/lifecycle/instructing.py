"""A leader's written instruction (批示): what a desk or a person is to do, by a day; each answer goes back to whoever gave it."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution.models import Desk, Posting, User
from center.institution.permissions import not_allowed
from intake import story
from intake.cases import take
from intake.lifecycle.assisting import ASKED, check_day, give
from intake.lifecycle.table import State
from intake.models import Attachment, Case, Instruction, Task
from intake.permissions import require


@transaction.atomic
def instruct(
    case: Case,
    *,
    text: str,
    due_on: date,
    by: Actor,
    desks: Collection[Desk] = (),
    people: Collection[User] = (),
    leader: str = "",
    scan: Attachment | None = None,
) -> Instruction:
    """Write an instruction down and give each desk, or the desk of each person named, its task of it.

    `leader`: who signed the paper, where that is somebody without a seat here; the answers go to whoever wrote it down.
    Raises Refused: "moved_on", "text_needed", "wrong_day", "nobody_named", "no_seat", "not_of_this_case", "asked_already".
    """
    take(case)
    require(by, "case.instruct", case)
    if by.user_id is None or by.posting is None:
        raise not_allowed()
    if case.state not in (*Case.OPEN, State.PASSED_OUTSIDE):
        raise Refused(_("This case has ended. Take it up again before an instruction is given."), "moved_on")
    if not text.strip():
        raise Refused(_("Write what should be kept."), "text_needed", status=422)
    check_day(due_on)
    if scan is not None and (scan.case_id != case.pk or scan.removed_at):
        raise Refused(_("Add the scan to the files of this case first."), "not_of_this_case", status=422)
    told: dict[int, tuple[Desk, User | None]] = {desk.pk: (desk, None) for desk in desks}
    told |= {desk.pk: (desk, user) for desk, user in ((_seat(user), user) for user in people)}
    if not told:
        raise Refused(_("Name the desks or people who carry it out."), "nobody_named", status=422)
    text = text.strip()[:ASKED]
    same = case.instructions.filter(text=text, issued_by=by.user_id, due_on=due_on)
    if same.filter(tasks__state__in=Task.OPEN).exists():
        raise Refused(_("This instruction has been given already."), "asked_already")
    made = Instruction.objects.create(
        case=case, leader=leader.strip() or User.objects.get(pk=by.user_id).name, text=text, scan=scan, due_on=due_on,
        issued_by_id=by.user_id, issued_in_id=by.posting, issued_at=now(),
    )  # fmt: skip
    story.record(
        case,
        "case.instructed",
        by=by,
        instruction=made.pk,
        leader_named=made.leader,
        due_on=due_on.isoformat(),
        text=text,
    )
    own = Posting.objects.select_related("desk").get(pk=by.posting).desk
    for desk, user in told.values():
        give(
            case, kind=Task.Kind.INSTRUCTION, to_desk=desk, from_desk=own, text=text, by=by, due_on=due_on, instruction=made,
            handler=user,
        )  # fmt: skip
    return made


def _seat(user: User) -> Desk:
    """The desk at which the person sits today."""
    seat = Posting.objects.valid(today()).filter(user=user).select_related("desk__center").order_by("pk").first()
    if seat is None:
        raise Refused(_("This person has no seat today. Choose somebody who has, or a desk."), "no_seat", status=422)
    return seat.desk
