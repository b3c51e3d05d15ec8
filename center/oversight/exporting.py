"""The audit as a list that the auditor can take out: ids only, as it stands."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from center.foundation.models import AuditRow
from center.institution.permissions import scope
from center.papers.exports.registers import Column, ExportKind, exports


def rows(user: Any, query: QueryDict) -> QuerySet:
    """All rows, or those of one action."""
    found = AuditRow.objects.all() if scope(user).allows("audit.read") else AuditRow.objects.none()
    action = query.get("action", "")[:40].replace("\0", "")
    return found.filter(action=action) if action else found


def cells(found: Sequence[AuditRow]) -> Iterator[dict[str, Any]]:
    for row in found:
        yield {
            "seq": row.seq,
            "at": row.at,
            "action": row.action,
            "about": row.about,
            "by": f"{row.by_kind}:{row.by_id or ''}",
            "posting": row.by_posting or "",
            "data": json.dumps(row.data, ensure_ascii=False, sort_keys=True),
            "digest": row.digest,
        }


exports.add(
    ExportKind(
        "audit",
        _("Audit"),
        (
            Column("seq", _("Line")),
            Column("at", _("Moment")),
            Column("action", _("What was done")),
            Column("about", _("About")),
            Column("by", _("By")),
            Column("posting", _("Seat")),
            Column("data", _("Details")),
            Column("digest", _("Digest")),
        ),
        rows,
        cells,
        lambda user: scope(user).allows("audit.read"),
        "exports:index",
    )
)
