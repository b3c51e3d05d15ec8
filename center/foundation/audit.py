"""The audit chain: sign-in, looked, searched, revealed, exported, and every change of settings, postings, limits and routes."""

from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from center.foundation import chain
from center.foundation.actor import Actor
from center.foundation.models import AuditHead, AuditRow
from center.foundation.now import now

HEAD = 1


@transaction.atomic
def record(action: str, *, by: Actor, about: str = "", **data: Any) -> AuditRow:
    """Write one row and advance the head; `data` holds ids and a reason, never a name or a number of a person."""
    head = _take_head()
    row = AuditRow(
        seq=head.seq + 1,
        at=now(),
        action=action,
        about=about,
        by_kind=str(by.kind),
        by_id=by.id,
        by_posting=by.posting,
        data=data,
    )
    row.digest = _link(head.digest, row)
    row.save(force_insert=True)
    AuditHead.objects.filter(pk=HEAD).update(seq=row.seq, digest=row.digest)
    return row


def verify() -> AuditRow | int:
    """The first row that does not fit the chain, or the count of rows that do; a cut tail names the last row that is left."""
    previous, count, row = "", 0, None
    for row in AuditRow.objects.order_by("seq").iterator(2000):
        if row.seq != count + 1 or row.digest != _link(previous, row):
            return row
        previous, count = row.digest, row.seq
    head = AuditHead.objects.filter(pk=HEAD).first()
    if head and row and (head.seq, head.digest) != (count, previous):
        return row
    return count


def verify_some(rows: QuerySet[AuditRow]) -> AuditRow | int:
    """The same of some rows, such as those of a day: each against the one before it, in three queries; the end of the chain too."""
    before = AuditRow.objects.filter(seq=OuterRef("seq") - 1)
    row, count = None, 0
    for row in rows.order_by("seq").annotate(before=Subquery(before.values("digest")[:1])).iterator(2000):
        if (row.before is None and row.seq != 1) or row.digest != _link(row.before or "", row):
            return row
        count += 1
    ends = AuditHead.objects.filter(pk=HEAD).first()
    if row and ends and (row.seq > ends.seq or (row.seq == ends.seq and row.digest != ends.digest)):
        return row
    if row and ends and row.seq < ends.seq and not AuditRow.objects.filter(seq=row.seq + 1).exists():
        return row  # what came after it was cut off
    return count


def _link(previous: str, row: AuditRow) -> str:
    return chain.link(
        previous, row.seq, row.at, row.action, row.about, row.by_kind, row.by_id, row.by_posting, row.data
    )


def _take_head() -> AuditHead:
    AuditHead.objects.bulk_create([AuditHead(pk=HEAD)], ignore_conflicts=True)
    heads = AuditHead.objects.filter(pk=HEAD)
    return (heads.select_for_update() if connection.features.has_select_for_update else heads).get()
