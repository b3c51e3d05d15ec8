"""A mediation: both sides are asked, they meet, they agree or they do not. Four in five agree, as at most centers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from center.config.demonstration import mediation_file, periods
from center.foundation.actor import Actor
from center.foundation.now import today
from center.institution import actors
from center.institution.models import Center
from intake import lifecycle
from intake.models import Agent, Clock, Party
from intake.registration import SideData
from mediation import lifecycle as mediation
from mediation.models import Agreement, Consent, Mediation

if TYPE_CHECKING:
    from center.config.demonstration.lives import Life
    from center.config.demonstration.stage import Steps

AGREES, REFUSES, DRAGS_ON, ORAL = 0.87, 0.06, 0.05, 0.2
AGREED_ON_MORE = 0.5
PAID_AT_ONCE = 0.7
KEPT = "协议已履行完毕，双方均表示满意，无新的矛盾。"
IN_CHARGE = "负责人"  # who answers for an organisation
IN_ONE_SITTING = 0.4  # of traffic accidents: both drivers come together


def can(life: Life) -> bool:
    """Whether somebody at the desk mediates, who may see this case."""
    seat = life.someone("mediation.agree")
    return seat.desk_id == life.case.desk_id


def mediate(life: Life) -> Steps:
    """From the proposal to its end; a case that rests stays where both have consented, or wait to be asked."""
    case = life.case
    together = case.desk.center.kind == Center.Kind.TRAFFIC and not life.coming.rest and life.happens(IN_ONE_SITTING)
    yield life.soon(10, 30) if together else life.days(0.3, 3.5)
    seat = life.someone("mediation.propose")
    by = actors.of(seat)
    _name_both_sides(life, by)
    begun = mediation.propose(case, mediator=seat.user, by=by)
    for party in mediation.main_sides(case):
        other = party.side == Party.Side.RESPONDENT
        yield life.days(0.2, 3) if other and not together else life.soon(3, 12)
        refuses = other and not together and not life.coming.rest and life.happens(REFUSES)
        channel = life.chance.choice(Consent.Channel.values) if other and not together else Consent.Channel.IN_PERSON
        answer = Consent.Answer.REFUSED if refuses else Consent.Answer.AGREED
        said_by = "" if party.person_id else IN_CHARGE
        guardian = party.agents.filter(kind=Agent.Kind.GUARDIAN, ended_at=None).first()
        mediation.consent(begun, party=party, answer=answer, channel=channel, said_by=said_by, agent=guardian, by=by)
        if refuses:
            return
    yield from mediation_file.prepare(life, begun, by)
    yield from periods.appraisal(life)
    yield from _sessions(life, together)
    if not life.coming.rest:
        yield from _end(life, begun, agrees=together or life.happens(AGREES))


def _name_both_sides(life: Life, by: Actor) -> None:
    """Who was not named at the counter is named now."""
    there = set(life.case.parties.values_list("side", flat=True))
    for side in mediation.MAIN_SIDES:
        if side not in there:
            person = life.people.opponent(life.coming.village)
            lifecycle.add_party(life.case, side=SideData(person=person, side=side), by=by)


def _sessions(life: Life, together: bool) -> Steps:
    """The talks; a few drag on past the month that is normal."""
    if together:
        yield life.soon(15, 40)
        return
    for _session in range(life.chance.choice((0, 0, 1, 1, 2))):
        yield life.days(1, 5)
        life.note()
    if not life.happens(DRAGS_ON):
        yield life.days(1, 6)
        return
    yield life.days(8, 15)
    if not life.coming.rest and life.happens(AGREED_ON_MORE):
        periods.agree_on_more(life)
    yield life.days(15, 24)


def _end(life: Life, begun: Mediation, *, agrees: bool) -> Steps:
    if agrees:
        agreement = mediation.agree(
            begun,
            terms=life.teller.say(life.trouble, "agreed"),
            form=Mediation.Form.ORAL if life.happens(ORAL) else Mediation.Form.WRITTEN,
            amount_cents=life.trouble.paid * 100 if life.trouble.paid else None,
            by=life.act("mediation.agree"),
        )
        yield from _keep(life, agreement)
    else:
        why = "failed_on_money" if life.trouble.paid and life.happens(0.5) else "failed"
        mediation.fail(begun, reason=life.word(why), by=life.act("mediation.fail"))


def _keep(life: Life, agreement: Agreement) -> Steps:
    """What was promised is paid, mostly at the table, and somebody calls afterwards."""
    yield life.soon(3, 15) if life.happens(PAID_AT_ONCE) else life.days(0.5, 2)
    for instalment in agreement.instalments.all():
        mediation.report_payment(
            instalment, amount_cents=instalment.amount_cents, paid_on=today(), by=life.act("mediation.pay")
        )
    if not Clock.objects.running().filter(case=life.case, limit__key="mediation.follow_up").exists():
        return
    yield life.days(4, 18)
    party = mediation.main_sides(life.case)[0]
    mediation.follow_up(
        agreement, party=party, visited_on=today(), kept="kept_all", satisfied="content", text=KEPT, by=life.act("mediation.follow_up")
    )  # fmt: skip
