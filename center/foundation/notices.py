"""Messages owed: the verb that causes one inserts it in its own transaction; the same key is the same message.

owed ----release--> sent           the inbox, when quiet hours end
     ----claim----> sending
sending -arrive---> sent
        -put_back-> owed           tried and to be tried again, or not tried at all
        -give_up--> failed
sent ----bounce---> failed         by the gateway's receipt, which may take it back
failed --arrive---> sent
       --again----> owed           a person says so
       --settle---> settled        a person has told it otherwise
"""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.template.loader import render_to_string

from center.foundation import quiet
from center.foundation.models import Notice
from center.foundation.moves import Moves
from center.foundation.now import now

State = Notice.State
MOVES = Moves(
    release=({State.OWED}, State.SENT),
    claim=({State.OWED}, State.SENDING),
    arrive=({State.OWED, State.SENDING, State.SENT, State.FAILED, State.SETTLED}, State.SENT),
    put_back=({State.SENDING}, State.OWED),
    give_up=({State.SENDING}, State.FAILED),
    bounce=({State.SENT}, State.FAILED),
    again=({State.FAILED}, State.OWED),
    settle=({State.FAILED}, State.SETTLED),
)

SMS = Notice.Channel.SMS
WECHAT = Notice.Channel.WECHAT
EMAIL = Notice.Channel.EMAIL


def owe(
    kind: str, *, key: str, to: Iterable[int], about: str = "", url: str = "", urgent: bool = False, **data: Any
) -> None:
    """Put a notice in the inbox of each user id in `to`, once per key and user; wording from templates/notices/<kind>.txt.

    In quiet hours it is held until they end, unless it is urgent.
    """
    put(inbox(kind, key=key, to=to, about=about, url=url, urgent=urgent, **data))


def put(owed: Iterable[Notice]) -> None:
    """Insert what `inbox` and `outside` made, in one statement; the same key is the same message."""
    Notice.objects.bulk_create(owed, ignore_conflicts=True)


def inbox(
    kind: str, *, key: str, to: Iterable[int], about: str = "", url: str = "", urgent: bool = False, **data: Any
) -> list[Notice]:
    """The notices that `owe` inserts, for those who insert many at once."""
    moment = now()
    held = None if urgent else quiet.until(moment)
    return [
        Notice(
            key=f"{key}:{user_id}", kind=kind, to_user_id=user_id, about=about, url=url, data=data, urgent=urgent, owed_at=moment,
            state=State.OWED if held else State.SENT, sent_at=None if held else moment, next_try_at=held or moment,
        )
        for user_id in sorted(set(to))
    ]  # fmt: skip


def owe_outside(kind: str, *, key: str, channel: str, address: str, about: str = "", **data: Any) -> None:
    """Owe a message to somebody at a phone number or address that is kept encrypted; once per key.

    It stays owed until its channel sends it. `data` holds numbers and names of offices, never what the matter is about;
    a gateway is given only those of them that `gateway.wordings` names for the kind.
    """
    put([outside(kind, key=key, channel=channel, address=address, about=about, **data)])


def outside(
    kind: str,
    *,
    key: str,
    channel: str,
    address: str,
    about: str = "",
    to_staff: bool = False,
    urgent: bool = False,
    **data: Any,
) -> Notice:
    """The notice that `owe_outside` inserts; one to staff waits in quiet hours, unless it is urgent."""
    moment = now()
    held = quiet.until(moment) if to_staff and not urgent else None
    return Notice(
        key=key, kind=kind, channel=channel, address=address, about=about, data=data, state=State.OWED,
        urgent=urgent, owed_at=moment, next_try_at=held or moment, token=uuid4(),
    )  # fmt: skip


def words(notice: Notice) -> str:
    """The sentence of a notice in the reader's language."""
    return render_to_string(f"notices/{notice.kind}.txt", {"notice": notice, **notice.data}).strip()
