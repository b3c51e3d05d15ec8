"""What the law says of an application before anybody decides: for what, on which ground, with which papers. 法律援助法 arts. 31-44."""

from datetime import UTC, datetime, time

from django.utils.translation import gettext_lazy as _

from center.foundation.now import SHANGHAI, now, today
from center.institution import offices
from center.institution.models import Desk
from intake import clocks
from intake.models import Case, LegalAid

Item, Ground = LegalAid.Item, LegalAid.Ground
# Where an offer stands on the page of the case, and what it proposes.
OFFERED: dict[str, str] = {
    "wage_arrears": Item.WAGES,
    "labour": Item.WAGES,
    "traffic_accident": Item.INJURY,
    "medical": Item.INJURY,
    "personal_injury": Item.INJURY,
    "marriage_family": Item.MAINTENANCE,
    "environment": Item.ENVIRONMENT,
    "legal_aid": "",
    "legal_consultation": "",
}
PROPOSED_GROUND = {"wage_arrears": Ground.MIGRANT}
MEANS = "means"
# The papers of an application; `means` is never asked of somebody whose ground exempts from the check.
PAPERS: dict[str, object] = {
    "form": _("Application form, signed"),
    "identity": _("Identity card or another proof of identity"),
    "authority": _("Proof of the right to act for the applicant (art. 40)"),
    "matter": _("Papers about the matter: contract, wage slip, diagnosis, determination and the like"),
    "ground": _("Proof of the ground that exempts from the check (art. 42)"),
    MEANS: _("Statement of hardship: records shared or a pledge of truth (art. 41)"),
}
LEGAL_DESK = "rule_of_law"
JUSTICE = "judicial"  # whose bureau has set up the aid office, and reviews objections (arts. 12 and 49)


def desk_for(case: Case) -> Desk | None:
    """The legal service desk of the center where the person stands, else that of the county."""
    desks = Desk.objects.select_related("center", "department").filter(department__key=LEGAL_DESK)
    county = offices.county()
    return desks.filter(center=case.center_id).first() or (desks.filter(center=county).first() if county else None)


def justice_desk(aid: LegalAid) -> Desk:
    """Where an objection is reviewed: the justice bureau's desk in the county center."""
    county = offices.county()
    found = Desk.objects.filter(department__key=JUSTICE, center=county).first() if county else None
    return found or aid.desk


def exempt(aid: LegalAid) -> bool:
    """Whether nobody asks about means: no condition of hardship (art. 32), or no check of it (art. 42)."""
    return bool(aid.ground)


def time_presses(aid: LegalAid) -> bool:
    """Whether aid may be given before the review: a limitation or period ends within the days of art. 44(1), or 44(2) applies."""
    if aid.preservation:
        return True
    if aid.period_ends_on is None or aid.period_ends_on < today():
        return False
    limit = clocks.in_force("legal_aid.urgent_flag")
    end = datetime.combine(aid.period_ends_on, time(12), SHANGHAI).astimezone(UTC)
    flagged = limit.due(end, clocks.calendar_of(limit, aid.desk)).raw
    return now().astimezone(SHANGHAI).date() >= flagged.astimezone(SHANGHAI).date()
