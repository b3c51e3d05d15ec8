"""How a mediation moves.

receive -> applied -accept-> proposed                    an application is looked at, then taken on
           applied -decline-> declined                   or not, with the reason
propose -> proposed -open-> open -agree-> agreed         both sides agreed to mediate, then to terms
           proposed, open -fail-> failed                 a side refuses, is silent, or no agreement is reached
           applied, proposed, open -end-> ended          the case was withdrawn

Taken up again, it is a new mediation on the same case, which names the earlier one; every side is asked anew.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.institution.models import Center
from intake import clocks
from intake import lifecycle as case_lifecycle
from intake.cases import take
from intake.models import Attachment, Case, Party
from intake.permissions import require
from mediation.models import Mediation

State, Kind, Entrusted = Mediation.State, Mediation.Kind, Mediation.Entrusted
MOVES = Moves(
    accept=({State.APPLIED}, State.PROPOSED),
    decline=({State.APPLIED}, State.DECLINED),
    open=({State.PROPOSED}, State.OPEN),
    agree=({State.OPEN}, State.AGREED),
    fail=({State.PROPOSED, State.OPEN}, State.FAILED),
    end=({State.APPLIED, State.PROPOSED, State.OPEN}, State.ENDED),
)
ASKED = (State.PROPOSED, State.OPEN)  # where sides are asked and prepared
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
OF_CENTER = {
    Center.Kind.TRAFFIC: Kind.TRAFFIC,
    Center.Kind.MEDICAL: Kind.MEDICAL,
    Center.Kind.HOUSING: Kind.HOUSING,
}
BY_COURT = {  # 法释〔2016〕14号 art. 27: instead of the norm
    Entrusted.ASSIGNED: "mediation.court_assigned",
    Entrusted.ORDINARY: "mediation.court_entrusted_ordinary",
    Entrusted.SUMMARY: "mediation.court_entrusted_summary",
}
ON_THE_WAY = (
    "mediation.accept",
    "mediation.answer",
    "mediation.choose_mediator",
    "mediation.assign_mediator",
    "mediation.take_on",
)  # limits that end with the mediation


def enter(mediation: Mediation, right: str, by: Actor, *states: str) -> Case:
    """Take the case, let in only who may, and read the mediation as it is now. Raises Refused("moved_on") outside `states`."""
    case = take(mediation.case)
    require(by, f"mediation.{right}", case)
    mediation.refresh_from_db(fields=["state", "mediator", "lead", "limit_key", "kind", "opened_at"])
    if mediation.state not in (states or Mediation.UNDER_WAY):
        if mediation.state not in Mediation.UNDER_WAY:
            raise Refused(_("This mediation is over. Load the page again to see how it ended."), "moved_on")
        raise Refused(
            _("The mediation stands at “%(state)s”; this step comes at another time.")
            % {"state": mediation.get_state_display()},
            "moved_on",
        )
    return case


def main_sides(case: Case) -> list[Party]:
    """Applicants and the other side, whose dispute it is."""
    return list(case.parties.filter(side__in=MAIN_SIDES).select_related("person").order_by("position", "pk"))


def answering(mediation: Mediation) -> QuerySet[Party]:
    """Those whose consent is needed: the main sides, without the joint claimants whom others represent by a written mandate."""
    main = mediation.case.parties.filter(side__in=MAIN_SIDES).exclude(mandates__mediation=mediation)
    return main.select_related("person").order_by("position", "pk")


def unanswered(mediation: Mediation) -> bool:
    """Whether a main side has not been asked yet."""
    return answering(mediation).exclude(pk__in=mediation.consents.values("party")).exists()


def kind_of(case: Case) -> Mediation.Kind:
    """By the center whose desk mediates."""
    return OF_CENTER.get(Center.Kind(case.desk.center.kind), Kind.PEOPLE)


def limit_of(case: Case, entrusted: str = "") -> str:
    """The limit that runs: a court's comes first (法释〔2016〕14号 art. 27), a special one before the general norm."""
    if entrusted:
        return BY_COURT[Entrusted(entrusted)]
    return "medical.mediate" if kind_of(case) == Kind.MEDICAL else "mediation.norm"


def stop_clocks(mediation: Mediation, case: Case) -> None:
    """The mediation is over: its limit and those on the way to it end."""
    for key in (mediation.limit_key or limit_of(case), *ON_THE_WAY):
        clocks.stop(case, key)


def check_party(mediation: Mediation, party: Party | None) -> None:
    """Raises Refused("not_a_side") for a party of another case."""
    if party is not None and party.case_id != mediation.proceeding.case_id:
        raise Refused(_("Name a side of this case."), "not_a_side", status=422)


def check_file(mediation: Mediation, attachment: Attachment | None) -> None:
    """Raises Refused("not_a_file") for a file of another case, or one that was taken off."""
    if attachment is not None and (attachment.case_id != mediation.proceeding.case_id or attachment.removed_at):
        raise Refused(_("Choose a file that lies with this case."), "not_a_file", status=422)


def needed(text: str, sentence: Any, code: str = "text_needed") -> str:
    """`text` without blanks around it. Raises Refused with `sentence` where nothing is left."""
    if not text.strip():
        raise Refused(sentence, code, status=422)
    return text.strip()


def one_of(value: str, values: Collection[str], sentence: Any, code: str) -> None:
    """Raises Refused with `sentence` where `value` is none of `values`."""
    if value not in values:
        raise Refused(sentence, code, status=422)


def in_office_words(sentence: Any) -> str:
    """What is kept with the case is written in the language of the office, whatever language the page is read in."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(sentence)
