"""The proposal: the first row of the routing table whose conditions hold, and the desk behind its destination."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import Area, Center, Desk
from intake.models import Case, MatterType, Party, Route
from intake.routing.asked import heard
from intake.routing.table import holds, keywords, table
from intake.routing.wording import DESTINATIONS

DEPARTMENT_DESK = {"petitions": "petitions", "governance": "governance", "legal_service": "rule_of_law"}
MEDIATION = "judicial"


@dataclass(frozen=True)
class Question:
    """What routing looks at: where the person stands, what it is about and where, how many, how much, and who is on the other side."""

    center: Center
    matter: MatterType
    people_count: int = 1
    opponent_outside: bool = False
    claims_payment: bool = False
    township: Area | None = None
    amount_cents: int | None = None
    other_side: str = ""
    words: frozenset[str] = frozenset()  # the keywords of the table that were heard
    area: Area | None = None

    @property
    def center_id(self) -> int | None:
        return self.center.pk

    @property
    def areas(self) -> frozenset[int]:
        """The place and the township it lies in."""
        return frozenset(area.pk for area in (self.area, self.township) if area is not None)


@dataclass(frozen=True)
class Proposal:
    """The desk proposed, the row that proposed it, and the sentence for the clerk."""

    desk: Desk
    route: Route

    @property
    def why(self) -> str:
        return self.route.why

    @property
    def assist(self) -> str:
        """Who should be asked to assist; empty where nobody."""
        return str(DESTINATIONS[self.route.assist]) if self.route.assist else ""


def propose(question: Question) -> Proposal:
    """The proposal for a matter. Raises Refused("no_route") when the table has no row for it, which a loaded county never does."""
    for row in table():
        if holds(row, question.matter.key, question):
            return Proposal(row.route.desk or desk_of(row.route.destination, question), row.route)
    raise Refused(
        _("The routing table has no row for this matter. Choose the desk yourself and tell the center's director."),
        "no_route",
    )


def propose_for(case: Case) -> Proposal | None:
    """The proposal for a case that is written down already; nothing where the table has none or the case is there already."""
    try:
        proposal = propose(question_of(case))
    except Refused:
        return None
    return proposal if proposal.desk.pk != case.desk_id else None


def question_of(case: Case) -> Question:
    """What routing asks of a case that is written down already."""
    return Question(
        center=case.center, matter=case.matter, people_count=case.people_count, opponent_outside=case.opponent_outside,
        claims_payment=case.claims_payment, township=case.township, amount_cents=case.amount_cents,
        other_side=_other_side(case), words=words(case.narrative, case.claim), area=case.area,
    )  # fmt: skip


def words(*texts: str) -> frozenset[str]:
    """The keywords of the table in force that are heard in the words of a matter."""
    return heard("\n".join(texts), keywords(table()))


def desk_of(destination: str, question: Question) -> Desk:
    """The desk behind a destination for somebody who stands at `question.center`. Raises Refused("no_desk")."""
    desk = _find(destination, question)
    if desk is None:
        raise Refused(
            _("The county has no desk yet for this destination. Choose another desk and tell the administrator."),
            "no_desk",
        )
    return desk


def _other_side(case: Case) -> str:
    """Whether an organisation or a person stands on the other side; asked only where a rule wants to know."""
    if not any(row.route.other_side for row in table()):
        return ""
    sides = list(case.parties.filter(side=Party.Side.RESPONDENT).values_list("organisation", flat=True))
    if not sides:
        return ""
    return Route.OtherSide.ORGANISATION if any(sides) else Route.OtherSide.PERSON


def _find(destination: str, question: Question) -> Desk | None:
    desks = (
        Desk.objects.valid(today()).select_related("center", "department").order_by("department__order", "pk")
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
