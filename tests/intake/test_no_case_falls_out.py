"""No path of verbs leaves a case without a responsible desk or a clock (issue 5, "To show"; RT3-RT9)."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import at, today
from center.institution.models import Desk, Posting
from intake import lifecycle as cases
from intake import story, tally
from intake.legal_aid import lifecycle as aids
from intake.lifecycle import assisting, clocks
from intake.models import (
    Case,
    Clock,
    Dispute,
    Event,
    Handover,
    LegalAid,
    LegalAidProvider,
    MatterType,
    Merge,
    Passing,
    Proceeding,
    TallyDelta,
    Task,
)
from mediation import lifecycle as mediations
from mediation.models import Mediation
from petitions import lifecycle as petitions
from petitions.models import Petition
from tests import factories
from tests.factories import act

State = Case.State
TEXT = "双方已当面谈妥，一次性了结。"
BEGAN = datetime(2026, 3, 3, 1, tzinfo=UTC)  # a working day, nine in the morning in Shanghai
STEPS, EXAMPLES = 30, 6
MATTERS = ("neighbour", "wage_arrears", "petition_complaint", "hidden_danger")
# A running clock with one of these beginnings asks nobody to bring the case on: it is another desk's, or about a word with the person.
BESIDE = ("task:", "chase:", "slip:")
# What may run on a case that has ended: what was ordered; the answer of an office outside; what was agreed and is to be kept; an objection.
AFTER = {
    State.CONCLUDED: ("task_read", "mediation.confirm_apply", "mediation.follow_up", "mediation.instalment", "mediation.visit", "traffic.case_back", "legal_aid."),
    State.PASSED_OUTSIDE: ("outside_ack", "outside_answer", "legal_aid."),
}  # fmt: skip
KEPT = (
    Case,
    Clock,
    Dispute,
    Event,
    Handover,
    LegalAid,
    Mediation,
    Merge,
    Notice,
    Passing,
    Petition,
    Proceeding,
    TallyDelta,
    Task,
)


class World:
    """The cases of one example, its cast, and the lots that are drawn for a step."""

    def __init__(self, cast: list[Posting], provider: LegalAidProvider) -> None:
        self.cast, self.provider = cast, provider
        self.desks = list(Desk.objects.select_related("center", "department").order_by("pk"))
        self.lot = Random(0)
        self.by = act(cast[0])

    def draw(self, lot: int) -> Case:
        """A case among the last five, and somebody to try: mostly of its desk or a director, else anybody."""
        self.lot = Random(lot)
        case = self.lot.choice(list(Case.objects.order_by("-pk")[:5]))
        near = [
            one
            for one in self.cast
            if one.desk_id == case.desk_id or one.role in ("center_director", "county_director")
        ]
        self.by = act(self.lot.choice(near if near and self.lot.random() < 0.8 else self.cast))
        return case

    def desk(self) -> Desk:
        return self.lot.choice(self.desks if self.lot.random() < 0.3 else [one.desk for one in self.cast])

    def other(self, case: Case) -> Case:
        return self.lot.choice(list(Case.objects.exclude(pk=case.pk)) or [case])

    def pick(self, *values):
        return self.lot.choice(values)

    def user(self, case: Case):
        there = [one.user for one in self.cast if one.desk_id == case.desk_id]
        return self.lot.choice(there or [self.cast[0].user])


def latest(model, case, field="proceeding__case"):
    """The newest one of the case; nothing to do where there is none."""
    found = model.objects.filter(**{field: case}).order_by("-pk").first()
    if found is None:
        raise Nothing
    return found


class Nothing(Exception):
    """There is nothing that the verb could be tried on."""


def on(verb: Callable, find: Callable, **arguments) -> Callable:
    """A verb of something that hangs on the case; what is callable is asked for the value."""

    def step(world: World, case: Case) -> None:
        values = {name: value(world, case) if callable(value) else value for name, value in arguments.items()}
        verb(find(case), by=world.by, **values)

    return step


def of_case(verb: Callable, **arguments) -> Callable:
    return on(verb, lambda case: case, **arguments)


def of_aid(name: str, **arguments) -> Callable:
    return on(getattr(aids, name), lambda case: latest(LegalAid, case), **arguments)


def of_task(name: str, **arguments) -> Callable:
    return on(getattr(assisting, name), lambda case: latest(Task, case, "case"), **arguments)


def of_mediation(name: str, **arguments) -> Callable:
    return on(getattr(mediations, name), lambda case: latest(Mediation, case), **arguments)


def of_petition(name: str, **arguments) -> Callable:
    return on(getattr(petitions, name), lambda case: latest(Petition, case), **arguments)


def clock_of(case: Case, **where) -> Clock:
    found = Clock.objects.running().select_related("limit", "desk").filter(case=case, **where).order_by("-pk").first()
    if found is None:
        raise Nothing
    return found


def a_desk(world, case):
    return world.desk()


def a_mediator(world, case):
    return world.user(case)


def a_side(world, case):
    return world.lot.choice(list(case.parties.order_by("pk")))


def in_days(world, case) -> date:
    return today() + timedelta(days=world.lot.randint(0, 20))


def answer_all(world: World, case: Case) -> None:
    """Every side agrees to mediation."""
    mediation = latest(Mediation, case)
    for party in case.parties.order_by("pk"):
        mediations.consent(mediation, party=party, answer="agreed", channel="in_person", by=world.by)


def pause_any(world: World, case: Case) -> None:
    clock = clock_of(case)
    clocks.pause(
        clock,
        ground=clock.limit.pauses_on,
        proof="鉴定委托书",
        ends_when="收到鉴定意见",
        until=in_days(world, case),
        by=world.by,
    )


VERBS: dict[str, Callable] = {
    "note": of_case(cases.note, text="已电话联系。"),
    "register": lambda world, case: factories.make_case(world.by, world.cast[0].desk, world.pick(*MATTERS)),
    "settle": of_case(cases.settle, outcome="settled", result=TEXT),
    "route": of_case(cases.route, to_desk=a_desk, reason="当事人要求"),
    "sign": of_case(cases.sign),
    "send_back": of_case(cases.send_back, code=lambda w, c: w.pick("not_competent", "incomplete", "wrong_route"), reason="不属本科室", article="信访工作条例第23条"),
    "transfer": of_case(cases.transfer, to_desk=a_desk, reason="由其办理更为合适"),
    "decide_dispute": of_case(cases.decide_dispute, to_desk=a_desk, reason="按职责分工应由其办理"),
    "assign": of_case(cases.assign, handler=a_mediator),
    "conclude": of_case(cases.conclude, outcome="resolved", result=TEXT),
    "reopen": of_case(cases.reopen, reason="又起争执"),
    "archive": of_case(cases.archive),
    "withdraw": of_case(cases.withdraw, reason="已经谈妥"),
    "decline": of_case(cases.decline, reason="不属受理范围"),
    "pass_outside": of_case(cases.pass_outside, office="县人民法院", reason="已经起诉"),
    "acknowledge_outside": of_case(cases.acknowledge_outside),
    "fail_outside": of_case(cases.fail_outside, reason="退信"),
    "send_outside_again": of_case(cases.send_outside_again),
    "answer_outside": of_case(cases.answer_outside, answer="法院已受理并答复当事人。", outcome=lambda w, c: w.pick("", "", "resolved")),
    "merge": of_case(cases.merge, into=lambda w, c: w.other(c), reason="同一件事"),
    "unmerge": of_case(cases.unmerge, reason="并非一事"),
    "split": of_case(cases.split, parties=lambda w, c: list(c.parties.all()), matter=lambda w, c: MatterType.objects.get(key="debt"), narrative=lambda w, c: f"另欠货款{w.lot.random()}", to_desk=a_desk, reason="另一件事", mandatory=lambda w, c: w.pick(True, False)),
    "ask": of_case(cases.ask, kind=lambda w, c: w.pick("assist", "referral"), to_desk=a_desk, text="请派人到场", due_on=in_days),
    "instruct": of_case(cases.instruct, text="限期办结", due_on=in_days, desks=lambda w, c: [w.desk()]),
    "assign_down": of_case(cases.assign_down, to_desk=a_desk, text="请妥善处理", due_on=in_days, report=lambda w, c: w.pick(True, False)),
    "report_up": of_case(cases.report_up, to_desk=a_desk, tried="已组织三次调解，双方分歧很大。"),
    "supervise": of_case(cases.supervise, demand="请说明迟延的原因。"),
    "answer_slip": of_case(cases.answer_slip, reply="已约定下周到场。"),
    "close_slip": of_case(cases.close_slip),
    "accept_task": of_task("accept_task"),
    "decline_task": of_task("decline_task", reason="人手不足"),
    "answer_task": of_task("answer_task", answer="已到场协助，情况属实。"),
    "close_task": of_task("close_task"),
    "return_task": of_task("return_task", reason="请补充"),
    "revoke_task": of_task("revoke_task", reason="不再需要"),
    "pause": pause_any,
    "resume": on(clocks.resume, lambda case: clock_of(case, paused_at__isnull=False)),
    "extend": on(clocks.extend, clock_of, amount=5, reason="案情复杂", told_on=lambda w, c: today(), told_how="当面告知"),
    "mediate": of_case(mediations.propose, mediator=a_mediator),
    "receive": of_case(mediations.receive),
    "mediate_again": of_case(mediations.take_up_again, mediator=a_mediator, reason="双方愿意再谈"),
    "accept_mediation": of_mediation("accept", mediator=a_mediator),
    "decline_mediation": of_mediation("decline", reason="不宜调解"),
    "ask_side": of_mediation("ask", party=a_side, channel="phone"),
    "consent": answer_all,
    "refuse_mediation": of_mediation("consent", party=a_side, answer="refused", channel="phone"),
    "fail": of_mediation("fail", reason="分歧太大", keep_open=lambda w, c: w.pick(True, False)),
    "agree": of_mediation("agree", terms="被申请人三日内恢复原状，双方再无争议。", form=lambda w, c: w.pick("oral", "written")),
    "open_petition": of_case(petitions.open_petition, form="visit", category=lambda w, c: w.pick("claim", "suggestion")),
    "accept_petition": of_petition("accept", text="予以受理，六十日内答复。"),
    "refuse_petition": of_petition("refuse", where="县人民法院", reason="属诉讼事项"),
    "decide_petition": of_petition("decide", outcome="support", request="恢复原状", facts="经查属实", view="予以支持", law="民法典第二百九十六条"),
    "apply_aid": of_case(aids.apply, item="wages", ground=lambda w, c: w.pick("migrant", "")),
    "ask_papers": of_aid("ask_papers", papers=["identity"], supply_by=in_days),
    "supply": of_aid("supply"),
    "lapse": of_aid("lapse"),
    "grant": of_aid("grant", means="pledge"),
    "refuse_aid": of_aid("refuse", code="other", reason="材料不实，不予援助，可以提出异议。"),
    "assign_aid": of_aid("assign", provider=lambda w, c: w.provider),
    "accept_aid": of_aid("accept"),
    "finish_aid": of_aid("finish", report="经代理，工资已付清。"),
    "object_to": of_aid("object_to", text="我不服，请重新审查这个决定。"),
    "uphold": of_aid("uphold", reason="经审查，原决定并无不当。"),
    "overturn": of_aid("overturn", reason="申请人符合条件，责令改正。"),
}  # fmt: skip
OFTEN = (
    "route",
    "route",
    "sign",
    "sign",
    "send_back",
    "mediate",
    "consent",
    "open_petition",
    "apply_aid",
    "merge",
    "unmerge",
)
STEP = st.tuples(st.sampled_from([*VERBS, *OFTEN]), st.integers(0, 2**31))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(matter=st.sampled_from(MATTERS), steps=st.lists(STEP, min_size=STEPS, max_size=STEPS))
def test_no_path_of_verbs_leaves_a_case_without_a_desk_or_a_clock(
    matter, steps, clerk, county_clerk, mediator, petition_officer, legal_officer, section_head, department_head, director,
    county_director, duty_leader, grid_worker, outsider, auditor,
):  # fmt: skip
    """Whoever tries whatever in whatever order: it is done or refused, a refusal leaves no trace, and every case is somebody's."""
    cast = [
        clerk, county_clerk, mediator, petition_officer, legal_officer, section_head, department_head, director, county_director,
        duty_leader, grid_worker, outsider, auditor,
    ]  # fmt: skip
    with transaction.atomic():
        provider = LegalAidProvider.objects.create(organisation="某律师事务所", name="沈律师", licence="1")
        world = World(cast, provider)
        with at(BEGAN):
            factories.send(factories.make_case(act(clerk), clerk.desk, matter), act(clerk))
        for place, (verb, lot) in enumerate(steps):
            with at(BEGAN + timedelta(hours=3 * place)):
                take_step(world, verb, lot)
                wrong = [fault for case in Case.objects.select_related("desk") for fault in faults(case)]
                assert not wrong, (verb, wrong)
                check_books()
        transaction.set_rollback(True)


