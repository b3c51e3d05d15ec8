"""Text messages and WeChat through a gateway that speaks HTTP: one POST a message, at least once, with a key for the second time.

POST {GATEWAY_URL}/messages with `Authorization: Bearer`, `Idempotency-Key`, and JSON {key, channel, to, template, values}.
A gateway of another make is another module with the same `send`.
"""

import json
from functools import cache
from typing import Any

import urllib3
from django.conf import settings

from center.foundation.gateway.message import Later, Message, Never

READ_AT_MOST = 4096  # bytes of an answer; none of it is kept
TAKEN_BEFORE = 409
NEVER = {400, 404, 405, 410, 413, 415, 422}


def is_there() -> bool:
    """Whether a gateway is named; where there is none, messages wait."""
    return bool(settings.GATEWAY_URL)


def send(message: Message) -> None:
    """Hand `message` to the gateway. Raises Never when it is refused, Later when it should be tried again."""
    try:
        answer = _pool().request(
            "POST",
            f"{settings.GATEWAY_URL}/messages",
            body=json.dumps(_body(message), ensure_ascii=False).encode(),
            headers={
                "Authorization": f"Bearer {settings.GATEWAY_TOKEN}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(message.token),
            },
            timeout=urllib3.Timeout(total=settings.GATEWAY_TIMEOUT),
            retries=False,  # tries are counted in the database, and a redirect would carry the token elsewhere
            preload_content=False,
        )
    except urllib3.exceptions.HTTPError as error:
        raise Later(type(error).__name__, away=True) from None  # the error itself names address and key
    try:
        answer.read(READ_AT_MOST)
    except urllib3.exceptions.HTTPError:
        pass  # the status has said all
    finally:
        answer.close()
    if 200 <= answer.status < 300 or answer.status == TAKEN_BEFORE:
        return
    if answer.status in NEVER:
        raise Never(f"status {answer.status}")
    raise Later(f"status {answer.status}", away=answer.status in (401, 403))  # a wrong token is wrong for all


def _body(message: Message) -> dict[str, Any]:
    return {
        "key": str(message.token),
        "channel": message.channel,
        "to": message.to,
        "template": settings.GATEWAY_TEMPLATES.get(message.kind, message.kind),
        "values": dict(message.values),
    }


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(num_pools=1, maxsize=4)
