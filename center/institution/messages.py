"""Messages that did not reach anybody: what a person may do about them."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.notices import MOVES
from center.foundation.now import now
from center.institution.permissions import require

NOT_TWICE = (Notice.Fault.UNKNOWN, Notice.Fault.UNREADABLE)  # may have arrived; has no address to go to


def may_go_again(notice: Notice) -> bool:
    """Whether sending it once more can do any good and no harm."""
    return notice.fault not in NOT_TWICE


@transaction.atomic
def again(notice: Notice, *, by: Actor) -> None:
    """Owe it once more, with all its tries before it.

    Its key stays, so that a gateway which has it already does not send it twice; only where the gateway itself said that
    it was not delivered it gets a new one.
    """
    require(by, "message.see_to")
    if not may_go_again(notice):
        raise Refused(
            _("This message may have arrived, or has no address. It is not sent again. Call the person, then mark it as dealt with."),
            "not_twice",
        )  # fmt: skip
    moment = now()
    token = uuid4() if notice.fault == Notice.Fault.UNDELIVERED else notice.token
    # Counted from now: what waited too long once is asked for again by a person who knows what it says.
    MOVES.take("again", notice, fault="", attempts=0, token=token, next_try_at=moment, owed_at=moment)
    audit.record("message.again", by=by, about=f"notice:{notice.pk}")


@transaction.atomic
def settle(notice: Notice, *, by: Actor) -> None:
    """Somebody has told the person in another way; it leaves the list."""
    require(by, "message.see_to")
    MOVES.take("settle", notice)
    audit.record("message.settled", by=by, about=f"notice:{notice.pk}")
