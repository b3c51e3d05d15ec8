"""Making the workbook, by a worker: the list is read in batches by the same filter as the page, and sealed before it is stored."""

import base64
import hashlib
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import translation

from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.permissions import scope
from center.papers.exports import lifecycle
from center.papers.exports.registers import ExportKind, exports
from center.papers.exports.workbook import Workbook
from center.papers.models import Export, ExportContent

log = logging.getLogger(__name__)
BATCH = 500
STANDS_STILL = timedelta(minutes=10)  # after which another worker takes it over


def build_left() -> int:
    """Go on with what waits or what a worker left behind; how many."""
    left = [export.pk for export in Export.objects.left() if _is_free(export)]
    for pk in left:
        build(pk)
    return len(left)


def build(pk: int) -> None:
    """Make one, if it still waits. Safe to run twice: whoever takes it second finds it taken."""
    export = Export.objects.select_related("posting__user", "posting__desk__center", "asked_by").filter(pk=pk).first()
    if export is None or not _is_free(export) or not _claim(export):
        return
    try:
        with translation.override("zh-hans"):
            content, rows = _write(export, exports[export.kind])
        with transaction.atomic():
            ExportContent.objects.filter(export=export).delete()
            ExportContent.objects.create(export=export, sealed=base64.b64encode(content).decode())
            lifecycle.finish(export, rows=rows, sha256=hashlib.sha256(content).hexdigest())
    except Exception as error:  # a row of the sweep's: it must go on with the others
        log.warning("export %s could not be made: %s", pk, type(error).__name__)
        _fail(export)


def content(export: Export) -> bytes:
    """The workbook as it was made."""
    return base64.b64decode(export.content.sealed)


def _write(export: Export, kind: ExportKind) -> tuple[bytes, int]:
    user = export.asked_by
    if not scope(user).postings or not kind.shown(user):
        raise PermissionError("whoever asked has no seat any more")
    book = Workbook(export, kind)
    rows = 0
    for records in _batches(kind.found(user, QueryDict(export.query))):
        for cells in kind.cells(records):
            book.add(cells)
        rows += len(records)
        Export.objects.filter(pk=export.pk).update(written=rows, begun_at=now())
    return book.bytes(), rows


def _batches(found: Any) -> Iterator[list[Any]]:
    """By the key, so that rows that come or go meanwhile put nothing out of order."""
    last = 0
    ordered = found.order_by("pk")
    while records := list(ordered.filter(pk__gt=last)[:BATCH]):
        yield records
        last = records[-1].pk


def _is_free(export: Export) -> bool:
    stands = export.begun_at is None or export.begun_at < now() - STANDS_STILL
    return export.state == Export.State.APPROVED or (export.state == Export.State.BUILDING and stands)


def _claim(export: Export) -> bool:
    """Of two workers that come at once one gets it: the time it was begun is compared and swapped with the state."""
    taken = Export.objects.filter(pk=export.pk, state=export.state, begun_at=export.begun_at).update(
        state=lifecycle.MOVES["build"].target, begun_at=now()
    )
    export.refresh_from_db(fields=["state", "begun_at"])
    return bool(taken)


def _fail(export: Export) -> None:
    try:
        lifecycle.fail(export)
    except Refused:
        log.warning("export %s has moved on", export.pk)
