"""The lists of the counter that can be taken out: cases as filtered, and imports. Sensitive matters and accusations never are."""

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.institution.permissions import scope
from center.papers.exports.registers import Column, ExportKind, exports
from intake import filters, sides
from intake.models import Batch, Case, Party

NOT_NEEDED = ("query_code", "token", "narrative")


def cases(user: Any, query: QueryDict) -> QuerySet:
    """What the list shows for these chips, without what no list may carry out."""
    return filters.listed(SimpleNamespace(user=user), query).filter(restricted=False)


def case_cells(found: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """A batch with its first sides in a handful of queries."""
    first = Prefetch("parties", Party.objects.filter(position=0).select_related("person"))
    for case in Case.objects.filter(pk__in=[case.pk for case in found]).defer(*NOT_NEEDED).for_list().prefetch_related(None).prefetch_related(first, "visit", "township", "handler", "center").order_by("pk"):  # fmt: skip
        party = next(iter(case.parties.all()), None)
        person = party.person if party else None
        yield {
            "number": case.number,
            "state": case.get_state_display(),
            "matter": case.matter.label,
            "source": case.visit.get_source_display(),
            "registered_at": case.registered_at,
            "center": case.center.label,
            "desk": case.desk.full_label,
            "handler": case.handler or "",
            "township": case.township.label if case.township else "",
            "people_count": case.people_count,
            "party": sides.first_name(case),
            "outcome": case.get_outcome_display(),
            "concluded_at": case.concluded_at,
            "party_name": (person.name if person else party.organisation) if party else "",
            "id_number": person.id_number if person else "",
            "phone": person.phone if person else "",
            "address": person.address if person else "",
        }


def batches(user: Any, query: QueryDict) -> QuerySet:
    """The imports of the reader's counters."""
    return Batch.objects.visible_to(user)


def batch_cells(found: Sequence[Batch]) -> Iterator[dict[str, Any]]:
    rows = Batch.objects.filter(pk__in=[batch.pk for batch in found]).select_related("desk__center", "by")
    for batch in rows.annotate(cases=Count("rows__case")).order_by("pk"):
        yield {
            "at": batch.at,
            "desk": batch.desk.full_label,
            "source": batch.get_source_display(),
            "way": batch.get_way_display(),
            "state": batch.get_state_display(),
            "rows": batch.rows_read,
            "cases": batch.cases,
            "by": batch.by or "",
        }


exports.add(
    ExportKind(
        "cases",
        _("Cases"),
        (
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("matter", _("Matter")),
            Column("source", _("Source of the matter")),
            Column("registered_at", _("Registered on")),
            Column("center", _("Registered at")),
            Column("desk", _("Desk")),
            Column("handler", _("Handler")),
            Column("township", _("Township")),
            Column("people_count", _("People concerned")),
            Column("party", _("First party, masked")),
            Column("outcome", _("Outcome")),
            Column("concluded_at", _("Concluded on")),
            Column("party_name", _("Name of the first party"), sensitive=True),
            Column("id_number", _("ID number"), sensitive=True),
            Column("phone", _("Phone"), sensitive=True),
            Column("address", _("Address"), sensitive=True),
        ),
        cases,
        case_cells,
        lambda user: scope(user).sees_cases,
        "intake:cases",
    )
)
exports.add(
    ExportKind(
        "imports",
        _("Imports"),
        (
            Column("at", pgettext_lazy("export", "At")),
            Column("desk", _("Desk")),
            Column("source", _("Source of the matter")),
            Column("way", _("Way in")),
            Column("state", _("State")),
            Column("rows", _("Rows")),
            Column("cases", _("Cases")),
            Column("by", _("By")),
        ),
        batches,
        batch_cells,
        lambda user: scope(user).allows("case.import"),
        "intake:batches",
    )
)
