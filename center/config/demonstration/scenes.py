"""Visits that are played as they stand here, so that whatever the counter can do is to be seen: the latest of each in the last days.

Their words are in stories.csv, under "scene.". Each counts as so many cases of those that were asked for.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from center.config.demonstration import batches, helping, papers, ways
from center.config.demonstration.arrivals import Coming
from center.config.demonstration.lives import Life
from center.config.demonstration.people import credit_code
from center.config.demonstration.sign_ins import AT_HOME
from center.config.demonstration.stage import Stage, Steps
from center.foundation.actor import Actor, ActorKind
from center.foundation.now import now
from center.institution.models import Area, Center
from intake import lifecycle, reception
from intake.lifecycle import filing
from intake.models import Agent, Case, Filing, Link, Party
from intake.reception import Joining, Sending
from intake.registration import AgentData, FilingData, LinkData, Registration, SideData

FEWEST = 60  # cases, below which none is played
EVERY, AGAIN_FOR = 40, 1500  # working days between two of a kind; once more for so many cases
FARM, TOGETHER, SPEAKING, CONCERNED = "惠丰养殖场", 12, 4, 43
Kind = Filing.Relation


@dataclass
class Scene:
    """One of them: when and where it begins, how many cases it opens; the latest ones are left open."""

    stage: Stage
    chance: random.Random
    at: datetime
    center: Center
    village: Area
    latest: bool
    cases: int
    act: Callable[["Scene"], Steps]

    def play(self) -> Steps:
        yield from self.act(self)

    def life(self, matter: str) -> Life:
        """Somebody who comes now; in the latest scene the case stays in hand."""
        coming = Coming(now(), self.center, self.village, matter, rest="in_hand" if self.latest else "")
        return Life(coming, chance=random.Random(self.chance.random()), stage=self.stage)


def plan(stage: Stage, count: int, until: datetime, chance: random.Random) -> list[Scene]:
    """The scenes among `count` cases up to `until`."""
    if count < FEWEST:
        return []
    return [
        _scene(stage, until, chance, act, cases, ago, time)
        for act, (cases, ago) in SCENES.items()
        for time in range(1 + count // AGAIN_FOR)
    ]


def cases_of(scenes: list[Scene]) -> int:
    """How many cases these open."""
    return sum(scene.cases for scene in scenes)


def _scene(
    stage: Stage, until: datetime, chance: random.Random, act: Callable[[Scene], Steps], cases: int, ago: int, time: int
) -> Scene:
    county = stage.county
    home = next((center for center in county.centers.values() if center.code == AT_HOME[0]), None)
    township = chance.choice(county.townships)
    if home and not time:
        township = next((area for area in county.townships if county.by_township[area.code[:9]] == home), township)
    code = township.code[:9]
    at = stage.hours.before(until, ago + EVERY * time + (chance.randint(0, 9) if time else 0), chance)
    return Scene(
        stage, chance, at, county.by_township[code], chance.choice(county.villages[code]), not time, cases, act
    )


# -- the scenes ------------------------------------------------------------------------------------------------------


def _group(scene: Scene) -> Steps:
    """Twelve come for forty-three, four of them speak; one part of what they ask belongs to the land tribunal: two cases of one visit."""
    life, second = scene.life("environment"), scene.life("land_contract")
    people = [scene.stage.people.resident(scene.village) for _person in range(TOGETHER - 1)]
    named = tuple(
        SideData(person, side=Party.Side.APPLICANT, representative=place < SPEAKING)
        for place, person in enumerate(people, start=1)
    )
    farm = SideData(organisation=FARM, credit_code=credit_code(FARM))
    data = life.registration("scene.group")
    data = replace(
        data, others=(*named, farm), representative=True, people_count=CONCERNED, companions=TOGETHER - 1, claims_payment=True
    )  # fmt: skip
    life.take_in(data, _proposed(life, data))
    yield life.soon(6, 15)
    further = second.registration("scene.group_land")
    further = replace(
        further, person=data.person, others=(*named[: SPEAKING + 1], farm), representative=True, people_count=8, visit=life.case.visit
    )  # fmt: skip
    second.case = reception.take_in(further, desk=life.counter, by=life.clerk, step=_proposed(life, further))
    papers.bring_together(life, life.clerk)
    scene.stage.begin(now(), second.at_desk())
    yield from life.at_desk()


def _repeat(scene: Scene) -> Steps:
    """The same person comes again with the same matter, and the clerk links the two."""
    first, again = scene.life("wage_arrears"), scene.life("wage_arrears")
    data = replace(first.registration("scene.repeat"), others=_firm(first))
    first.take_in(data, _proposed(first, data))
    scene.stage.begin(now(), first.at_desk())
    yield first.days(6, 9)
    link = LinkData(first.case, "同一人就同一笔工资再次来访。", Link.Kind.REPEAT)
    said = replace(
        again.registration("scene.repeat_again"), person=data.person, others=data.others, links=(link,), amount_cents=data.amount_cents
    )  # fmt: skip
    again.take_in(said, _proposed(again, said))
    yield from again.at_desk()


def _merged(scene: Scene) -> Steps:
    """Husband and wife come one after the other with one matter: the second visit is taken up in the first."""
    life, second = scene.life("neighbour"), scene.life("neighbour")
    data = life.registration("scene.merged")
    life.take_in(data, _proposed(life, data))
    yield life.soon(2, 7)
    same = replace(second.registration("scene.merged_again"), others=data.others)
    second.take_in(same, Joining(life.case, "夫妻二人先后就同一处院墙来访，合并办理。"))
    yield from life.at_desk()


def _unmerged(scene: Scene) -> Steps:
    """Two neighbours with two troubles were taken for one, and are two again."""
    life, other = scene.life("neighbour"), scene.life("neighbour")
    for one, story in ((life, "scene.unmerged"), (other, "scene.unmerged_other")):
        data = one.registration(story)
        one.take_in(data, _proposed(one, data))
    yield life.soon(2, 6)
    lifecycle.merge(other.case, into=life.case, reason="同一条巷道，疑为一事。", by=other.act("case.merge"))
    yield life.soon(20, 60)
    by = other.act("case.unmerge")
    lifecycle.unmerge(other.case, reason="到现场看过，一处是屋檐滴水，一处是化粪池，不是一事。", by=by)
    scene.stage.begin(now(), other.at_desk())
    yield from life.at_desk()


def _by_agent(scene: Scene) -> Steps:
    """An old man whose daughter acts for him with special powers."""
    life = scene.life("traffic_accident")
    old = scene.stage.people.resident(scene.village, years=79)
    daughter = scene.stage.people.resident(scene.village, family=old.name[0], years=47)
    agent = AgentData(daughter, powers=Agent.Powers.SPECIAL, relation="女儿")
    yield from _comes(life, replace(life.registration("scene.agent"), person=old, agents=(agent,)))


def _by_guardian(scene: Scene) -> Steps:
    """A pupil for whom his parent acts; kept from those who are not cleared, as everything about minors is."""
    life = scene.life("personal_injury")
    pupil = scene.stage.people.resident(scene.village, years=11)
    parent = scene.stage.people.resident(scene.village, family=pupil.name[0], years=39)
    guardian = AgentData(parent, kind=Agent.Kind.GUARDIAN, relation="父母")
    data = replace(life.registration("scene.guardian"), person=pupil, agents=(guardian,), restricted=True)
    yield from _comes(life, data)


def _confirmed(scene: Scene) -> Steps:
    """The village committee files for somebody, who says by number and code that it is his."""
    life = scene.life("wage_arrears")
    data = replace(life.registration("scene.confirmed"), filing=_filed_by(scene, Kind.COMMITTEE))
    life.take_in(data, _proposed(life, data))
    yield life.soon(20, 90)
    filing.confirm(life.case, by=_themselves(life.case))
    yield from life.at_desk()


def _disowned(scene: Scene) -> Steps:
    """A neighbour files for somebody who wants nothing of it."""
    life = scene.life("debt")
    data = replace(life.registration("scene.disowned"), filing=_filed_by(scene, Kind.NEIGHBOUR))
    life.take_in(data, _proposed(life, data))
    yield life.soon(2, 7)
    filing.disown(life.case, reason="钱已经还清了，我没有委托别人来。", by=_themselves(life.case))


def _supervised(scene: Scene) -> Steps:
    """Something that lies too long; the director asks why."""
    life = scene.life("hidden_danger")
    data = life.registration("scene.supervised")
    life.take_in(data, _proposed(life, data))
    yield life.soon(10, 120)
    lifecycle.sign(life.case, by=life.act("case.sign"))
    yield life.days(7.3, 8)
    yield from ways.supervised(life, closes=not scene.latest)
    if not scene.latest:
        yield life.soon(30, 300)
        life.conclude(Case.Outcome.RESOLVED)
        yield from life.afterwards()


def _together(scene: Scene) -> Steps:
    """A debt on which several desks and an office outside work."""
    life = scene.life("debt")
    data = life.registration("scene.together")
    life.take_in(data, _proposed(life, data))
    yield life.soon(10, 60)
    lifecycle.sign(life.case, by=life.act("case.sign"))
    yield life.soon(20, 90)
    yield from helping.together(life, latest=scene.latest)


def _sheet(scene: Scene) -> Steps:
    yield from batches.bring_in(scene.life("neighbour"))


SCENES: dict[Callable[[Scene], Steps], tuple[int, int]] = {  # cases, and working days ago that the latest begins
    _group: (2, 2),
    _repeat: (2, 9),
    _merged: (2, 1),
    _unmerged: (2, 4),
    _by_agent: (1, 3),
    _by_guardian: (1, 5),
    _confirmed: (1, 2),
    _disowned: (1, 3),
    _supervised: (1, 8),
    _together: (2, 3),
    _sheet: (len(batches.IN_ORDER), 3),
}


def _comes(life: Life, data: Registration) -> Steps:
    life.take_in(data, _proposed(life, data))
    yield from life.at_desk()


def _proposed(life: Life, data: Registration) -> Sending:
    """To the desk that the table proposes, and no other."""
    return Sending(proposal=life.county.proposal(reception.question(data, life.counter)))


def _firm(life: Life) -> tuple[SideData, ...]:
    firm = life.chance.choice(("宏远建筑劳务公司", "都梁装饰工程队"))
    return (SideData(organisation=firm, credit_code=credit_code(firm)),)


def _filed_by(scene: Scene, relation: str) -> FilingData:
    return FilingData(relation, scene.stage.people.resident(scene.village))


def _themselves(case: Case) -> Actor:
    """The person, let in by number and code."""
    first = case.parties.order_by("position", "pk").values_list("pk", flat=True).first()
    return Actor(ActorKind.PARTY, id=first)
