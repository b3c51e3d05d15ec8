"""Legal aid, verb by verb (法律援助法; issue 5 part 2)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, at, today
from intake import lifecycle as cases
from intake import proceedings, story
from intake.legal_aid import lifecycle, rights
from intake.legal_aid.forms import FORMS
from intake.models import Case, Clock, Event, LegalAid, LegalAidProvider, Proceeding
from tests import factories
from tests.factories import act
from tests.intake.legal_aid.conftest import REASON


def arguments(verb, provider):
    return {
        "ask_papers": {"papers": ["identity"], "supply_by": today() + timedelta(days=3)},
        "refuse": {"code": "other", "reason": REASON}, "assign": {"provider": provider}, "finish": {"report": "工资已全部付清，撤回仲裁。"},
        "object_to": {"text": "我不服，请重新审查这个决定。"}, "uphold": {"reason": "经审查，原决定并无不当。"}, "overturn": {"reason": "申请人符合条件，责令改正。"},
    }.get(verb, {})  # fmt: skip


def refused(act_, *args, **kwargs):
    with pytest.raises(Refused) as caught, transaction.atomic():
        act_(*args, **kwargs)
    return caught.value.code


def due(aid, key):
    clock = Clock.objects.get(case=aid.case, limit__key=key, stopped_at=None)
    return clock.raw_due_at.astimezone(SHANGHAI).date(), clock.due_at.astimezone(SHANGHAI).date()


def test_a_life_from_the_counter_to_the_lawyers_report(wages, clerk, legal_officer, provider):
    """Applied beside the matter; granted without a word about means; named; done. The case is where it was all the time."""
    aid = lifecycle.apply(wages, item="wages", ground="migrant", by=act(clerk))
    assert (aid.desk.center.code, aid.desk.department.key, aid.applicant.case_id) == ("HHT", "rule_of_law", wages.pk)
    assert Case.objects.get().state == "registered" and aid.proceeding.lent
    lifecycle.grant(aid, by=act(legal_officer))
    lifecycle.assign(aid, provider=provider, by=act(legal_officer))
    lifecycle.accept(aid, by=act(legal_officer))
    lifecycle.finish(aid, report="工资已全部付清，撤回仲裁。", by=act(legal_officer))
    fresh = LegalAid.objects.get()
    assert (fresh.state, fresh.means, fresh.report) == ("done", "", "工资已全部付清，撤回仲裁。")
    assert (
        Proceeding.objects.get().ended_at
        and not Clock.objects.running().filter(limit__key__startswith="legal_aid").exists()
    )
    kinds = list(Event.objects.filter(kind__startswith="legal_aid").order_by("seq").values_list("kind", flat=True))
    assert kinds == [f"legal_aid.{word}" for word in ("applied", "granted", "assigned", "accepted", "finished")]
    assert list(story.verify())[-1] == Event.objects.count()


def test_each_state_lets_only_its_verbs_through(to, applied, legal_officer, department_head, provider, county):
    """The whole table of states and verbs: what may not begin is refused as moved on, and nothing is written."""
    for state in LegalAid.State.values:
        with transaction.atomic():
            aid = to(state)
            for verb in FORMS:
                move = lifecycle.MOVES[verb]
                by = act(department_head if verb in rights.REVIEW else legal_officer)
                if state in move.sources:
                    continue
                before = Event.objects.count()
                assert refused(getattr(lifecycle, verb), aid, by=by, **arguments(verb, provider)) == "moved_on", (
                    state,
                    verb,
                )
                assert Event.objects.count() == before
            transaction.set_rollback(True)
        applied.refresh_from_db()
        applied.proceeding.refresh_from_db()
        applied.proceeding.case.refresh_from_db()


def test_each_verb_is_for_its_own_people(to, applied, request, provider, law_head, county):
    """Roles by verbs: the legal desk and its directors decide; an objection is reviewed by the justice bureau alone (art. 49)."""
    names = [
        "clerk", "county_clerk", "mediator", "petition_officer", "legal_officer", "department_head", "director", "county_director",
        "duty_leader", "grid_worker", "outsider", "system_administrator", "auditor",
    ]  # fmt: skip
    people = {name: act(request.getfixturevalue(name)) for name in names} | {"law_head": act(law_head)}
    desk = {"legal_officer", "director", "county_director"}
    for verb in FORMS:
        expected = (
            {"department_head"} if verb in rights.REVIEW else desk | ({"clerk"} if verb == "object_to" else set())
        )
        assert {name for name, by in people.items() if rights.may(by, verb, applied)} == expected, verb
    assert refused(lifecycle.grant, applied, by=people["clerk"]) == "not_allowed"
    aid = to("objected")
    assert (
        refused(lifecycle.uphold, aid, reason="经审查，原决定并无不当。", by=people["legal_officer"])
        == "not_the_reviewer"
    )


def test_who_sees_it(applied, legal_officer, law_head, department_head, outsider, mediator, to):
    """The desk that decides sees the case for it; the justice bureau from the objection on; outsiders never."""
    seen = {name: LegalAid.objects.visible_to(who.user).exists() for name, who in [("officer", legal_officer), ("head", law_head), ("outsider", outsider), ("mediator", mediator)]}  # fmt: skip
    assert seen == {"officer": True, "head": True, "outsider": False, "mediator": False}
    to("objected")
    assert LegalAid.objects.visible_to(department_head.user).exists()


def test_no_means_are_asked_of_a_migrant_worker(applied, legal_officer):
    """Art. 42(3): neither a proof of means, nor a refusal for want of hardship."""
    by = act(legal_officer)
    assert refused(lifecycle.ask_papers, applied, papers=["means"], supply_by=today(), by=by) == "means_not_asked"
    assert refused(lifecycle.refuse, applied, code="not_poor", reason="家庭收入超过标准，不予援助。", by=by) == "exempt"
    lifecycle.grant(applied, by=by)
    assert LegalAid.objects.get().means == ""


def test_hardship_is_shown_by_anybody_else(make_case, clerk, legal_officer):
    """Art. 41: by shared records or by a pledge."""
    aid = lifecycle.apply(make_case("legal_aid"), item="maintenance", by=act(clerk))
    assert refused(lifecycle.grant, aid, by=act(legal_officer)) == "means_open"
    lifecycle.grant(aid, means="pledge", by=act(legal_officer))
    assert LegalAid.objects.get().means == "pledge"


def test_what_is_missing_is_told_once_and_in_full(applied, legal_officer, clerk):
    """Art. 43(2)."""
    by, soon = act(legal_officer), today() + timedelta(days=3)
    assert refused(lifecycle.ask_papers, applied, papers=[], supply_by=soon, by=by) == "papers_needed"
    assert refused(lifecycle.ask_papers, applied, papers=["dog licence"], supply_by=soon, by=by) == "papers_needed"
    assert (
        refused(lifecycle.ask_papers, applied, papers=["form"], supply_by=today() - timedelta(days=1), by=by)
        == "wrong_day"
    )
    lifecycle.ask_papers(applied, papers=["identity", "matter"], supply_by=soon, by=by)
    assert refused(lifecycle.lapse, applied, by=by) == "too_early"
    lifecycle.supply(applied, by=by)
    assert LegalAid.objects.get().state == "applied" and not LegalAid.objects.get().papers_owed
    assert refused(lifecycle.ask_papers, applied, papers=["ground"], supply_by=soon, by=by) == "asked_once"
    assert Clock.objects.running().filter(limit__key="legal_aid.decide").count() == 1


def test_papers_that_do_not_come_count_as_a_withdrawal(to, wages, clerk):
    to("lapsed")
    assert not Clock.objects.running().filter(limit__key="legal_aid.decide").exists()
    assert (
        lifecycle.apply(wages, item="wages", ground="migrant", by=act(clerk)).state == "applied"
    )  # again, at any time


def test_a_matter_outside_the_law_is_refused_and_never_granted(make_case, clerk, legal_officer):
    """Arts. 31 and 32; what lies within is not refused as lying outside."""
    by = act(legal_officer)
    aid = lifecycle.apply(make_case("legal_aid"), item="outside", by=act(clerk))
    assert refused(lifecycle.grant, aid, means="pledge", by=by) == "outside_list"
    assert refused(lifecycle.refuse, aid, code="outside", reason="不属于", by=by) == "reason_needed"
    lifecycle.refuse(aid, code="outside", reason=REASON, by=by)
    fresh = LegalAid.objects.get()
    assert (fresh.state, fresh.reason, fresh.reason_code) == ("refused", REASON, "outside")


def test_what_lies_within_is_not_refused_as_lying_outside(applied, legal_officer):
    assert refused(lifecycle.refuse, applied, code="outside", reason=REASON, by=act(legal_officer)) == "within_list"


def test_it_is_applied_for_where_the_organ_sits(wages, clerk):
    """Art. 38."""
    assert refused(lifecycle.apply, wages, item="wages", elsewhere=True, by=act(clerk)) == "apply_elsewhere"
    assert refused(lifecycle.apply, wages, item="lottery", by=act(clerk)) == "item_needed"
    assert refused(lifecycle.apply, wages, item="wages", means="lies", by=act(clerk)) == "means_open"
    assert not LegalAid.objects.exists()


def test_one_application_at_a_time_for_one_person(applied, wages, clerk, outsider):
    assert refused(lifecycle.apply, wages, item="wages", by=act(clerk)) == "under_way"
    assert refused(lifecycle.apply, wages, item="wages", by=act(outsider)) == "not_allowed"


def test_aid_is_given_to_a_person_who_is_a_side(wages, make_case, clerk):
    other = make_case("legal_aid").parties.first()
    assert refused(lifecycle.apply, wages, item="wages", applicant=other, by=act(clerk)) == "no_applicant"


def test_time_that_presses(make_case, clerk, legal_officer, provider):
    """Art. 44: within seven days of the end aid begins before the review, the papers follow, and are owed until they came."""
    by = act(legal_officer)
    with at(datetime(2026, 11, 24, 2, tzinfo=UTC)):
        far = lifecycle.apply(make_case("legal_aid"), item="injury", period_ends_on=date(2026, 12, 2), by=act(clerk))
        assert refused(lifecycle.give_early, far, by=by) == "no_hurry"
        near = lifecycle.apply(make_case("legal_aid"), item="injury", period_ends_on=date(2026, 12, 1), by=act(clerk))
        lifecycle.give_early(near, by=by)
        assert near.state == "granted" and near.early and "means" in near.missing
        assert due(near, "legal_aid.assign")[0] == date(2026, 11, 27)
        past = lifecycle.apply(make_case("legal_aid"), item="injury", period_ends_on=date(2026, 11, 20), by=act(clerk))
        assert refused(lifecycle.give_early, past, by=by) == "no_hurry"
        kept = lifecycle.apply(make_case("legal_aid"), item="injury", preservation=True, by=act(clerk))
        lifecycle.give_early(kept, by=by)
    lifecycle.assign(near, provider=provider, by=by)
    lifecycle.accept(near, by=by)
    assert refused(lifecycle.finish, near, report="已经代为起诉并胜诉。", by=by) == "papers_owed"
    lifecycle.supply(near, by=by)
    assert refused(lifecycle.supply, near, by=by) == "moved_on"
    lifecycle.finish(near, report="已经代为起诉并胜诉。", by=by)


def test_seven_and_three_days_over_the_national_holiday(make_case, clerk, legal_officer):
    """By hand: received on Sunday 27 September 2026, due on 4 October, in the holiday of 1 to 7 October, and so moved to Thursday the 8th.

    Granted on Wednesday 30 September: three days end on Saturday 3 October; moved to the 8th likewise. Art. 43, 民法典 art. 203.
    """
    with at(datetime(2026, 9, 27, 2, tzinfo=UTC)):
        aid = lifecycle.apply(make_case("wage_arrears"), item="wages", ground="migrant", by=act(clerk))
        assert due(aid, "legal_aid.decide") == (date(2026, 10, 4), date(2026, 10, 8))
    with at(datetime(2026, 9, 30, 2, tzinfo=UTC)):
        lifecycle.grant(aid, by=act(legal_officer))
        assert due(aid, "legal_aid.assign") == (date(2026, 10, 3), date(2026, 10, 8))


def test_an_objection_is_reviewed_in_five_days_and_upheld(to, department_head, county):
    """Art. 49; by hand: objected on Tuesday 24 November 2026, due on Sunday the 29th, moved to the 30th."""
    with at(datetime(2026, 11, 24, 2, tzinfo=UTC)):
        aid = to("objected")
        assert due(aid, "legal_aid.objection") == (date(2026, 11, 29), date(2026, 11, 30))
    clock = Clock.objects.running().get(limit__key="legal_aid.objection")
    assert (clock.desk.center.code, clock.desk.department.key) == ("XY", "judicial")
    assert refused(lifecycle.uphold, aid, reason="没错", by=act(department_head)) == "reason_needed"
    lifecycle.uphold(aid, reason="经审查，原决定并无不当。", by=act(department_head))
    assert (
        LegalAid.objects.get().state == "upheld"
        and not Clock.objects.running().filter(limit__key="legal_aid.objection").exists()
    )


def test_an_objection_that_succeeds_brings_a_lawyer(to, department_head, legal_officer, provider):
    aid = to("objected")
    lifecycle.overturn(aid, reason="申请人符合条件，责令改正。", by=act(department_head))
    assert (aid.state, aid.overturned) == ("granted", True) and due(aid, "legal_aid.assign")
    lifecycle.assign(aid, provider=provider, by=act(legal_officer))


def test_a_lawyer_is_named_anew_but_not_twice_the_same(to, legal_officer, provider):
    """Art. 55; who takes no assignments is not named."""
    aid = to("accepted")
    assert refused(lifecycle.assign, aid, provider=provider, by=act(legal_officer)) == "moved_on"
    other = LegalAidProvider.objects.create(organisation="基层法律服务所", name="潘某", licence="B2", active=False)
    assert refused(lifecycle.assign, aid, provider=other, by=act(legal_officer)) == "not_active"
    other.active = True
    other.save()
    lifecycle.assign(aid, provider=other, by=act(legal_officer))
    fresh = LegalAid.objects.get()
    assert (fresh.state, fresh.provider, fresh.accepted_at) == ("assigned", other, None)
    assert refused(lifecycle.finish, aid, report="工资已全部付清，撤回仲裁。", by=act(legal_officer)) == "moved_on"


def test_in_hand_at_the_legal_desk_it_is_the_procedure_of_the_case(make_case, clerk, legal_officer, provider):
    """Not lent: the case waits for it, and is concluded with the lawyer's report."""
    case = factories.send(make_case("legal_aid"), act(clerk))
    cases.sign(case, by=act(legal_officer))
    by = act(legal_officer)
    aid = lifecycle.apply(case, item="maintenance", means="pledge", by=by)
    assert not aid.proceeding.lent and proceedings.live(case) == aid.proceeding
    assert (
        refused(cases.conclude, case, outcome="resolved", result="双方当面说清，握手言和。", by=by) == "in_a_procedure"
    )
    lifecycle.grant(aid, by=by)
    lifecycle.assign(aid, provider=provider, by=by)
    lifecycle.accept(aid, by=by)
    lifecycle.finish(aid, report="调解成功，子女每月给付赡养费。", by=by)
    fresh = Case.objects.get()
    assert (fresh.state, fresh.outcome, fresh.result) == ("concluded", "resolved", "调解成功，子女每月给付赡养费。")


