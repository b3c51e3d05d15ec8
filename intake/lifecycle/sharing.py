"""A case shared with a colleague by name (共享): why, until when, to read only or with a few verbs; ended by hand or on its day."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm, remove_perm

from center.foundation.actor import SYSTEM, Actor
from center.foundation.errors import Refused
from center.foundation.jobs import Round
from center.foundation.now import now, today
from center.institution import permissions
from center.institution.models import User
from intake import story
from intake.cases import take
from intake.lifecycle.assisting import check_day
from intake.lifecycle.table import check_reason
from intake.models import Case, CaseUserPermission, Share
from intake.permissions import LENT, against, require

VIEW = "intake.view_case"


@transaction.atomic
def share(
    case: Case, *, user: User, reason: str, by: Actor, until: date | None = None, verbs: Collection[str] = ()
) -> Share:
    """Let one more person read this case, by name; `verbs` of `LENT` may be lent with it. Refused: "reason_needed", "wrong_day", "not_lent", "not_cleared", "shared_already"."""
    take(case)
    require(by, "case.share", case)
    check_reason(reason)
    check_day(until)
    if not may_be_shared(case, user):
        raise Refused(
            _("This matter is restricted, and this person is not cleared for such matters."), "not_cleared", status=422
        )
    if not set(verbs) <= set(LENT):
        raise Refused(_("A colleague by name reads, and may be let write notes and add files."), "not_lent", status=422)
    _end(case, Share.objects.filter(case=case, user=user, ended_at=None, until__lt=today()), SYSTEM)
    if Share.objects.filter(case=case, user=user, ended_at=None).exists():
        raise Refused(_("The case is shared with this person already. End that first to change it."), "shared_already")
    assign_perm(VIEW, user, case)
    made = Share.objects.create(
        case=case, user=user, reason=reason.strip(), verbs=sorted(verbs), until=until, by_id=by.user_id, at=now()
    )
    story.record(
        case, "case.shared", by=by, user=user.pk, share=made.pk, verbs=made.verbs, until=until.isoformat() if until else "",
        text=made.reason,
    )  # fmt: skip
    return made


def may_be_shared(case: Case, user: User) -> bool:
    """Whether the person is cleared for such a matter, and is not the one that it is against."""
    accused = Case.objects.filter(against(user), pk=case.pk).exists()
    return case.confidentiality in permissions.scope(user).levels and not accused


@transaction.atomic
def end_share(case: Case, *, user: User, by: Actor) -> None:
    """The person no longer reads the case by name."""
    take(case)
    require(by, "case.share", case)
    running = Share.objects.filter(case=case, user=user, ended_at=None)
    older = CaseUserPermission.objects.filter(content_object=case, user=user)  # from before shares were kept
    if not running.exists() and not older.exists():
        raise Refused(_("The case is not shared with this person any more. Load the page again."), "moved_on")
    if not _end(case, running, by):
        remove_perm(VIEW, user, case)
        story.record(case, "case.share_ended", by=by, user=user.pk)


def end_past_shares() -> Round:
    """Every day: what has passed its last day is taken back; nobody read by it since midnight."""
    result = Round()
    past = Share.objects.filter(ended_at=None, until__lt=today())
    for case in list(Case.objects.filter(pk__in=past.values("case"))):
        result.scanned += 1
        with transaction.atomic():
            result.acted += _end(take(case), past.filter(case=case), SYSTEM)
    return result


def shared_with(case: Case) -> QuerySet[User]:
    """The people who read this case by name today."""
    over = Share.objects.filter(case=case, ended_at=None, until__lt=today()).values("user")
    reading = CaseUserPermission.objects.filter(content_object=case).exclude(user__in=over)
    return User.objects.filter(pk__in=reading.values("user")).order_by("name")


def _end(case: Case, shares: QuerySet[Share], by: Actor) -> int:
    """End these and take the permission back; how many."""
    ended = 0
    for one in list(shares.select_related("user")):
        if Share.objects.filter(pk=one.pk, ended_at=None).update(ended_at=now(), ended_by=by.user_id) != 1:
            continue
        remove_perm(VIEW, one.user, case)
        story.record(case, "case.share_ended", by=by, user=one.user_id, share=one.pk)
        ended += 1
    return ended
