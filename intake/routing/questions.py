"""What only the person can say and the law asks: questions the clerk puts, where the kind of matter needs them. Not asked never blocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MEDIATED = frozenset(
    "marriage_family neighbour debt consumer wage_arrears labour traffic_accident medical personal_injury housing_expropriation land_contract property_management environment".split()
)
PETITIONED = frozenset({"petition_complaint", "petition_suggestion", "other"})
LABOUR = frozenset({"wage_arrears", "labour"})
LAND = frozenset({"land_contract"})


@dataclass(frozen=True)
class Ask:
    """A question with the matters that need it; the answer is yes, no or not known."""

    key: str
    text: Any
    matters: frozenset[str]


QUESTIONS = (
    Ask("court", _("Has a court accepted this matter, or decided it?"), PETITIONED | LAND | {"medical"}),
    Ask("health", _("Has the health authority accepted it for mediation?"), frozenset({"medical"})),
    Ask("rechecked", _("Has a re-review of the same facts and reasons ended?"), PETITIONED),
    Ask("lower", _("Is a lower level handling it, and still within its time?"), PETITIONED),
    Ask("refuses", _("Does one side clearly refuse mediation?"), MEDIATED),
    Ask("crime", _("Are there signs of a crime?"), MEDIATED | {"public_security"}),
    Ask("land_taking", _("Is it about the taking of the land or the compensation for it?"), LAND),
    Ask("ownership", _("Is it about who owns the land or has the right to use it?"), LAND | {"neighbour"}),
    Ask(
        "distributable",
        _("Is it about how much of the land compensation is to be shared out?"),
        LAND | {"housing_expropriation"},
    ),
    Ask("land_late", _("Have two years passed since the person knew of it?"), LAND),
    Ask(
        "labour_late",
        _("Has a year passed since the person knew of it; for wages, since the work there ended?"),
        LABOUR,
    ),
    Ask("police_late", _("Have ten working days passed since the police determination came?"), frozenset({"traffic_accident"})),
    Ask("many", _("Do more than three people of one side want to take part?"), frozenset({"traffic_accident"})),
)  # fmt: skip
BY_KEY = {ask.key: ask for ask in QUESTIONS}


def asked_of(matter: str) -> list[Ask]:
    """The questions that a kind of matter needs."""
    return [ask for ask in QUESTIONS if matter in ask.matters]


def known(answers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Answers to questions there are, by key."""
    return {key: answer for key, answer in answers if key in BY_KEY and answer}
