"""How a mediation begins: an application is received, accepted or declined; or a mediator proposes it at once."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.models import User
from intake import clocks, handling, proceedings, story
from intake import lifecycle as case_lifecycle
from intake.cases import take
from intake.models import Case
from intake.permissions import require
from mediation import roster
from mediation.lifecycle.table import (
    MOVES,
    Entrusted,
    Kind,
    State,
    enter,
    kind_of,
    limit_of,
    needed,
    one_of,
    stop_clocks,
)
from mediation.models import Mediation
from mediation.specialist import housing, medical

Source = Mediation.Source
REFERRED = (Source.COURT, Source.PROCURACY, Source.POLICE, Source.PETITIONS, Source.OTHER)


@transaction.atomic
def propose(
    case: Case,
    *,
    mediator: User,
    by: Actor,
    source: str = Source.APPLICATION,
    outside_number: str = "",
    entrusted: str = "",
    dispute: str = "",
    elsewhere: str = "",
) -> Mediation:
    """Begin a mediation on a case in hand, led by `mediator`, who sits at its desk; the sides are asked next.

    Normally finished within one month (司法部令75号 art. 33), at the medical center within 30 working days (医疗纠纷预防和处理条例 art. 38),
    for a court within its own limit (法释〔2016〕14号 art. 27). `elsewhere`: who has accepted the dispute already. `dispute`: what it
    is about, at the housing center.
    """
    take(case)
    require(by, "mediation.propose", case)
    roster.check_mediates(case, mediator)
    mediation = _begin(case, State.PROPOSED, mediator, source, outside_number, entrusted, dispute, elsewhere)
    _start(case, mediation, by)
    return mediation


@transaction.atomic
def receive(
    case: Case,
    *,
    by: Actor,
    source: str = Source.APPLICATION,
    outside_number: str = "",
    entrusted: str = "",
    dispute: str = "",
    elsewhere: str = "",
) -> Mediation:
    """Write an application or a referral down; it is accepted or declined within the limit of the house. 人民调解法 arts. 17-18."""
    take(case)
    require(by, "mediation.propose", case)
    clerk = User.objects.get(pk=by.user_id or 0)
    mediation = _begin(case, State.APPLIED, clerk, source, outside_number, entrusted, dispute, elsewhere)
    clocks.start(case, "mediation.accept", desk=case.desk)
    story.record(case, "mediation.received", by=by, mediation=mediation.pk, origin=str(source))
    return mediation


@transaction.atomic
def accept(mediation: Mediation, *, mediator: User, by: Actor) -> None:
    """Take the application on: from now on the limit of the mediation runs. 人民调解法 art. 17."""
    case = enter(mediation, "propose", by, State.APPLIED)
    roster.check_mediates(case, mediator)
    MOVES.take("accept", mediation, mediator=mediator, lead=roster.profile_of(mediator))
    clocks.stop(case, "mediation.accept")
    _start(case, mediation, by)


@transaction.atomic
def decline(mediation: Mediation, *, reason: str, by: Actor) -> None:
    """Do not take the application on; the case stays in hand for another way, and the sides are told of those."""
    case = enter(mediation, "propose", by, State.APPLIED)
    text = needed(reason, _("Say why mediation is not taken on. The sides will read it."), "reason_needed")
    MOVES.take("decline", mediation, failure_reason=text, ended_at=now())
    stop_clocks(mediation, case)
    story.record(case, "mediation.declined", by=by, mediation=mediation.pk, text=text)
    proceedings.end(mediation.proceeding)
    handling.start(case)


@transaction.atomic
def take_up_again(case: Case, *, mediator: User, reason: str, by: Actor) -> Mediation:
    """Begin anew months after a mediation ended without agreement: the case as it stands, every side asked afresh.

    A concluded case is taken up again by who may do that (再开), by name and with the reason; one in hand needs nobody's leave.
    """
    take(case)
    require(by, "mediation.propose", case)
    last = Mediation.objects.filter(proceeding__case=case).first()
    if last is None or last.state not in (State.FAILED, State.DECLINED):
        raise Refused(
            _("Only a mediation that ended without agreement is taken up again."), "not_ended_without_agreement"
        )
    if case.state == Case.State.CONCLUDED:
        case_lifecycle.reopen(case, reason=reason, by=by)
    return propose(case, mediator=mediator, by=by, source=last.source, outside_number=last.outside_number, dispute=last.dispute)  # fmt: skip


def _begin(
    case: Case, state: str, mediator: User, source: str, number: str, entrusted: str, dispute: str, elsewhere: str
) -> Mediation:
    _check(case, source, entrusted, dispute, elsewhere)
    earlier = Mediation.objects.filter(proceeding__case=case).first()
    proceeding = proceedings.begin(case, "mediation")
    return Mediation.objects.create(
        proceeding=proceeding, state=state, kind=kind_of(case), mediator=mediator, lead=roster.profile_of(mediator), source=source,
        outside_number=number.strip(), entrusted=entrusted, dispute=dispute, limit_key=limit_of(case, entrusted), earlier=earlier,
        proposed_at=now(),
    )  # fmt: skip


def _check(case: Case, source: str, entrusted: str, dispute: str, elsewhere: str) -> None:
    one_of(source, Source.values, _("Choose where the dispute comes from."), "wrong_source")
    one_of(entrusted, Entrusted.values, _("Choose how the court handed it over."), "wrong_entrustment")
    if entrusted and source != Source.COURT:
        raise Refused(
            _("Only a court delegates or entrusts a mediation (Provisions on Invited Mediation art. 27)."),
            "not_by_a_court",
            status=422,
        )
    if kind_of(case) == Kind.MEDICAL:
        medical.check_nowhere_else(elsewhere)
    if kind_of(case) == Kind.HOUSING:
        housing.check(dispute)


def _start(case: Case, mediation: Mediation, by: Actor) -> None:
    """Accepted: its limit runs, the story says so, and the mediator is told."""
    clocks.start(case, mediation.limit_key, desk=case.desk)
    again = {"earlier": mediation.earlier_id} if mediation.earlier_id else {}
    story.record(
        case, "mediation.proposed", by=by, mediation=mediation.pk, mediator=mediation.mediator_id, **again
    )  # fmt: skip
    if mediation.mediator_id != by.user_id:
        notices.owe(
            "mediation.named", key=f"mediation:{mediation.pk}:named", to=[mediation.mediator_id], about=f"case:{case.number}",
            url=reverse("intake:case", args=[case.number]), number=case.grouped,
        )  # fmt: skip