def take_step(world: World, verb: str, lot: int) -> None:
    case = world.draw(lot)
    before = everything()
    try:
        VERBS[verb](world, case)
    except Nothing:
        pass
    except Refused:
        if verb != "consent":  # several sides, each an act of its own
            assert everything() == before, f"{verb} was refused and left something behind"


def everything() -> list[list[tuple]]:
    """Each row of what the verbs write, personal data left out."""
    fields = {
        model: [field.attname for field in model._meta.concrete_fields if type(field).__name__ != "EncryptedTextField"]
        for model in KEPT
    }
    return [list(model.objects.order_by("pk").values_list(*fields[model])) for model in KEPT]


def faults(case: Case) -> list[tuple]:
    """What is wrong with where a case stands."""
    found: list[str] = []
    running = list(Clock.objects.running().filter(case=case).select_related("limit", "desk"))
    keys = sorted(clock.limit.key for clock in running)
    live = case.proceedings.filter(ended_at=None, lent=False).count()
    pending = list(case.handovers.filter(state="pending").values_list("to_desk", flat=True))
    if case.state in Case.OPEN:
        if not case.desk.in_being(today()):
            found.append("its desk has ended")
        if not at_rest(case) and not any(brings_on(clock) for clock in running):
            found.append("no clock runs at a desk")
        if live > 1:
            found.append("two proceedings are live")
    else:
        if live:
            found.append("ended, and a proceeding is live")
        found += [f"ended, and {clock.limit.key} runs" for clock in running if not may_run(case, clock)]
    if pending != ([case.desk_id] if case.state == State.ROUTED else []):
        found.append("hand-overs do not fit")
    if case.merged_into_id and case.desk_id != Case.objects.get(pk=case.merged_into_id).desk_id:
        found.append("merged, and lies elsewhere")
    for clock in running:
        if (
            clock.about.startswith("task:")
            and not Task.objects.filter(pk=clock.about[5:], state__in=Task.OPEN).exists()
        ):
            found.append("the clock of a task that is over runs")
    for aid in LegalAid.objects.filter(proceeding__case=case, state__in=["applied", "asked", "granted", "objected"]):
        if not any(clock.about == f"legal_aid:{aid.pk}" for clock in running):
            found.append(f"legal aid {aid.state} without a clock")
    return [(case.pk, case.state, fault, keys) for fault in found]


