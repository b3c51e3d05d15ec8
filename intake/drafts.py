"""What was typed and not yet saved, kept on the server: encrypted, one for each person and form, for 24 hours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from center.foundation.now import now
from center.institution.models import User
from intake.models import Draft

MOST_CHARACTERS = 200_000  # of a whole form; a narrative that is far too long is still kept
DISCARD = f"DELETE FROM {Draft._meta.db_table} WHERE owner_id = %s AND form = %s"


@dataclass(frozen=True)
class Kept:
    """A draft as it is given back: the fields by name, each a text, and when it was kept."""

    content: dict[str, str]
    saved_at: datetime


def keep(owner: User, form: str, content: Mapping[str, str]) -> datetime | None:
    """Keep what is typed in place of what was kept before; nothing when nothing is typed, or far more than a form holds."""
    typed = {name: text for name, text in content.items() if text}
    sealed = json.dumps(typed, ensure_ascii=False)
    if not typed or len(sealed) > MOST_CHARACTERS:
        return None
    draft = Draft(owner=owner, form=form, content=sealed, saved_at=now())
    Draft.objects.bulk_create(
        [draft], update_conflicts=True, unique_fields=["owner", "form"], update_fields=["content", "saved_at"]
    )
    return draft.saved_at


def kept(owner: User, form: str) -> Kept | None:
    """The draft of this person and form, unless it is older than a day."""
    draft = Draft.objects.filter(owner=owner, form=form, saved_at__gt=now() - Draft.KEPT).first()
    return Kept(json.loads(draft.content), draft.saved_at) if draft else None


def discard(owner: User, form: str) -> None:
    """It was saved, or is not wanted."""
    with connection.cursor() as cursor:  # one statement, not the three of a query set: every save waits for it
        cursor.execute(DISCARD, [owner.pk, form])
