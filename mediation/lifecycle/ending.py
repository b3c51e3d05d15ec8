"""How a mediation ends without an agreement, or with the case; how it ends with one: `agreeing.py`."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import SYSTEM, Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake import clocks, handling, proceedings, story
from intake import lifecycle as case_lifecycle
from intake.cases import take
from intake.models import Case
from intake.permissions import require
from mediation.lifecycle.table import (
    ASKED,
    MOVES,
    OTHER_ROUTES,
    Kind,
    State,
    enter,
    in_office_words,
    stop_clocks,
)
from mediation.models import Mediation
from mediation.specialist import medical, traffic


@transaction.atomic
def fail(mediation: Mediation, *, reason: str, by: Actor, keep_open: bool = False) -> None:
    """No agreement: the mediation ends, and the sides are told of arbitration, administration and court. 人民调解法 art. 26.

    `keep_open`: the case stays in hand, and goes to court or into another procedure as it is.
    """
    case = take(mediation.case)
    require(by, "mediation.fail", case)
    if not reason.strip():
        raise Refused(_("Say in a few words why there is no agreement. The sides will read it."), "reason_needed")
    without_agreement(mediation, reason.strip(), by, keep_open=keep_open)


@transaction.atomic
def yield_to(mediation: Mediation, *, office: str, by: Actor) -> None:
    """A court or the health authority has accepted the medical dispute: people's mediation ends. 医疗纠纷预防和处理条例 art. 31."""
    enter(mediation, "fail", by, *ASKED)
    if mediation.kind != Kind.MEDICAL:
        raise Refused(_("This rule is of medical disputes. End the mediation with its reason instead."), "not_medical")
    without_agreement(mediation, in_office_words(medical.ends_for(office)), by, keep_open=True)


@transaction.atomic
def lapse(mediation: Mediation, *, by: Actor = SYSTEM) -> bool:
    """Thirty working days are over, without the time of an appraisal: the medical mediation has failed. 医疗纠纷预防和处理条例 art. 38.

    The case stays in hand, so that it goes to court or into another procedure without a word being copied. False where it is not over.
    """
    case = take(mediation.case)
    require(by, "mediation.fail", case)
    mediation.refresh_from_db(fields=["state", "kind", "limit_key"])
    clock = case.clocks.filter(limit__key=medical.LIMIT, stopped_at=None, paused_at=None, due_at__lt=now()).first()
    if clock is None or mediation.kind != Kind.MEDICAL or mediation.state not in ASKED:
        return False
    without_agreement(mediation, in_office_words(medical.LAPSED), by, keep_open=True)
    return True


def end(mediation: Mediation, *, by: Actor) -> None:
    """The case was withdrawn and takes the mediation with it; called inside `withdraw`, which holds the case and ends the proceeding."""
    MOVES.take("end", mediation, ended_at=now())
    story.record(mediation.case, "mediation.ended", by=by, mediation=mediation.pk)


def without_agreement(mediation: Mediation, reason: str, by: Actor, *, keep_open: bool = False) -> None:
    """The end without agreement, inside a verb that has taken the case: the other routes are said in the result."""
    case = mediation.case
    begun = mediation.state == State.OPEN
    MOVES.take("fail", mediation, failure_reason=reason, ended_at=now())
    stop_clocks(mediation, case)
    story.record(case, "mediation.failed", by=by, mediation=mediation.pk, text=reason)
    proceedings.end(mediation.proceeding)
    if keep_open:
        handling.start(case)
    else:
        case_lifecycle.conclude(
            case, outcome=Case.Outcome.NOT_MEDIATED, result=f"{reason}\n{in_office_words(OTHER_ROUTES)}", by=by
        )
    if begun and mediation.kind == Kind.TRAFFIC:
        clocks.start(case, traffic.TO_THE_POLICE, desk=case.desk)