def test_after_a_refusal_the_case_is_handled_on_by_its_promise(make_case, clerk, legal_officer):
    case = factories.send(make_case("legal_aid"), act(clerk))
    cases.sign(case, by=act(legal_officer))
    aid = lifecycle.apply(case, item="outside", by=act(legal_officer))
    assert not Clock.objects.running().filter(limit__key__startswith="handling").exists()
    lifecycle.refuse(aid, code="outside", reason=REASON, by=act(legal_officer))
    assert Clock.objects.running().filter(limit__key__startswith="handling", case=case).count() == 1


def test_it_ends_with_the_case(applied, wages, clerk, legal_officer):
    cases.withdraw(wages, reason="老板已经付清", by=act(clerk))
    assert LegalAid.objects.get().state == "ended" and not Clock.objects.running().exists()
    assert refused(lifecycle.grant, applied, by=act(legal_officer)) == "moved_on"


def test_a_case_that_is_concluded_takes_what_went_on_beside_it_along(applied, clerk, mediator):
    case = factories.send(applied.case, act(clerk))
    cases.sign(case, by=act(mediator))
    cases.conclude(case, outcome="resolved", result="双方当面说清，工资付清。", by=act(mediator))
    assert LegalAid.objects.get().state == "ended" and Proceeding.objects.get().ended_at


def test_the_system_may(applied):
    lifecycle.grant(applied, by=SYSTEM)
    assert LegalAid.objects.get().decided_by is None
