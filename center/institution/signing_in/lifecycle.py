"""Ending sessions, and taking a lost factor off. What is ended is ended at once: the row of the session itself is deleted."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.institution.models import StaffSession, User
from center.institution.permissions import require
from center.institution.signing_in import sessions


@transaction.atomic
def end(session: StaffSession, *, by: Actor) -> None:
    """End one's own session, or as the security administrator that of somebody else. Raises Refused("not_allowed")."""
    if session.user_id != by.user_id:
        require(by, "session.end")
    sessions.drop([session.session_key])
    audit.record("session_ended", by=by, about=f"user:{session.user_id}")


@transaction.atomic
def end_others(user: User, *, current: str, by: Actor) -> int:
    """End all sessions of `user` but the current one; how many there were."""
    if user.pk != by.user_id:
        raise Refused(_("Only your own sessions can be ended together."), "not_allowed", status=403)
    keys = list(
        StaffSession.objects.filter(user=user).exclude(session_key=current).values_list("session_key", flat=True)
    )
    sessions.drop(keys)
    if keys:
        audit.record("session_ended", by=by, about=f"user:{user.pk}", sessions=len(keys))
    return len(keys)


@transaction.atomic
def take_factor_off(user: User | None, *, by: Actor) -> None:
    """Whoever lost the phone sets up a new factor; by the security administrator, never for oneself.

    Raises Refused: "not_allowed", "no_such_user", "own_factor", "no_factor".
    """
    require(by, "session.end")
    if user is None:
        raise Refused(
            _("Nobody has this user name. Nothing was changed. Look at the spelling."), "no_such_user", status=422
        )
    if user.pk == by.user_id:
        raise Refused(_("Your own factor is taken off by somebody else. Nothing was changed."), "own_factor")
    if not Authenticator.objects.filter(user=user).delete()[0]:
        raise Refused(_("This person has no second factor. Nothing was changed."), "no_factor")
    sessions.drop(list(StaffSession.objects.filter(user=user).values_list("session_key", flat=True)))
    audit.record("factor_taken_off", by=by, about=f"user:{user.pk}")
