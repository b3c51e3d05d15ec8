"""The guidance slip (引导单): to which office, by which article, with what; one for each rule that the answers bring up."""

from dataclasses import dataclass

from intake.models import Case
from intake.routing import exclusions, offices
from intake.routing.exclusions import Exclusion
from intake.routing.questions import known


@dataclass(frozen=True)
class GuidanceSlip:
    """One slip: the rule and the office with what the county knows of it."""

    check: Exclusion
    door: offices.Door


def slips(case: Case) -> list[GuidanceSlip]:
    """The slips that may be given for a case, what blocks first."""
    answers = known(case.facts.values_list("question", "answer"))
    found = exclusions.anywhere(case.matter.key, answers, offices.handling_desks())
    return [GuidanceSlip(check, offices.door(check.office)) for check in found]
