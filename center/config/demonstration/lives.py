"""The life of a case from the counter to the archive, as a generator: it does one step through a verb and yields when the next is due.

What a desk does with it is in `ways.py`. Shares and times are what a center sees: most matters are handled within their limits, some are not.
"""

import random
from datetime import datetime, timedelta
from functools import cached_property

from center.config.demonstration import dossiers, papers, registering, ways
from center.config.demonstration.arrivals import Coming
from center.config.demonstration.stage import Stage, Steps
from center.config.demonstration.stories import Teller, Trouble, matters
from center.foundation.actor import Actor
from center.foundation.now import now
from center.institution import actors
from center.institution.models import Center, Desk, Posting
from intake import lifecycle, reception
from intake.models import Case, Handover
from intake.reception import Joining, Sending, Settlement
from intake.registration import Registration
from intake.routing import Question

OVERRIDDEN, RETURNED, TRANSFERRED = 0.085, 0.055, 0.045
DECLINED, LATER, WITHDRAWN_EARLY, REOPENED = 0.012, 0.1, 0.015, 0.012
WITH_PAPERS = 0.08  # of the notes come with a photo or a scan
ELSEWHERE = {
    "rule_of_law": "公共法律服务室",
    "governance": "综治网格工作室",
    "petitions": "信访接待室",
    "judicial": "人民调解室",
}
GUIDED = 0.15
ARTICLE = "中心各科室职责分工"  # what a desk names that says it is not competent


class Life:
    """One case. `chance` is its own, so that its fate does not depend on what happens elsewhere."""

    def __init__(self, coming: Coming, *, chance: random.Random, stage: Stage) -> None:
        self.coming, self.chance, self.stage = coming, chance, stage
        self.county, self.hours, self.people, self.staff = stage.county, stage.hours, stage.people, stage.staff
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

    @property
    def in_hand_for(self) -> float:
        """Calendar days since it was registered."""
        return (now() - self.case.registered_at) / timedelta(days=1)

    def someone(self, verb: str) -> Posting:
        """Who does `verb` at the case's desk: its handler where there is one, else somebody who may."""
        case = self.case
        seat = self.staff.seat_of(case.handler_id, case.desk, verb, level=case.confidentiality)
        return seat or self.staff.pick(case.desk, verb, self.chance, level=case.confidentiality)

    def act(self, verb: str) -> Actor:
        return actors.of(self.someone(verb))

    # -- the counter -------------------------------------------------------------------------------------------------

    @cached_property
    def counter(self) -> Desk:
        return self.county.counters[self.coming.center.pk]

    @cached_property
    def clerk(self) -> Actor:
        """Who takes this matter in; the same to the end of the visit."""
        return actors.of(self.staff.pick(self.counter, "case.register", self.chance))

    def walk_in(self) -> Steps:
        """Somebody stands at the counter: settled there, not taken on, or sent to a desk."""
        coming = self.coming
        data = self.registration()
        said = matters()[coming.matter]
        if not coming.rest and not data.restricted and self.happens(said["spot"]):
            yield from self._on_the_spot(data)
        elif coming.rest == "registered":
            self.take_in(data)
        elif coming.handed_on:
            yield from self._handed_on(data, coming.handed_on)
        elif not coming.rest and self.happens(DECLINED):
            self.take_in(data)
            yield self.soon(10, 300)
            lifecycle.decline(self.case, reason=self.teller.common("declined"), by=self.clerk)
        elif not coming.rest and self.happens(LATER):
            self.take_in(data)
            yield self.soon(15, 240)
            self._send(self.clerk)
            yield from self.at_desk()
        else:
            self.take_in(data, self.sending(data))
            yield from self.at_desk()

    def take_in(self, data: Registration, step: Settlement | Sending | Joining | None = None) -> None:
        self.case = reception.take_in(data, desk=self.counter, by=self.clerk, step=step)

    def registration(self, story: str = "", *, source: str = "") -> Registration:
        """What the clerk writes down, and from then on this life's trouble."""
        self.trouble, data = registering.told(self, story, source)
        return data

    def _on_the_spot(self, data: Registration) -> Steps:
        result = self.teller.say(self.trouble, "told")
        outcome = Case.Outcome.SETTLED if matters()[self.coming.matter]["other"] else Case.Outcome.ANSWERED
        if self.happens(GUIDED):
            outcome = Case.Outcome.GUIDED
        if self.happens(0.6):
            self.take_in(data, Settlement(outcome, result, agreed=True))
        else:
            self.take_in(data)
            yield self.soon(8, 45)
            lifecycle.settle(self.case, outcome=outcome, result=result, by=self.clerk, agreed=True)
        yield self.days(12, 45)
        lifecycle.archive(self.case, by=self.staff.director(self.counter))

    # -- the way to a desk -------------------------------------------------------------------------------------------

    def sending(self, data: Registration) -> Sending:
        """As proposed, or for a reason elsewhere."""
        proposal = self.county.proposal(reception.question(data, self.counter))
        private = data.restricted or data.matter.restricted
        if proposal and not self.coming.rest and not private and self.happens(OVERRIDDEN):
            desk = self._elsewhere(self.counter.center, proposal.desk)
            if desk and desk.pk != self.counter.pk:
                return Sending(desk, self.why("overridden", desk), proposal)
        return Sending(proposal=proposal)

    def _handed_on(self, data: Registration, moment: datetime) -> Steps:
        """Another desk had it for some days; now it waits at the one it was meant for."""
        proposal = self.county.proposal(reception.question(data, self.counter))
        first = self._elsewhere(self.counter.center, proposal.desk) if proposal else None
        if proposal is None or first is None:
            self.take_in(data, self.sending(data))
            return
        self.take_in(data, Sending(first, self.why("overridden", first), proposal))
        yield self.soon(8, 150)
        self._sign()
        yield max(moment, self.soon(5, 30))
        reason = self.teller.common("handed_on", place_hint=proposal.desk.name)
        lifecycle.transfer(self.case, to_desk=proposal.desk, reason=reason, by=self.act("case.transfer"))

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
        seat = self.staff.pick(case.desk, "case.sign", self.chance, level=case.confidentiality)
        handler = (
            self.staff.pick(case.desk, "case.conclude", self.chance, level=case.confidentiality)
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
        lifecycle.send_back(case, code=code, reason=reason, article=ARTICLE, by=self.act("case.send_back"))
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
        if dossiers.ready(self):
            lifecycle.archive(case, by=self.act("case.archive"))

    @property
    def quarrel(self) -> bool:
        """Whether there is another side to talk to."""
        named = matters().get(self.coming.matter, {}).get("other")
        return self.trouble.row["matter"] == "grid.dispute" or bool(named)

    def note(self) -> None:
        text = self.word("notes" if self.quarrel else "steps")
        lifecycle.note(self.case, text=text, by=self.act("case.note"))
        if self.happens(WITH_PAPERS):
            papers.bring(self)

    def conclude(self, outcome: str, result: str = "") -> None:
        result = result or self.teller.say(self.trouble, "done")
        lifecycle.conclude(self.case, outcome=outcome, result=result, by=self.act("case.conclude"))

    def word(self, *path: str) -> str:
        """A common sentence about this matter."""
        return self.teller.common(*path, **self.trouble.slots)
