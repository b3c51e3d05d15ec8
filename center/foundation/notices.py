"""Messages owed: the verb that causes one inserts it in its own transaction; the same key is the same message."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from center.foundation.models import Notice
from center.foundation.now import now

SMS = Notice.Channel.SMS


def owe(kind: str, *, key: str, to: Iterable[int], about: str = "", url: str = "", **data: Any) -> None:
    """Put a notice in the inbox of each user id in `to`, once per key and user; wording from templates/notices/<kind>.txt."""
    moment = now()
    Notice.objects.bulk_create(
        [
            Notice(
                key=f"{key}:{user_id}", kind=kind, to_user_id=user_id, about=about, url=url, data=data,
                state=Notice.State.SENT, owed_at=moment, sent_at=moment,
            )
            for user_id in sorted(set(to))
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def owe_outside(kind: str, *, key: str, channel: str, address: str, about: str = "", **data: Any) -> None:
    """Owe a message to somebody who is no user, at a phone number or address that is kept encrypted; once per key.

    It stays owed until a gateway sends it. `data` holds numbers and names of offices, never what the matter is about.
    """
    notice = Notice(
        key=key, kind=kind, channel=channel, address=address, about=about, data=data, state=Notice.State.OWED, owed_at=now()
    )  # fmt: skip
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def words(notice: Notice) -> str:
    """The sentence of a notice in the reader's language."""
    return render_to_string(f"notices/{notice.kind}.txt", {"notice": notice, **notice.data}).strip()
