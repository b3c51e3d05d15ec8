"""Sending what is owed: owed -> sending -> sent or failed. Any number of workers, each message in one hand at a time.

A worker claims a few by compare-and-swap, with a token and a time until which they are its own. If it dies, the claim
runs out: what a gateway knows by its key is owed again, a letter whose fate nobody knows is listed and not sent twice.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F
from django.utils import translation

from center.foundation import health
from center.foundation.fields import DecryptionError
from center.foundation.gateway import http, mail
from center.foundation.gateway.message import Later, Message, Never, Unclear, wordings
from center.foundation.jobs import Round
from center.foundation.models import Notice
from center.foundation.notices import MOVES, words
from center.foundation.now import now

log = logging.getLogger(__name__)
Channel, State, Fault = Notice.Channel, Notice.State, Notice.Fault

BATCH = 10
LEASE = timedelta(minutes=5)  # more than BATCH messages may take
ROUND_SECONDS = 40  # after which the next round goes on
WAITS = [
    timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 180, 360, 720)
]  # after the first try, the second, ...
MOST_TRIES = len(WAITS) + 1
TOO_OLD = timedelta(days=7)  # a message that waited longer says what is no longer so
AWAY = 3  # messages in a row for which the gateway did not answer: the rest waits for the next round


@dataclass(frozen=True)
class Door:
    """A way out: whether it is there today, how it sends, and whether the same message may go through it twice."""

    is_there: Callable[[], bool]
    send: Callable[[Message], None]
    twice: bool


DOORS = {
    Channel.SMS: Door(http.is_there, http.send, twice=True),
    Channel.WECHAT: Door(http.is_there, http.send, twice=True),
    Channel.EMAIL: Door(mail.is_there, mail.send, twice=False),
}


def send_due() -> Round:
    """Let out what quiet hours held, take back what dead workers held, and send what is due for as long as a round lasts."""
    result = Round()
    result.acted += release()
    recover()
    began = time.monotonic()
    channels = [channel for channel, door in DOORS.items() if door.is_there()]
    while channels and time.monotonic() - began < ROUND_SECONDS and (batch := claim(channels)):
        result.scanned += len(batch)
        silent = _work_on(batch, result)
        channels = [channel for channel in channels if DOORS[channel].send not in silent]
    health.beat("messages", scanned=result.scanned, acted=result.acted, failed=result.failed)
    return result


def release() -> int:
    """Put into the inbox what quiet hours held and hold no longer; how many. One statement: each arrives once."""
    moment = now()
    return MOVES.take_all("release", Notice.objects.due(moment).filter(channel=Channel.INBOX), sent_at=moment)


def recover() -> None:
    """Decide about messages whose claim ran out, by what can be known of them."""
    moment = now()
    left = Notice.objects.abandoned(moment)
    MOVES.take_all("arrive", left.filter(delivered_at__isnull=False), sent_at=F("delivered_at"), claim=None)
    once = [channel for channel, door in DOORS.items() if not door.twice]
    MOVES.take_all("give_up", left.filter(channel__in=once), fault=Fault.UNKNOWN, claim=None)
    MOVES.take_all("give_up", left.filter(attempts__gte=MOST_TRIES), fault=Fault.SPENT, claim=None)
    MOVES.take_all("put_back", left, claim=None, next_try_at=moment)


def claim(channels: Sequence[str]) -> list[Notice]:
    """Take a few due messages of these channels in hand, those owed longest first; nobody else takes them meanwhile."""
    moment, mine = now(), uuid4()
    due = Notice.objects.due(moment).filter(channel__in=channels).order_by("next_try_at", "pk")
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        chosen = list(due.values_list("pk", flat=True)[:BATCH])
        found = Notice.objects.filter(pk__in=chosen)
        MOVES.take_all("claim", found, claim=mine, claimed_until=moment + LEASE, attempts=F("attempts") + 1)
    # Addresses are opened one by one: one that does not open must not keep the others from being sent.
    held = Notice.objects.filter(pk__in=chosen, state=State.SENDING, claim=mine) if chosen else Notice.objects.none()
    return list(held.defer("address").select_related("to_user").order_by("next_try_at", "pk"))


def _work_on(batch: list[Notice], result: Round) -> set[Callable[[Message], None]]:
    """Send what was claimed; gives the doors that do not answer, whose messages were put back untried."""
    silence: dict[Callable[[Message], None], int] = {}
    for notice in batch:
        door = DOORS[Channel(notice.channel)]
        if silence.get(door.send, 0) >= AWAY:
            _put_back(notice)
            continue
        away = _try(notice, door, result)
        silence[door.send] = silence.get(door.send, 0) + 1 if away else 0
    return {send for send, times in silence.items() if times >= AWAY}


def _try(notice: Notice, door: Door, result: Round) -> bool:
    """One try of one message; whether its gateway did not answer at all."""
    moment = now()
    if notice.owed_at < moment - TOO_OLD:
        _fail(notice, Fault.STALE, result)
        return False
    try:
        door.send(_message(notice))
    except DecryptionError:
        _fail(notice, Fault.UNREADABLE, result)
    except Never as error:
        log.warning("message %s was refused: %s", notice.pk, error)
        _fail(notice, Fault.REFUSED, result)
    except Later as error:
        log.warning("message %s could not be sent at try %s: %s", notice.pk, notice.attempts, error)
        _again(notice, result)
        return error.away
    except Unclear as error:
        log.warning("whether message %s went out is not known: %s", notice.pk, error)
        _fail(notice, Fault.UNKNOWN, result)
    except Exception as error:  # one bad message must not silence the others
        log.warning("message %s could not be made: %s", notice.pk, type(error).__name__)
        _fail(notice, Fault.REFUSED if door.twice else Fault.UNKNOWN, result)
    else:
        result.acted += MOVES.take_all("arrive", _mine(notice), sent_at=now(), claim=None, fault="")
    return False


def _message(notice: Notice) -> Message:
    """What may leave of a notice: the fields its approved wording names, and for a letter the sentence, in Chinese."""
    if notice.channel != Channel.EMAIL and notice.kind not in wordings:
        raise Never("no wording is approved for this kind")
    if notice.token is None:
        raise Never("it has no key by which a gateway would know it")
    with translation.override("zh-hans"):
        text = words(notice) if notice.channel == Channel.EMAIL else ""
    fields = wordings[notice.kind].fields if notice.kind in wordings else ()
    values = {field: str(notice.data.get(field, "")) for field in fields}
    return Message(notice.token, notice.channel, notice.address, notice.kind, values, text)


def _mine(notice: Notice):
    """The row, as long as this claim holds it: a worker that was away too long changes nothing."""
    return Notice.objects.filter(pk=notice.pk, state=State.SENDING, claim=notice.claim)


def _fail(notice: Notice, fault: str, result: Round) -> None:
    result.failed += MOVES.take_all("give_up", _mine(notice), fault=fault, claim=None)


def _again(notice: Notice, result: Round) -> None:
    if notice.attempts >= MOST_TRIES:
        return _fail(notice, Fault.SPENT, result)
    wait = WAITS[max(notice.attempts, 1) - 1]
    result.failed += MOVES.take_all("put_back", _mine(notice), claim=None, next_try_at=now() + wait)


def _put_back(notice: Notice) -> None:
    """Untried: owed as before, after the shortest wait."""
    MOVES.take_all("put_back", _mine(notice), claim=None, attempts=F("attempts") - 1, next_try_at=now() + WAITS[0])
