"""Grid reports as a list that can be taken out."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from center.institution.permissions import scope
from center.papers.exports.registers import Column, ExportKind, exports
from grid.models import GridReport


def reports(user: Any, query: QueryDict) -> QuerySet:
    """The reports whose case the reader sees, without sensitive matters."""
    return GridReport.objects.visible_to(user).filter(case__restricted=False)


def cells(found: Sequence[GridReport]) -> Iterator[dict[str, Any]]:
    rows = GridReport.objects.filter(pk__in=[one.pk for one in found]).for_list().order_by("pk")
    for one in rows:
        yield {
            "number": one.case.number,
            "received_at": one.received_at,
            "grid": one.grid.label,
            "category": one.category.label,
            "urgent": _("yes") if one.urgent else _("no"),
            "settled": _("yes") if one.settled else _("no"),
            "state": one.case.get_state_display(),
            "reporter": one.reporter,
        }


exports.add(
    ExportKind(
        "grid-reports",
        _("Grid reports"),
        (
            Column("number", _("Number")),
            Column("received_at", _("Reported on")),
            Column("grid", _("Grid")),
            Column("category", _("Category")),
            Column("urgent", _("Urgent")),
            Column("settled", _("Settled in the grid")),
            Column("state", _("State")),
            Column("reporter", _("Reported by")),
        ),
        reports,
        cells,
        lambda user: scope(user).sees_cases,
        "exports:index",
    )
)
