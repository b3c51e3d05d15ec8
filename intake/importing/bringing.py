"""A batch begins: the rows of a sheet or of an API call are written down, encrypted, and a worker is asked to try them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.fields import digest
from center.foundation.now import now
from center.institution import permissions
from center.institution.models import Desk
from intake import sources
from intake.importing import sheet
from intake.models import Batch, BatchRow

WRITTEN = 500  # rows in one insert
MOST_OF_A_ROW = 20_000  # characters of one registering object


def from_sheet(upload: BinaryIO, *, size: int, source: str, desk: Desk, by: Actor, client_key: str) -> Batch:
    """A batch of the rows of an Excel sheet; the same key gives the batch it made before. Nothing is kept of a file that is refused.

    The file itself is not kept: each row is, encrypted, until it is no longer needed.
    """
    permissions.require(by, "case.import")
    if known := _known(client_key, by):
        return known
    lines = [
        (line.number, _sealed({"cells": line.cells, "faults": line.faults}))
        for line in sheet.read(upload, size=size)
    ]  # fmt: skip
    return _bring(lines, source, Batch.Way.EXCEL, desk, by, client_key)


def from_objects(
    objects: list[Any], *, source: str, desk: Desk, by: Actor, client_key: str, goes_on: bool = False
) -> Batch:
    """A batch of registering objects, numbered from 1; the same key gives the batch it made before."""
    permissions.require(by, "case.import")
    if known := _known(client_key, by):
        return known
    if not objects:
        raise Refused(_("Send at least one row."), "no_rows", status=422)
    if len(objects) > settings.IMPORT_MAX_ROWS:
        raise sheet.too_many_rows()
    lines = [(number, _sealed(_of(one))) for number, one in enumerate(objects, start=1)]
    return _bring(lines, source, Batch.Way.API, desk, by, client_key, goes_on)


def _of(one: Any) -> dict[str, Any]:
    """What is kept of a row that a program sent; of one that is no object or far too long, the sentence only."""
    if not isinstance(one, Mapping):
        return {
            "object": {},
            "faults": [sheet.fault("", _("A row is an object with the fields of a registration."), "not_an_object")],
        }
    if "settle" in one or "visit" in one:
        return {"object": {}, "faults": [sheet.fault("settle" if "settle" in one else "visit", _("Rows of a batch are sent on. Settle them afterwards, one by one."), "not_in_a_batch")]}  # fmt: skip
    if len(json.dumps(one, ensure_ascii=False)) > MOST_OF_A_ROW:
        return {
            "object": {},
            "faults": [sheet.fault("", _("This row is far too long. Shorten its texts."), "too_long")],
        }
    return {"object": dict(one)}


def _bring(
    lines: Iterable[tuple[int, str]],
    source: str,
    way: str,
    desk: Desk,
    by: Actor,
    client_key: str,
    goes_on: bool = False,
) -> Batch:
    if source not in sources.IMPORTED:
        raise Refused(_("Choose the source that the rows come from."), "source_needed", status=422)
    try:
        with transaction.atomic():
            return _write(list(lines), source, way, desk, by, _key(client_key, by), goes_on)
    except IntegrityError:
        if known := _known(client_key, by):  # the same at the same moment
            return known
        raise


def _write(
    lines: list[tuple[int, str]], source: str, way: str, desk: Desk, by: Actor, key: str | None, goes_on: bool
) -> Batch:
    batch = Batch.objects.create(
        desk=desk, source=source, way=way, client_key=key, rows_read=len(lines), goes_on=goes_on, by_id=by.user_id, by_posting=by.posting,
        by_token=by.id if by.kind == ActorKind.API else None, at=now(),
    )  # fmt: skip
    for first in range(0, len(lines), WRITTEN):
        BatchRow.objects.bulk_create(
            BatchRow(batch=batch, line=number, content=content, state=BatchRow.State.READY)
            for number, content in lines[first : first + WRITTEN]
        )
    return batch


def _sealed(content: dict[str, Any]) -> str:
    """As text; a program may send halves of characters, which are written as JSON escapes and refused when the row is tried."""
    return json.dumps(content, ensure_ascii="object" in content)


def _key(client_key: str, by: Actor) -> str | None:
    return digest(f"{by.kind}:{by.id}:{client_key}", "batch.client") if client_key else None


def _known(client_key: str, by: Actor) -> Batch | None:
    key = _key(client_key, by)
    return Batch.objects.filter(client_key=key).first() if key else None
