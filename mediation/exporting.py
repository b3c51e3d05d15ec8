"""The mediators' docket as a list that can be taken out."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from center.papers.exports.registers import Column, ExportKind, exports
from mediation.docket import docket
from mediation.models import Mediation


def mediations(user: Any, query: QueryDict) -> QuerySet:
    """What the docket shows for these chips, without sensitive matters."""
    return docket.of(user, docket.chosen(query)).filter(proceeding__case__restricted=False)


def cells(found: Sequence[Mediation]) -> Iterator[dict[str, Any]]:
    rows = Mediation.objects.filter(pk__in=[one.pk for one in found]).order_by("pk")
    for one in rows.select_related("mediator", "proceeding__case__matter", "proceeding__case__desk__center"):
        case = one.proceeding.case
        yield {
            "number": case.number,
            "matter": case.matter.label,
            "state": one.get_state_display(),
            "desk": case.desk.full_label,
            "mediator": one.mediator,
            "proposed_at": one.proposed_at,
            "ended_at": one.ended_at,
            "form": one.get_agreement_form_display(),
            "amount": "" if one.amount_cents is None else f"{one.amount_cents / 100:.2f}",
        }


exports.add(
    ExportKind(
        "mediations",
        _("Mediations"),
        (
            Column("number", _("Number")),
            Column("matter", _("Matter")),
            Column("state", _("State")),
            Column("desk", _("Desk")),
            Column("mediator", _("Mediator")),
            Column("proposed_at", _("Proposed on")),
            Column("ended_at", _("Ended on")),
            Column("form", _("Form of the agreement")),
            Column("amount", _("Amount (yuan)")),
        ),
        mediations,
        cells,
        docket.sees,
        "mediation:docket",
    )
)