def at_rest(case: Case) -> bool:
    """Where no clock need run: it lies at the counter that took it in and has never been sent on. The day's list of the counter
    holds it, and no promise has begun: the person stands there."""
    return case.state == State.REGISTERED and case.hops == 0


def brings_on(clock: Clock) -> bool:
    return clock.desk_id is not None and clock.desk.in_being(today()) and not clock.about.startswith(BESIDE)


def may_run(case: Case, clock: Clock) -> bool:
    ordered = clock.about.startswith("task:")  # a report or an instruction outlives the case
    return ordered or clock.limit.key.startswith(AFTER.get(State(case.state), ("-",)))


def check_books() -> None:
    """Every story fits, and the counts are what a recount gives."""
    assert all(isinstance(line, int) for line in story.verify())
    counted: Counter = Counter()
    for case in Case.objects.all():
        if not case.restricted:
            counted.update((measure, desk) for _day, desk, measure in tally.contributions(case))
    kept: Counter = Counter()
    for measure, desk, amount in TallyDelta.objects.values_list("measure", "desk", "amount"):
        kept[measure, desk] += amount
    assert {key: n for key, n in kept.items() if n} == dict(counted)


def test_legal_aid_keeps_its_limit_when_the_case_goes_to_an_outside_office(make_case, clerk, legal_officer):
    """The seven days for the decision (法律援助法 art. 43) run on: nothing but its own room ends them."""
    case = make_case("wage_arrears")
    aids.apply(case, item="wages", ground="migrant", by=act(clerk))
    cases.pass_outside(case, office="县人民法院", reason="已经起诉", by=act(clerk))
    assert Clock.objects.running().filter(case=case, limit__key="legal_aid.decide").count() == 1
    assert faults(case) == []


