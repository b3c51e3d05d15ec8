"""A rule in words: its conditions, and where it leads."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Route

Destination = Route.Destination
DESTINATIONS: dict[str, Any] = {
    Destination.TOWNSHIP: gettext_lazy("Mediation desk of the township"),
    Destination.COUNTY: gettext_lazy("Mediation desk of the county center"),
    Destination.TRAFFIC: gettext_lazy("Traffic accident mediation center"),
    Destination.MEDICAL: gettext_lazy("Medical dispute mediation center"),
    Destination.HOUSING: gettext_lazy("Housing and land expropriation mediation center"),
    Destination.JOINT_RECEPTION: gettext_lazy("Joint reception center for law-and-litigation petitions"),
    Destination.LAND_TRIBUNAL: gettext_lazy("Mediation and arbitration tribunal for rural land contracts"),
    Destination.LEGAL_SERVICE: gettext_lazy("Public legal service desk of the center"),
    Destination.PETITIONS: gettext_lazy("Petition desk of the center"),
    Destination.GOVERNANCE: gettext_lazy("Comprehensive governance desk of the center"),
    Destination.DESK: gettext_lazy("A desk named here"),
}


def destination(route: Route) -> str:
    """Where it leads, and who should be asked to assist."""
    where = route.desk.full_label if route.desk else str(DESTINATIONS[route.destination])
    if not route.assist:
        return where
    return _("%(where)s; ask to assist: %(assist)s") % {"where": where, "assist": DESTINATIONS[route.assist]}


def conditions(route: Route) -> list[str]:
    """What must be met, one sentence each; none: whatever no rule before it took."""
    told = [
        _("at %(center)s only") % {"center": route.center.label} if route.center else "",
        _("matter: %(names)s") % {"names": _("、").join(matter.label for matter in route.matters.all())} if route.matters.all() else "",
        _("place: %(names)s") % {"names": _("、").join(area.label for area in route.areas.all())} if route.areas.all() else "",
        _("words: %(names)s") % {"names": _("、").join(route.keywords.split())} if route.keywords else "",
        _("more than %(number)s people") % {"number": route.people_over} if route.people_over is not None else "",
        _("more than %(amount)s yuan") % {"amount": f"{route.amount_over_cents / 100:,.2f}"} if route.amount_over_cents is not None else "",
        _("other side: %(side)s") % {"side": route.get_other_side_display()} if route.other_side else "",
        _either(route.opponent_outside, _("the other side is outside the township"), _("the other side is not outside the township")),
        _either(route.claims_payment, _("payment is asked for"), _("no payment is asked for")),
    ]  # fmt: skip
    return [sentence for sentence in told if sentence]


def _either(value: bool | None, yes: str, no: str) -> str:
    return "" if value is None else yes if value else no
