"""Postings ended, clearances given and taken, sign-ins unlocked; by the security administrator, never for oneself. PIPL art. 51 (2)."""

from datetime import timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution import lifecycle
from center.institution.models import Posting, User
from center.institution.permissions import forget, require

VERB = "admin.postings"
CLEARANCES = {"cleared": _("Sensitive matters"), "accusations": _("Accusations")}  # fields of a posting


@transaction.atomic
def end(posting: Posting, *, by: Actor) -> None:
    """The seat is held today for the last time. Raises Refused: "not_allowed", "own_seat", and what `institution.lifecycle.end` raises."""
    require(by, VERB)
    _not_own(posting.user_id, by)
    lifecycle.end(posting, by=by)


@transaction.atomic
def clear(posting: Posting, *, clearance: str, given: bool, reason: str, by: Actor) -> None:
    """Give or take a clearance (a key of CLEARANCES), with the reason on the record.

    Raises Refused: "not_allowed", "own_seat", "no_such_clearance", "reason_needed", "no_change" where it is so already or the posting has ended.
    """
    require(by, VERB)
    _not_own(posting.user_id, by)
    if clearance not in CLEARANCES:
        raise Refused(_("There is no such clearance. Nothing was changed."), "no_such_clearance", status=422)
    if not reason.strip():
        raise Refused(_("Write why, and who decided it."), "reason_needed", status=422)
    held = Posting.objects.not_ended(today()).filter(pk=posting.pk, **{clearance: not given})
    if not held.update(**{clearance: given}):
        raise Refused(
            _("It is so already, or the posting has ended. Nothing was changed. Load the page again."), "no_change"
        )
    setattr(posting, clearance, given)
    forget(posting.user)
    audit.record(
        "clearance_set" if given else "clearance_taken", by=by, about=f"posting:{posting.pk}", clearance=clearance, reason=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def unlock(user: User, *, by: Actor) -> None:
    """Failed sign-ins under this name are forgotten. Raises Refused: "not_allowed", "own_seat", "not_locked"."""
    require(by, VERB)
    _not_own(user.pk, by)
    if not locked([user.username]):
        raise Refused(_("This sign-in is not locked. Nothing was changed."), "not_locked")
    reset(username=user.username)
    audit.record("sign_in_unlocked", by=by, about=f"user:{user.pk}")


def locked(usernames: list[str]) -> set[str]:
    """Those of these names that are locked from somewhere now."""
    return set(_attempts(usernames).values_list("username", flat=True))


def _attempts(usernames: list[str]) -> QuerySet[AccessAttempt]:
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    return AccessAttempt.objects.filter(
        username__in=usernames, failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=now() - cool_off
    )


def _not_own(user_id: int, by: Actor) -> None:
    if user_id == by.user_id:
        raise Refused(
            _("What concerns yourself is done by somebody else. Nothing was changed."), "own_seat", status=403
        )
