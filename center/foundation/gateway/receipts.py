"""Receipts: the gateway says what became of a message. Signed, bound to a few minutes, and safe to hear twice."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from center.foundation.models import Notice
from center.foundation.notices import MOVES
from center.foundation.now import now

LARGEST = 64 * 1024  # bytes
MOST = 500  # receipts in one call
FRESH = 300  # seconds by which the two clocks may differ
Receipt = tuple[UUID, bool]


def signature(body: bytes, sent: str) -> str:
    """Hex HMAC-SHA256 of the time of sending (seconds since 1970, as text), a full stop and the body."""
    return hmac.new(settings.GATEWAY_RECEIPT_KEY.encode(), sent.encode() + b"." + body, hashlib.sha256).hexdigest()


def note(receipts: Iterable[Receipt]) -> int:
    """Keep what a gateway said of its messages; how many that changed.

    The same again changes nothing, and "not delivered" never takes a delivery back, in whatever order they come. What
    was not delivered is listed among those not sent, for somebody to call.
    """
    changed, moment = 0, now()
    for token, delivered in receipts:
        rows = Notice.objects.filter(token=token, delivered_at=None)
        if delivered:
            with_worker = Q(state=Notice.State.SENDING)
            arrived = MOVES.take_all("arrive", rows.exclude(with_worker), delivered_at=moment, sent_at=moment, fault="")
            changed += arrived or rows.filter(with_worker).update(delivered_at=moment)
        else:
            changed += MOVES.take_all("bounce", rows, fault=Notice.Fault.UNDELIVERED)
    return changed


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> JsonResponse:
    """POST {"receipts": [{"key": ..., "status": "delivered" or "undelivered"}]} with X-Gateway-Time and X-Gateway-Signature."""
    if not settings.GATEWAY_RECEIPT_KEY:
        raise Http404
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > LARGEST:
        return _no("too_large", 413)
    sent = request.headers.get("X-Gateway-Time", "")
    given = request.headers.get("X-Gateway-Signature", "")
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 12) or not hmac.compare_digest(
        signature(request.body, sent).encode(), given.encode("utf-8", "replace")
    ):
        return _no("bad_signature", 403)
    if abs(now().timestamp() - int(sent)) > FRESH:
        return _no("too_old", 403)
    receipts = _read(request.body)
    if receipts is None:
        return _no("bad_receipts", 400)
    return JsonResponse({"changed": note(receipts)})


def _read(body: bytes) -> list[Receipt] | None:
    try:
        rows = json.loads(body)["receipts"]
        if not isinstance(rows, list) or len(rows) > MOST:
            return None
        return [(UUID(row["key"]), {"delivered": True, "undelivered": False}[row["status"]]) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _no(code: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code}, status=status)
