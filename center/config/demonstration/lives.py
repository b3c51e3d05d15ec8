"""The life of a case from the counter to the archive, as a generator: it does one step through a verb and yields when the next is due.

What a desk does with it is in `ways.py`. Shares and times are what a center sees: most matters are handled within their limits, some are not.
"""

import random
from collections.abc import Iterator
from datetime import datetime

from center.config.demonstration import ways
from center.config.demonstration.arrivals import Coming
from center.config.demonstration.county import County
from center.config.demonstration.people import People
from center.config.demonstration.seasons import Hours
from center.config.demonstration.staff import Staff
from center.config.demonstration.stories import Teller, Trouble, matters
from center.foundation.actor import Actor
from center.foundation.now import now
from center.institution import actors
from center.institution.models import Center, Desk, Posting
from intake import lifecycle, reception
from intake.models import Case, Handover
from intake.reception import Sending, Settlement
from intake.registration import Registration, SideData
from intake.routing import Question

Steps = Iterator[datetime]
OVERRIDDEN, RETURNED, TRANSFERRED = 0.085, 0.055, 0.045
DECLINED, LATER, WITHDRAWN_EARLY, REOPENED = 0.012, 0.1, 0.015, 0.012
SOURCES = {"hall": 80, "phone": 11, "online": 6, "letter": 3}
ELSEWHERE = {
    "rule_of_law": "公共法律服务室",
    "governance": "综治网格工作室",
    "petitions": "信访接待室",
    "judicial": "人民调解室",
}
GUIDED = 0.15


