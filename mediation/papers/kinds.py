"""The kinds of paper of a mediation, after the forms of the Ministry of Justice, and the series their numbers belong to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.papers.registers import Field, PaperKind, Series, kinds, series
from intake.models import Proceeding
from mediation.models import Mediation
from mediation.papers import filling, word

HERE = Path(__file__).parent
State = Mediation.State
MEDIATION = "mediation"

series.add(Series("mediation.agreement", "（{year}）{word}人调协字第{serial}号"))
series.add(Series("mediation.termination", "（{year}）{word}人调终字第{serial}号"))
series.add(Series("mediation.dossier", "（{year}）{word}人调字第{serial}号"))


def _in(*states: str, form: str = "") -> Callable[[Proceeding], bool]:
    """Offered while the mediation stands in one of these states."""

    def offered(proceeding: Proceeding) -> bool:
        mediation = Mediation.objects.filter(proceeding=proceeding).first()
        return mediation is not None and mediation.state in states and (not form or mediation.agreement_form == form)

    return offered


def _asked(key: str, label: Any, *, required: bool = True, long: bool = False) -> Field:
    return Field(key, label, required=required, asked=True, long=long)


def _filled(key: str, label: Any, *, required: bool = True) -> Field:
    return Field(key, label, required=required)


PARTIES = _filled("parties", _("Parties"))
NAMES = _filled("names", _("Names of the parties"))
SIGNERS = _filled("signers", _("Who signs"))
MEDIATOR = _filled("mediator", _("Mediator"))
MATTER = _filled("matter", _("Matter"))
DATE = _asked("date", _("Date"))
FACTS = _asked("facts", _("Facts of the dispute"), long=True)
CLAIM = _asked("claim", _("What is asked for"), long=True)
TERMS = _filled("terms", _("Terms"))
AMOUNT = _filled("amount", _("Amount"), required=False)
PERFORMANCE = _asked("performance", _("Manner and time of performance"), long=True)
CLERK = _asked("clerk", _("Who keeps the record"))
UNDER_WAY = (State.PROPOSED, State.OPEN)
TAKEN_ON = (*UNDER_WAY, State.AGREED, State.FAILED)

for _kind in (
    PaperKind(
        "mediation.application", _("Application for people's mediation"), HERE / "application.typ",
        (PARTIES, FACTS, CLAIM, DATE), filling.application, "paper.issue", MEDIATION, offered=_in(*TAKEN_ON), public=True,
    ),
    PaperKind(
        "mediation.acceptance", _("Register of acceptance"), HERE / "acceptance.typ",
        (
            _filled("number", _("Number of the case")), _filled("source", _("Source of the case")), MATTER, _filled("registered", _("Registered on")),
            _filled("clerk", _("Who keeps the record"), required=False), _filled("people_count", _("People concerned")), AMOUNT, MEDIATOR,
            _filled("accepted", _("Taken on")), PARTIES, FACTS, _asked("claim", _("What is asked for"), required=False, long=True),
            _asked("remarks", _("Remarks"), required=False), DATE,
        ),
        filling.acceptance, "paper.issue", MEDIATION, offered=_in(*TAKEN_ON),
    ),
    PaperKind(
        "mediation.rights", _("Notice of rights and duties"), HERE / "rights.typ",
        (_filled("number", _("Number of the case")), NAMES, MATTER, MEDIATOR, SIGNERS, DATE), filling.rights, "paper.issue", MEDIATION,
        offered=_in(*TAKEN_ON), public=True,
    ),
    PaperKind(
        "mediation.investigation", _("Investigation record"), HERE / "investigation.typ",
        (
            _asked("time", _("Time")), _asked("place", _("Place")), _asked("purpose", _("Occasion")), MEDIATOR, CLERK,
            _asked("asked_person", _("Person asked")), _asked("record", _("Record"), long=True), DATE,
        ),
        filling.investigation, "paper.issue", MEDIATION, offered=_in(*UNDER_WAY),
    ),
    PaperKind(
        "mediation.minutes", _("Mediation minutes"), HERE / "minutes.typ",
        (
            _asked("time", _("Time")), _asked("place", _("Place")), _asked("way", _("Way of talking")), _asked("openness", _("Open to the public")),
            MEDIATOR, CLERK, _asked("present", _("Who was present"), long=True), _asked("record", _("Record"), long=True),
            _asked("result", _("Result of the talks"), long=True), SIGNERS,
        ),
        filling.minutes, "paper.issue", MEDIATION, offered=_in(State.OPEN, State.AGREED, State.FAILED),
    ),
    PaperKind(
        "mediation.agreement", _("Mediation agreement"), HERE / "agreement.typ",
        (
            PARTIES, FACTS, _asked("responsibility", _("Responsibility of each side"), required=False, long=True), TERMS, AMOUNT, PERFORMANCE,
            _asked("place", _("Place of performance"), required=False), _filled("copies", _("Copies")), SIGNERS, DATE,
        ),
        filling.agreement, "paper.issue", MEDIATION, "mediation.agreement", _in(State.AGREED, form="written"), public=True, word=word.agreement,
    ),
    PaperKind(
        "mediation.oral", _("Register of an oral agreement"), HERE / "oral.typ",
        (PARTIES, FACTS, TERMS, AMOUNT, _filled("agreed", _("Agreed on")), PERFORMANCE, MEDIATOR, _asked("clerk", _("Who keeps the record"), required=False), DATE),
        filling.agreement, "paper.issue", MEDIATION, "mediation.agreement", _in(State.AGREED, form="oral"),
    ),
    PaperKind(
        "mediation.receipt", _("Receipt of service"), HERE / "receipt.typ",
        (
            _filled("number", _("Number of the case")), _asked("documents", _("Papers and their numbers"), long=True), _filled("recipient", _("Served on")),
            _asked("place", _("Place")), _asked("way", _("Way of service")), _asked("server", _("Who serves"), required=False),
            _asked("remarks", _("Remarks"), required=False), DATE,
        ),
        filling.receipt, "paper.issue", MEDIATION, offered=_in(*TAKEN_ON), each_party=True, public=True,
    ),
    PaperKind(
        "mediation.follow_up", _("Follow-up record"), HERE / "follow_up.typ",
        (
            NAMES, _filled("agreement_number", _("Number of the agreement")), _asked("purpose", _("Occasion")), _asked("visited", _("Person visited")),
            _asked("visit_date", _("Day of the visit")), _asked("performance", _("How the agreement is kept"), long=True),
            _asked("satisfaction", _("Satisfaction")), _asked("risk", _("New conflict or danger"), long=True), _asked("visitor", _("Who visited")),
            _asked("clerk", _("Who keeps the record"), required=False),
        ),
        filling.follow_up, "paper.issue", MEDIATION, offered=_in(State.AGREED),
    ),
    PaperKind(
        "mediation.confirmation", _("Application for judicial confirmation"), HERE / "confirmation.typ",
        (
            PARTIES, _filled("agreed", _("Agreed on")), _filled("office", _("Mediation body")), _filled("agreement_number", _("Number of the agreement")),
            FACTS, TERMS, _asked("court", _("Court")), SIGNERS, DATE,
        ),
        filling.confirmation, "paper.issue", MEDIATION, offered=_in(State.AGREED), public=True,
    ),
    PaperKind(
        "mediation.termination", _("Notice that mediation has ended"), HERE / "termination.typ",
        (NAMES, MATTER, _filled("accepted", _("Taken on")), _filled("reason", _("Reason")), _filled("routes", _("Other routes")), DATE),
        filling.termination, "paper.issue", MEDIATION, "mediation.termination", _in(State.FAILED),
    ),
):  # fmt: skip
    kinds.add(_kind)
