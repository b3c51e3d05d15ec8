"""Two cases that are one, or belong together: merged into another (并案) and taken apart again, linked and unlinked.

Nothing merges by itself: a member of staff who may act on the case and sees both says so, with a reason. Both numbers stay
alive; for seven days the merge can be undone, and then everything is as it was.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.models.confidentiality import ORDER
from intake import joined_clocks, story, tally
from intake.cases import bring_along, take_two
from intake.lifecycle.assisting import end_with
from intake.lifecycle.children import check_parent_waits, tell_parent
from intake.lifecycle.handing import decide, pending
from intake.lifecycle.table import MOVES, State, back_to, check_reason
from intake.models import Attachment, Case, Handover, Link, Merge
from intake.permissions import require, sees

UNDO_WITHIN = timedelta(days=7)
BY_HAND = (Link.Kind.REPEAT, Link.Kind.RELATED, Link.Kind.COUNTER)  # that of one visit is a fact, written by `register`


@transaction.atomic
def merge(case: Case, *, into: Case, reason: str, by: Actor) -> Merge:
    """Take `case` up in `into`, which goes on for both. Refused while a procedure is under way in `case`, and into what is merged itself.

    Files and periods of the law go over, promises and a waiting hand-over end; the sides are shown together.
    """
    check_two(case, into)
    take_two(case, into)
    MOVES.check("merge", case)
    require(by, "case.merge", case)
    if not sees(by, into):
        raise not_there()
    check_reason(reason)
    _check_into(case, into)
    return absorb(case, into=into, reason=reason, by=by)


def absorb(case: Case, *, into: Case, reason: str, by: Actor) -> Merge:
    """The merge itself, inside a verb that has taken both cases and checked them."""
    moment, before, here = now(), case.state, case.desk_id
    handover = pending(case) if before == State.ROUTED else None
    files = list(Attachment.objects.filter(case=case).order_by("pk").values_list("pk", flat=True))
    end_with(case, by)
    MOVES.take("merge", case, merged_into_id=into.pk, desk_id=into.desk_id)
    case.merged_into, case.desk = into, into.desk
    bring_along(into)
    if handover:
        decide(handover, Handover.State.CANCELLED, by)
    Attachment.objects.filter(pk__in=files).update(case=into)
    moved = {
        "desk": here,
        "handover": handover.pk if handover else None,
        "attachments": files,
        "clocks": joined_clocks.join(case, into),
    }
    made = Merge.objects.create(
        case=case, into=into, reason=reason.strip(), state_before=before, moved=moved, by_id=by.user_id, at=moment,
        until=moment + UNDO_WITHIN,
    )  # fmt: skip
    story.record(case, "case.merged", by=by, other=into.pk, merge=made.pk, text=reason.strip())
    story.record(into, "case.absorbed", by=by, other=case.pk, merge=made.pk, files=len(files), text=reason.strip())
    tally.at_desk(case, here, open=-1, to_sign=-1 if handover else 0)
    tell_parent(case, reason.strip(), by=by)
    _tell_handler(into, made, by)
    return made


@transaction.atomic
def unmerge(case: Case, *, reason: str, by: Actor) -> None:
    """Take `case` out again, as it was: state, desk, hand-over, files, clocks, counts. Within seven days, and the later merge first."""
    made = Merge.objects.select_related("into").filter(case=case, undone_at=None).first()
    if made is None:
        raise _not_merged()
    into = made.into
    take_two(case, into)
    if not Merge.objects.filter(pk=made.pk, undone_at=None).exists():  # somebody undid it while this waited
        raise _not_merged()
    require(by, "case.unmerge", case)
    check_reason(reason)
    if now() > made.until:
        raise Refused(
            _("The merge can be undone for seven days, and these are over. Link a new case instead."), "too_late"
        )
    if into.state == State.MERGED:
        raise Refused(_("The case it went into has itself been merged since. Undo that merge first."), "merged_again")
    joined_clocks.check_may_part(into, made.moved["clocks"])
    check_parent_waits(case)
    desk = made.moved["desk"]
    back_to(made.state_before).take("unmerge", case, merged_into_id=None, desk_id=desk)
    case._state.fields_cache.pop("merged_into", None)
    case._state.fields_cache.pop("desk", None)
    bring_along(case)
    Attachment.objects.filter(pk__in=made.moved["attachments"], case=into).update(case=case)
    joined_clocks.part(case, into, made.moved["clocks"])
    _restore_handover(made)
    Merge.objects.filter(pk=made.pk).update(undone_at=now(), undone_reason=reason.strip())
    story.record(case, "case.unmerged", by=by, other=into.pk, merge=made.pk, text=reason.strip())
    story.record(into, "case.released", by=by, other=case.pk, merge=made.pk, text=reason.strip())
    tally.at_desk(case, desk, open=1, to_sign=1 if made.state_before == State.ROUTED else 0)


@transaction.atomic
def link(case: Case, *, other: Case, kind: str, reason: str, by: Actor) -> Link:
    """Write down that two cases belong together and stay two (关联). Both stories say so."""
    check_two(case, other)
    take_two(case, other)
    require(by, "case.link", case)
    if not sees(by, other):
        raise not_there()
    check_reason(reason)
    if kind not in BY_HAND:
        raise Refused(_("Choose how the two belong together."), "wrong_kind", status=422)
    if between(case, other).exists():
        raise Refused(_("These two cases are linked already."), "linked")
    older, newer = sorted((case, other), key=lambda one: one.pk)
    made = Link.objects.create(case=newer, other=older, kind=kind, reason=reason.strip(), by_id=by.user_id, at=now())
    for one, two in ((case, other), (other, case)):
        story.record(one, "case.linked", by=by, other=two.pk, link_kind=str(kind), text=_may_say(one, two, reason))
    return made


@transaction.atomic
def unlink(case: Case, *, other: Case, reason: str, by: Actor) -> None:
    """Take a link away again, with a reason. Matters of one visit stay linked: they came together."""
    check_two(case, other)
    take_two(case, other)
    require(by, "case.link", case)
    if not sees(by, other):
        raise not_there()
    check_reason(reason)
    if between(case, other).filter(kind=Link.Kind.SAME_VISIT).exists():
        raise Refused(_("These two came with the same visit. That stays written down."), "same_visit")
    if not between(case, other).delete()[0]:
        raise Refused(_("These two cases are not linked any more. Load the page again."), "moved_on")
    for one, two in ((case, other), (other, case)):
        story.record(one, "case.unlinked", by=by, other=two.pk, text=_may_say(one, two, reason))


def between(one: Case, other: Case):
    """The link of two cases, whichever came first."""
    return Link.objects.filter(Q(case=one, other=other) | Q(case=other, other=one))


def check_two(case: Case, other: Case) -> None:
    """Raises Refused for a case and itself."""
    if case.pk == other.pk:
        raise Refused(_("That is this case itself. Type the number of the other one."), "same_case", status=422)


def not_there() -> Refused:
    """The same whether there is no such case or the reader may not see it."""
    return Refused(_("There is no case with this number that you may see."), "not_there", status=404)


def _not_merged() -> Refused:
    return Refused(_("This case is not merged into another one any more. Load the page again."), "moved_on")


def _check_into(case: Case, into: Case) -> None:
    if into.state == State.MERGED:
        raise Refused(
            _("That case has itself been merged into another one. Merge into the one that goes on."), "merged_itself"
        )
    if into.state not in Case.OPEN:
        raise Refused(_("That case is not open any more. Link the two instead."), "not_open")
    if case.confidentiality != into.confidentiality:
        raise Refused(
            _("One of the two is kept more closely than the other: their readers differ. Link them instead."),
            "restricted_differs",
        )
    if case.proceedings.filter(ended_at=None).exists():
        raise Refused(_("A procedure is under way in this case. It must end first."), "in_a_procedure")


def _restore_handover(made: Merge) -> None:
    """The hand-over that waited waits again; whoever cancelled it by merging is still in the story."""
    if made.moved["handover"]:
        decided: dict[str, Any] = {"decided_at": None, "decided_by": None}
        Handover.objects.filter(pk=made.moved["handover"]).update(**{"state": Handover.State.PENDING, **decided})


def _may_say(one: Case, two: Case, reason: str) -> str:
    """A reason given for a restricted case is not told to those who read only the other."""
    closer = ORDER.index(two.confidentiality) > ORDER.index(one.confidentiality)
    return "" if closer else reason.strip()


def _tell_handler(into: Case, made: Merge, by: Actor) -> None:
    if into.handler_id and into.handler_id != by.user_id:
        notices.owe(
            "case.absorbed", key=f"merge:{made.pk}", to=[into.handler_id], about=f"case:{into.number}",
            url=reverse("intake:case", args=[into.number]), number=into.grouped,
        )  # fmt: skip
