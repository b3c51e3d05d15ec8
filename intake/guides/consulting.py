"""A question answered from a guide: which version, by whom and at which desk. Called inside the verb that ends the case."""

from typing import Any

from center.foundation.actor import Actor
from center.foundation.now import now
from center.institution import permissions
from intake.models import Case, Consultation, Guide


def keep(case: Case, guide: Guide, by: Actor) -> Consultation:
    """Keep the version that was used, at the desk of whoever answered."""
    posting = permissions.posting_of(by)
    desk = posting.desk_id if posting else case.desk_id
    return Consultation.objects.create(case=case, guide=guide, desk_id=desk, by_id=by.user_id, at=now())


def told(guide: Guide | None) -> dict[str, Any]:
    """What the line of the story says of it."""
    return {"guide": guide.key, "version": guide.version} if guide else {}