def test_what_came_back_and_is_settled_has_no_limit_left(make_case, clerk, mediator):
    case = factories.send(make_case(), act(clerk))
    cases.send_back(case, code="incomplete", reason="缺少证据材料", by=act(mediator))
    cases.settle(case, outcome="settled", result=TEXT, by=act(clerk))
    assert faults(case) == [] and not Clock.objects.running().filter(case=case).exists()


def test_a_case_that_is_in_nothing_but_legal_aid_has_a_limit_while_the_lawyer_works(make_case, clerk, legal_officer):
    case = factories.send(make_case("wage_arrears"), act(clerk), factories.desk("HHT", "rule_of_law"))
    cases.sign(case, by=act(legal_officer))
    aid = aids.apply(case, item="wages", ground="migrant", by=act(legal_officer))
    provider = LegalAidProvider.objects.create(organisation="某律师事务所", name="沈律师", licence="1")
    aids.grant(aid, by=act(legal_officer))
    aids.assign(aid, provider=provider, by=act(legal_officer))
    assert not aid.proceeding.lent and faults(Case.objects.get(pk=case.pk)) == []


def test_an_instruction_carried_out_while_merged_stays_carried_out(make_case, clerk, mediator, director):
    """Taking the merge back brings no clock of a task back that has ended meanwhile."""
    case, into = make_case(), make_case()
    cases.instruct(case, text="限期办结", due_on=today() + timedelta(days=5), desks=[mediator.desk], by=act(director))
    cases.merge(case, into=into, reason="同一件事", by=act(clerk))
    task = Task.objects.get()
    assisting.answer_task(task, answer="已到场，情况属实。", by=act(mediator))
    assisting.close_task(task, by=act(director))
    cases.unmerge(case, reason="并非一事", by=act(clerk))
    assert faults(Case.objects.get(pk=case.pk)) == []
