"""From a signed-in person or a posting to the `Actor` that verbs take."""

from center.foundation.actor import Actor, ActorKind
from center.foundation.now import today
from center.institution import offices
from center.institution.models import Posting, User


def of(posting: Posting) -> Actor:
    """A member of staff acting in this posting."""
    return Actor(ActorKind.STAFF, id=posting.user_id, posting=posting.pk, badge=posting.badge, user_id=posting.user_id)


def seats(user: User) -> list[Posting]:
    """The postings of `user` in force today, first appointed first.

    Every page of a member of staff asks. Somebody holds a handful in a whole career: they are read by the person alone and
    sorted out here, which costs little more than half of putting dates and account into the question.
    """
    day = today()
    held = [posting for posting in user.postings.order_by("pk") if posting.in_force(day)]
    for posting in held:
        posting.desk = offices.desk(posting.desk_id)
    return held


def without_seat(user: User) -> Actor:
    """A person who is signed in but holds no posting today: may do nothing, is still named in the audit."""
    return Actor(ActorKind.STAFF, id=user.pk, user_id=user.pk)
