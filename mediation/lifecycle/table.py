"""How a mediation moves.

propose -> proposed -open-> open -agree-> agreed         both sides agreed to mediate, then to terms
           proposed, open -fail-> failed                 a side refuses, or no agreement is reached
           proposed, open -end-> ended                   the case was withdrawn
"""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from center.foundation.moves import Moves
from center.institution.models import Center
from intake import lifecycle as case_lifecycle
from intake.models import Case, Party
from mediation.models import Mediation

State = Mediation.State
MOVES = Moves(
    open=({State.PROPOSED}, State.OPEN),
    agree=({State.OPEN}, State.AGREED),
    fail=({State.PROPOSED, State.OPEN}, State.FAILED),
    end=({State.PROPOSED, State.OPEN}, State.ENDED),
)
MAIN_SIDES = (Party.Side.APPLICANT, Party.Side.RESPONDENT)
TERMS_LENGTH = case_lifecycle.RESULT_LENGTH
REFUSED = {
    Party.Side.APPLICANT: _("The applicant does not want mediation."),
    Party.Side.RESPONDENT: _("The other side does not want mediation."),
}  # no name: the citizen reads it
OTHER_ROUTES = _(
    "If mediation does not succeed, you may apply for arbitration or to the competent administrative office where the law provides for it, or sue in court"
    " (People's Mediation Act art. 26)."
)


def main_sides(case: Case) -> list[Party]:
    """Those whose consent is needed: applicants and the other side."""
    return list(case.parties.filter(side__in=MAIN_SIDES).select_related("person").order_by("position", "pk"))


def unanswered(mediation: Mediation) -> bool:
    """Whether a main side has not been asked yet."""
    return (
        mediation.case.parties.filter(side__in=MAIN_SIDES).exclude(pk__in=mediation.consents.values("party")).exists()
    )


def limit_of(case: Case) -> str:
    """The limit that runs here: a special one comes before the general norm."""
    return "medical.mediate" if case.desk.center.kind == Center.Kind.MEDICAL else "mediation.norm"


def in_office_words(sentence: Any) -> str:
    """What is kept with the case is written in the language of the office, whatever language the page is read in."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(sentence)