class Life:
    """One case. `chance` is its own, so that its fate does not depend on what happens elsewhere."""

    def __init__(
        self, coming: Coming, *, chance: random.Random, county: County, hours: Hours, people: People, staff: Staff
    ) -> None:
        self.coming, self.chance = coming, chance
        self.county, self.hours, self.people, self.staff = county, hours, people, staff
        self.teller = Teller(chance)
        self.trouble: Trouble
        self.case: Case

    # -- what every step needs ---------------------------------------------------------------------------------------

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def soon(self, least: float, most: float) -> datetime:
        """Between so many minutes of working time from now."""
        return self.hours.later(now(), self.chance.uniform(least, most))

    def days(self, least: float, most: float) -> datetime:
        """Between so many calendar days from now, in hall hours."""
        return self.hours.days_later(now(), self.chance.uniform(least, most), self.chance)

    def someone(self, verb: str) -> Posting:
        """Who does `verb` at the case's desk: its handler where there is one, else somebody who may."""
        case = self.case
        seat = self.staff.seat_of(case.handler_id, case.desk, verb, cleared=case.restricted)
        return seat or self.staff.pick(case.desk, verb, self.chance, cleared=case.restricted)

    def act(self, verb: str) -> Actor:
        return actors.of(self.someone(verb))

    # -- the counter -------------------------------------------------------------------------------------------------

    def walk_in(self) -> Steps:
        """Somebody stands at the counter: settled there, not taken on, or sent to a desk."""
        coming = self.coming
        counter = self.county.counters[coming.center.pk]
        clerk = actors.of(self.staff.pick(counter, "case.register", self.chance))
        data = self._registration()
        said = matters()[coming.matter]
        if not coming.rest and not data.restricted and self.happens(said["spot"]):
            yield from self._on_the_spot(data, counter, clerk)
        elif coming.rest == "registered":
            self.case = reception.take_in(data, desk=counter, by=clerk)
        elif not coming.rest and self.happens(DECLINED):
            self.case = reception.take_in(data, desk=counter, by=clerk)
            yield self.soon(10, 300)
            lifecycle.decline(self.case, reason=self.teller.common("declined"), by=clerk)
        elif not coming.rest and self.happens(LATER):
            self.case = reception.take_in(data, desk=counter, by=clerk)
            yield self.soon(15, 240)
            self._send(clerk)
            yield from self.at_desk()
        else:
            self.case = reception.take_in(data, desk=counter, by=clerk, step=self._sending(data, counter))
            yield from self.at_desk()

    def _registration(self) -> Registration:
        coming, chance = self.coming, self.chance
        said = matters()[coming.matter]
        person = self.people.visitor(coming.village)
        other, who = self._other(said["other"])
        self.trouble = trouble = self.teller.trouble(coming.matter, who=who, village=coming.village.name)
        private = coming.matter == "marriage_family" and not coming.rest and self.happens(0.05)
        return Registration(
            matter=self.county.matters[coming.matter],
            narrative=trouble.narrative,
            person=person,
            others=(other,) if other else (),
            claim=trouble.claim[:500],
            people_count=chance.randint(6, 38)
            if coming.group
            else 1 + (chance.randint(1, 3) if self.happens(0.2) else 0),
            companions=chance.choice((0, 0, 0, 1, 1, 2)),
            amount_cents=trouble.asked * 100 if trouble.asked else None,
            opponent_outside=bool(said["other"]) and not coming.rest and self.happens(0.05),
            claims_payment=trouble.asks_payment and not (coming.rest and coming.matter == "environment"),
            urgent=self.happens(0.03),
            restricted=private,
            area=coming.village,
            source="hall" if coming.rest else chance.choices(list(SOURCES), weights=list(SOURCES.values()))[0],
        )

    def _other(self, kinds: list[str]) -> tuple[SideData | None, str]:
        if not kinds:
            return None, ""
        kind = self.chance.choice(kinds)
        if kind != "person":
            return SideData(organisation=kind), kind
        person = self.people.opponent(self.coming.village)
        return SideData(person=person), person.name

    def _on_the_spot(self, data: Registration, counter: Desk, clerk: Actor) -> Steps:
        result = self.teller.say(self.trouble, "told")
        outcome = Case.Outcome.SETTLED if matters()[self.coming.matter]["other"] else Case.Outcome.ANSWERED
        if self.happens(GUIDED):
            outcome = Case.Outcome.GUIDED
        if self.happens(0.6):
            self.case = reception.take_in(data, desk=counter, by=clerk, step=Settlement(outcome, result, agreed=True))
        else:
            self.case = reception.take_in(data, desk=counter, by=clerk)
            yield self.soon(8, 45)
            lifecycle.settle(self.case, outcome=outcome, result=result, by=clerk, agreed=True)
        yield self.days(12, 45)
        lifecycle.archive(self.case, by=self.staff.director(counter))

    # -- the way to a desk -------------------------------------------------------------------------------------------

    def _sending(self, data: Registration, counter: Desk) -> Sending:
        """As proposed, or for a reason elsewhere."""
        proposal = self.county.proposal(reception.question(data, counter))
        private = data.restricted or data.matter.restricted
        if proposal and not self.coming.rest and not private and self.happens(OVERRIDDEN):
            desk = self._elsewhere(counter.center, proposal.desk)
            if desk and desk.pk != counter.pk:
                return Sending(desk, self.why("overridden", desk), proposal)
        return Sending(proposal=proposal)

    def _send(self, by: Actor, *, reason: str = "", desk: Desk | None = None) -> None:
        """Route what lies at the counter: to `desk` for a reason, else as the table proposes."""
        case = self.case
        question = Question(
            case.center,
            case.matter,
            case.people_count,
            case.opponent_outside,
            case.claims_payment,
            case.township,
        )
        proposal = self.county.proposal(question)
        if proposal and proposal.desk.pk != case.desk_id:
            lifecycle.route(
                case,
                to_desk=desk or proposal.desk,
                by=by,
                route=proposal.route,
                proposed_desk=proposal.desk,
                reason=reason,
            )

    def _elsewhere(self, center: Center, but: Desk) -> Desk | None:
        """Another desk that could deal with it: next door, or the county center's."""
        here = (
            [self.county.desk(center, key) for key in ELSEWHERE]
            if center.kind in (Center.Kind.TOWNSHIP, Center.Kind.COUNTY)
            else []
        )
        above = [self.county.desk(self.county.county_center, "judicial")] * 2
        found = [desk for desk in (*here, *above) if desk and desk.pk != but.pk]
        return self.chance.choice(found) if found else None

    def why(self, kind: str, desk: Desk) -> str:
        """A reason that fits the desk it goes to."""
        county = self.county.county_center.pk
        above = desk.center_id == county != self.coming.center.pk
        return self.teller.common(kind, "county" if above else desk.department.key if desk.department else "judicial")

    # -- at the desk -------------------------------------------------------------------------------------------------

    def at_desk(self, *, returns: bool = True, transfers: bool = True) -> Steps:
        """Signed for, or sent back and routed anew; perhaps handed on; then handled."""
        case, coming = self.case, self.coming
        if case.state != Case.State.ROUTED or coming.rest == "to_sign":
            return
        yield self._until_signed()
        if not coming.rest and self.happens(WITHDRAWN_EARLY):
            lifecycle.withdraw(case, reason=self.teller.common("withdrawn"), by=self.act("case.withdraw"))
            return
        if returns and not coming.rest and not case.restricted and self.happens(RETURNED):
            yield from self._sent_back()
            yield from self.at_desk(returns=False)
            return
        self._sign()
        if transfers and not coming.rest and not case.restricted and self.happens(TRANSFERRED):
            yield self.days(0.5, 3)
            desk = self._elsewhere(case.desk.center, case.desk)
            if desk and desk.pk != case.desk_id:
                lifecycle.transfer(
                    case, to_desk=desk, reason=self.why("transferred", desk), by=self.act("case.transfer")
                )
                yield from self.at_desk(returns=False, transfers=False)
                return
        yield from ways.handle(self)

    def _until_signed(self) -> datetime:
        lot = self.chance.random()
        if lot < 0.8 or self.coming.rest:
            return self.soon(8, 150)
        return (
            self.soon(150, 420) if lot < 0.95 else self.soon(500, 1300)
        )  # the last are late: one working day is the limit

    def _sign(self) -> None:
        case = self.case
        seat = self.staff.pick(case.desk, "case.sign", self.chance, cleared=case.restricted)
        handler = (
            self.staff.pick(case.desk, "case.conclude", self.chance, cleared=case.restricted)
            if self.happens(0.25)
            else seat
        )
        named = handler.user if handler.pk != seat.pk and handler.desk_id == case.desk_id else None
        lifecycle.sign(case, by=actors.of(seat), handler=named)

    def _sent_back(self) -> Steps:
        case = self.case
        code = self.chance.choices(Handover.ReturnReason.values, weights=[45, 20, 30, 5])[0]
        desk = self._elsewhere(case.center, case.desk) if code == Handover.ReturnReason.NOT_COMPETENT else None
        reason = self.teller.common("returned", code, place_hint=desk.name if desk else "其他部门")
        lifecycle.send_back(case, code=code, reason=reason, by=self.act("case.send_back"))
        yield self.soon(20, 400)
        clerk = self.staff.seat_of(case.registered_by_id, case.desk, "case.route")
        clerk = clerk or self.staff.pick(case.desk, "case.route", self.chance)
        self._send(actors.of(clerk), reason=self.teller.common("rerouted", code), desk=desk)

    # -- afterwards --------------------------------------------------------------------------------------------------

    def afterwards(self) -> Steps:
        """Concluded: archived some weeks later; a few are taken up again first."""
        case = self.case
        if case.state != Case.State.CONCLUDED:
            return
        if self.happens(REOPENED):
            mediated = case.outcome == Case.Outcome.MEDIATED
            yield self.days(4, 18)
            lifecycle.reopen(
                case,
                reason=self.teller.common("broken" if mediated and self.happens(0.6) else "reopened"),
                by=self.staff.director(case.desk, "case.reopen"),
            )
            yield self.days(1, 6)
            lifecycle.conclude(
                case,
                outcome=Case.Outcome.RESOLVED,
                result=self.teller.say(self.trouble, "done"),
                by=self.act("case.conclude"),
            )
        yield self.days(4, 40)
        lifecycle.archive(case, by=self.act("case.archive"))

    @property
    def quarrel(self) -> bool:
        """Whether there is another side to talk to."""
        matter = self.trouble.row["matter"]
        return matter == "grid.dispute" or bool(matters().get(matter, {}).get("other"))

    def note(self) -> None:
        text = self.word("notes" if self.quarrel else "steps")
        lifecycle.note(self.case, text=text, by=self.act("case.note"))

    def conclude(self, outcome: str, result: str = "") -> None:
        result = result or self.teller.say(self.trouble, "done")
        lifecycle.conclude(self.case, outcome=outcome, result=result, by=self.act("case.conclude"))

    def word(self, *path: str) -> str:
        """A common sentence about this matter."""
        return self.teller.common(*path, **self.trouble.slots)
