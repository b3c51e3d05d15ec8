"""Where a matter goes, and why: the first row of the routing table whose conditions hold."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import Area, Center, Desk
from intake.models import Case, MatterType, Route

DEPARTMENT_DESK = {"petitions": "petitions", "governance": "governance", "legal_service": "rule_of_law"}
MEDIATION = "judicial"


@dataclass(frozen=True)
class Question:
    """What routing looks at: where the person stands, what it is about, how many, and where the other side is."""

    center: Center
    matter: MatterType
    people_count: int = 1
    opponent_outside: bool = False
    claims_payment: bool = False
    township: Area | None = None


@dataclass(frozen=True)
class Proposal:
    """The desk proposed, the row that proposed it, and the sentence for the clerk."""

    desk: Desk
    route: Route

    @property
    def why(self) -> str:
        return self.route.why


def propose(question: Question) -> Proposal:
    """The proposal for a matter. Raises Refused("no_route") when the table has no row for it, which a loaded county never does."""
    for route in Route.objects.valid(today()).filter(Q(matters=None) | Q(matters=question.matter)):
        if holds(route, question):
            return Proposal(desk_of(route.destination, question), route)
    raise Refused(
        _("The routing table has no row for this matter. Choose the desk yourself and tell the center's director."),
        "no_route",
    )


def propose_for(case: Case) -> Proposal | None:
    """The proposal for a case that is written down already; nothing where the table has none or the case is there already."""
    question = Question(
        case.center, case.matter, case.people_count, case.opponent_outside, case.claims_payment, case.township
    )
    try:
        proposal = propose(question)
    except Refused:
        return None
    return proposal if proposal.desk.pk != case.desk_id else None


def holds(route: Route, question: Question) -> bool:
    """Whether every condition that the row names, besides its matters, is met."""
    return (
        (route.people_over is None or question.people_count > route.people_over)
        and (route.opponent_outside is None or question.opponent_outside == route.opponent_outside)
        and (route.claims_payment is None or question.claims_payment == route.claims_payment)
    )


def desk_of(destination: str, question: Question) -> Desk:
    """The desk behind a destination for somebody who stands at `question.center`. Raises Refused("no_desk")."""
    desk = _find(destination, question)
    if desk is None:
        raise Refused(
            _("The county has no desk yet for this destination. Choose another desk and tell the administrator."),
            "no_desk",
        )
    return desk


def _find(destination: str, question: Question) -> Desk | None:
    desks = Desk.objects.select_related("center", "department").order_by(
        "department__order", "pk"
    )  # the order of lists joins areas
    county = desks.filter(center__kind=Center.Kind.COUNTY)
    here = desks.filter(center=question.center)
    if destination in DEPARTMENT_DESK:
        department = DEPARTMENT_DESK[destination]
        return here.filter(department__key=department).first() or county.filter(department__key=department).first()
    if destination == Route.Destination.COUNTY:
        return county.filter(department__key=MEDIATION).first()
    if destination == Route.Destination.TOWNSHIP:
        if question.center.kind == Center.Kind.TOWNSHIP:
            return here.filter(department__key=MEDIATION).first()
        there = desks.filter(
            center__kind=Center.Kind.TOWNSHIP, center__area=question.township, department__key=MEDIATION
        )
        return (there.first() if question.township else None) or county.filter(department__key=MEDIATION).first()
    return desks.filter(center__kind=destination, department__isnull=False).first()
