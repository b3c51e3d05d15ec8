"""The calculator's result kept with a mediation, the figures of a year, and the joint request to the traffic police."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, now, today
from center.institution import permissions
from intake import clocks, story
from intake.cases import take
from intake.permissions import require
from mediation.lifecycle.table import ASKED, Kind, State, enter, needed
from mediation.models import Calculation, Mediation, PoliceRequest, StandardFigure
from mediation.specialist import traffic
from mediation.specialist.compensation import Claim


@transaction.atomic
def keep_calculation(
    mediation: Mediation, *, asked: dict[str, Any], claim: Claim, confirmed: bool, by: Actor
) -> Calculation:
    """Keep what the calculator gave; a proposal to talk about, never a decision. 民法典 arts. 1179, 1183, 1213."""
    case = enter(mediation, "calculate", by, *ASKED)
    if not claim.lines:
        raise Refused(_("Nothing was put in that could be reckoned."), "nothing", status=422)
    lines = [{"key": line.key, "how": line.how, "cents": line.cents, "group": str(line.group)} for line in claim.lines]
    kept = Calculation.objects.create(
        mediation=mediation, asked=asked, lines=lines, total_cents=claim.total, confirmed=confirmed, at=now(), by_id=by.user_id
    )  # fmt: skip
    story.record(
        case, "mediation.calculated", by=by, mediation=mediation.pk, calculation=kept.pk, amount_cents=claim.total, confirmed=confirmed
    )  # fmt: skip
    return kept


@transaction.atomic
def set_figure(figure: StandardFigure, *, amount_cents: int, source: str, by: Actor) -> None:
    """The county puts a figure of a year right, with its source, and by that confirms it."""
    permissions.require(by, "mediation.figures")
    if amount_cents <= 0:
        raise Refused(_("Write the amount in yuan."), "amount_needed", status=422)
    text = needed(source, _("Write where the figure was published."), "source_needed")
    StandardFigure.objects.filter(pk=figure.pk).update(
        amount_cents=amount_cents, source=text, confirmed_at=now(), confirmed_by=by.user_id
    )  # fmt: skip
    before, figure.amount_cents = figure.amount_cents, amount_cents
    audit.record(
        "mediation.figure_set", by=by, about=f"figure:{figure.pk}", key=figure.key, year=figure.year, before=before, after=amount_cents
    )  # fmt: skip
    figure.refresh_from_db()


@transaction.atomic
def request_police(
    mediation: Mediation, *, office: str, made_on: date, applicants: int, respondents: int, by: Actor
) -> PoliceRequest:
    """After people's mediation all parties ask the traffic police together, within three working days. 道路交通事故处理程序规定 arts. 85, 89.

    Raises Refused: "not_traffic", "not_failed", "too_late", "too_many_a_side", "asked_already".
    """
    case = take(mediation.case)
    require(by, "mediation.fail", case)
    mediation.refresh_from_db()
    if mediation.kind != Kind.TRAFFIC:
        raise Refused(_("Only traffic accidents go to the traffic police."), "not_traffic")
    if mediation.state != State.FAILED:
        raise Refused(
            _("The police are asked when people's mediation has ended without agreement (Provisions on Handling Road Traffic Accidents art. 85)."),
            "not_failed",
        )  # fmt: skip
    if PoliceRequest.objects.filter(mediation=mediation).exists():
        raise Refused(_("The request is written down already."), "asked_already")
    traffic.check_people_a_side(applicants, respondents)
    clock = case.clocks.filter(limit__key=traffic.TO_THE_POLICE).select_related("limit").last()
    if made_on > today() or clock is None or made_on > clock.due_at.astimezone(SHANGHAI).date():
        raise Refused(
            _("The three working days after people's mediation are over, or the day lies ahead (Provisions on Handling Road Traffic Accidents art. 85). Suit remains."),
            "too_late",
        )  # fmt: skip
    made = PoliceRequest.objects.create(
        mediation=mediation, made_on=made_on, office=needed(office, _("Name the traffic police office."), "office_needed"), applicants=applicants,
        respondents=respondents, by_id=by.user_id,
    )  # fmt: skip
    clocks.stop(case, traffic.TO_THE_POLICE)
    story.record(case, "mediation.police_requested", by=by, mediation=mediation.pk, made_on=made_on.isoformat())
    return made
