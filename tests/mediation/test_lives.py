"""Whole lives: medical to its last day and to court, taken up again, a family, a group, a collision that goes to the police."""

from datetime import date, datetime, time, timedelta

import pytest

from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, at
from center.institution.models import Role
from center.papers.models import File
from intake import lifecycle as case_lifecycle
from intake.models import Agent, Attachment, Case, Clock, Party
from intake.registration import AgentData, PersonData, SideData
from intake.status import find, view_of
from mediation import lifecycle, shielding, tasks
from mediation.models import Consent, Evidence, Mandate, Mediation
from tests import factories
from tests.factories import act

MONDAY = datetime.combine(date(2026, 3, 2), time(9), SHANGHAI)
DAY = timedelta(days=1)


def refusal(verb, *arguments, **given):
    with pytest.raises(Refused) as refused:
        verb(*arguments, **given)
    return refused.value.code


def begin_at(center, matter, *, clerk, role=Role.MEDIATOR, name="specialist", **changes):
    """A case of `matter` in hand at the mediation desk of a specialist center; gives the case and its mediator."""
    desk = factories.desk(center, "judicial")
    seat = factories.staff(name, desk, role)
    case = factories.send(factories.make_case(act(clerk), clerk.desk, matter, **changes), act(clerk), desk)
    case_lifecycle.sign(case, by=act(seat))
    return case, seat


def both_agree(mediation, by):
    for party in lifecycle.answering(mediation):
        said_by = "" if party.person_id else "李院长"
        lifecycle.consent(mediation, party=party, answer="agreed", channel="in_person", said_by=said_by, by=by)


def file_of(case):
    """A paper on the case; its bytes do not matter here."""
    kept = File.objects.create(
        media_type="image/jpeg", size=1, sha256="1" * 64, stored_at=case.registered_at, content="x"
    )
    return Attachment.objects.create(case=case, file=kept, label="授权委托书", at=case.registered_at)


def test_a_medical_dispute_fails_at_day_thirty_without_the_days_of_the_appraisal_and_goes_to_court(
    clerk, county_director
):
    """医疗纠纷预防和处理条例 arts. 31, 34, 38: thirty working days, an appraisal of ten working days left out."""
    with at(MONDAY):
        hospital = (SideData(organisation="县人民医院"),)
        case, seat = begin_at("YH", "medical", clerk=clerk, others=hospital)
        by = act(seat)
        assert refusal(lifecycle.propose, case, mediator=seat.user, elsewhere="court", by=by) == "accepted_elsewhere"
        mediation = lifecycle.propose(case, mediator=seat.user, by=by)
        assert mediation.kind == "medical" and mediation.limit_key == "medical.mediate"
        both_agree(mediation, by)
        before = Clock.objects.get(limit__key="medical.mediate").due_at
    asked = {
        "kind": "medical",
        "body": "市医学会",
        "question": "诊疗有无过错",
        "letter": "委字1号",
        "expected_on": date(2026, 4, 30),
    }
    with at(MONDAY + 7 * DAY):
        assert refusal(lifecycle.send_to_appraisal, mediation, **asked, by=by) == "joint_needed"
        appraisal = lifecycle.send_to_appraisal(mediation, **asked, joint=True, by=by)
        assert Clock.objects.get(limit__key="medical.mediate").paused_at and appraisal.pause
    with at(MONDAY + 21 * DAY):
        lifecycle.appraisal_back(appraisal, opinion="医方负次要责任", by=by)
        clock = Clock.objects.get(limit__key="medical.mediate")
    assert before.astimezone(SHANGHAI).date() == date(
        2026, 4, 14
    )  # thirty working days; Qingming on the sixth is a rest day
    assert clock.due_at.astimezone(SHANGHAI).date() == date(2026, 4, 28)  # and ten more
    with at(clock.due_at - DAY):
        tasks.lapse_mediations()
        assert Mediation.objects.get().state == "open"
    with at(clock.due_at + DAY):
        tasks.lapse_mediations()
        tasks.lapse_mediations()  # twice is once
        fresh, case = Mediation.objects.get(), Case.objects.get()
        assert fresh.state == "failed" and "第三十八条" in fresh.failure_reason and case.state == "handling"
        before_court = (case.narrative, case.claim, list(case.parties.values_list("pk", flat=True)))
        reason = "医疗纠纷调解期限届满，当事人拟提起诉讼。"
        case_lifecycle.pass_outside(case, office="盱眙县人民法院", reason=reason, by=by)
    case = Case.objects.get()
    assert (case.narrative, case.claim, list(case.parties.values_list("pk", flat=True))) == before_court
    assert case.state == "passed_outside"


def test_a_medical_mediation_ends_when_a_court_accepts_the_dispute(clerk):
    case, seat = begin_at("YH", "medical", clerk=clerk, others=(SideData(organisation="县人民医院"),))
    mediation = lifecycle.propose(case, mediator=seat.user, by=act(seat))
    lifecycle.yield_to(mediation, office="health", by=act(seat))
    assert "第三十一条" in Mediation.objects.get().failure_reason and Case.objects.get().state == "handling"


def test_taken_up_again_months_later_every_side_is_asked_anew(opened, mediator, director):
    with at(opened.opened_at + DAY):
        lifecycle.fail(opened, reason="双方分歧过大", by=act(mediator))
    case = opened.case
    with at(opened.opened_at + 150 * DAY):
        assert (
            refusal(lifecycle.take_up_again, case, mediator=mediator.user, reason="双方又愿意谈", by=act(mediator))
            == "not_allowed"
        )
        again = lifecycle.take_up_again(case, mediator=mediator.user, reason="双方又愿意谈", by=act(director))
    assert again.earlier == opened and again.state == "proposed" and not again.consents.exists()
    assert opened.consents.count() == 2 and Case.objects.count() == 1 and case.state == "handling"
    assert Clock.objects.running().filter(limit__key="mediation.norm").count() == 1


def test_a_failed_one_whose_case_stayed_in_hand_is_taken_up_by_the_mediator(opened, mediator):
    lifecycle.fail(opened, reason="暂时谈不拢", keep_open=True, by=act(mediator))
    again = lifecycle.take_up_again(opened.case, mediator=mediator.user, reason="又愿意谈", by=act(mediator))
    assert again.earlier == opened
    assert (
        refusal(lifecycle.take_up_again, opened.case, mediator=mediator.user, reason="再来", by=act(mediator))
        == "not_ended_without_agreement"
    )


def test_in_a_family_one_side_does_not_learn_where_the_other_lives(opened, mediator):
    """The address is in no paper that the other side gets, on no page it reads, and in nothing it can ask for."""
    applicant, respondent = opened.case.parties.order_by("pk")
    address, phone = applicant.person.address, applicant.person.phone
    assert shielding.facing(applicant, respondent).phone.startswith("138****")
    lifecycle.shield(opened, party=applicant, reason="家庭暴力，已搬离", by=act(mediator))
    for reader in (respondent, None):
        seen = shielding.facing(applicant, reader)
        assert seen.name == applicant.person.name and address not in str(seen) and "138" not in str(seen)
        assert "黄花塘村" not in seen.address
    assert shielding.facing(applicant, applicant).address == address and phone
    assert not any("黄花塘村" in one.address for one in shielding.for_side(opened, respondent))
    status = view_of(find(opened.case.pk))
    assert address not in str(status) and phone not in str(status)
    assert refusal(lifecycle.shield, opened, party=applicant, reason="再次", by=act(mediator)) == "shielded_already"
    lifecycle.unshield(opened, party=applicant, reason="本人要求", by=act(mediator))
    assert "黄花塘" in shielding.facing(applicant, respondent).address


def test_what_a_side_gives_in_confidence_is_in_no_list_of_the_other(opened, mediator):
    applicant, respondent = opened.case.parties.order_by("pk")
    lifecycle.add_evidence(opened, party=applicant, label="照片", pages=3, original_seen=True, by=act(mediator))
    lifecycle.add_evidence(opened, party=applicant, label="病历", pages=9, confidential=True, by=act(mediator))
    labels = [[one.label for one in shielding.evidence_for(opened, reader)] for reader in (applicant, respondent, None)]
    assert labels == [["照片", "病历"], ["照片"], ["照片"]] and Evidence.objects.count() == 2


def test_three_hundred_sign_through_two_representatives(clerk, mediator):
    """The group is asked through those it named in writing: no form for each of the three hundred (民事诉讼法 art. 56 by analogy)."""
    named = tuple(
        SideData(PersonData(name=f"村民{n}", no_id_reason="代表人代为登记"), side="applicant", representative=n < 2)
        for n in range(6)
    )
    farm = SideData(organisation="惠丰养殖场")
    case = factories.send(
        factories.make_case(
            act(clerk), clerk.desk, "neighbour", others=(*named, farm), people_count=300, representative=False
        ),
        act(clerk),
        mediator.desk,
    )
    case_lifecycle.sign(case, by=act(mediator))
    mediation = lifecycle.propose(case, mediator=mediator.user, by=act(mediator))
    ordinary = list(case.parties.filter(side="applicant", representative=False))
    names = "\n".join(f"村民甲{n}" for n in range(295))
    paper = file_of(case)
    assert (
        refusal(
            lifecycle.represent,
            mediation,
            side="respondent",
            represented=[],
            further_names="x",
            proof=paper,
            by=act(mediator),
        )
        == "nobody_represents"
    )
    assert (
        refusal(
            lifecycle.represent,
            mediation,
            side="applicant",
            represented=[],
            further_names=" ",
            proof=paper,
            by=act(mediator),
        )
        == "nobody_represented"
    )
    lifecycle.represent(
        mediation, side="applicant", represented=ordinary, further_names=names, proof=paper, by=act(mediator)
    )
    assert Mandate.objects.get().count == len(ordinary) + 295
    code = refusal(lifecycle.consent, mediation, party=ordinary[0], answer="agreed", channel="phone", by=act(mediator))
    assert code == "represented"
    assert lifecycle.answering(mediation).count() == 3  # two representatives and the farm
    both_agree(mediation, act(mediator))
    assert Mediation.objects.get().state == "open" and Consent.objects.count() == 3


def test_a_collision_without_agreement_may_go_to_the_police_within_three_working_days(clerk):
    """道路交通事故处理程序规定 arts. 85, 89, 112(5): working days, at most three people a side."""
    with at(MONDAY + 3 * DAY):  # Thursday
        case, seat = begin_at("JT", "traffic_accident", clerk=clerk)
        mediation = lifecycle.propose(case, mediator=seat.user, by=act(seat))
        both_agree(mediation, act(seat))
        lifecycle.fail(mediation, reason="对责任划分有争议", by=act(seat))
        clock = Clock.objects.get(limit__key="traffic.mediate_after_pm")
        assert clock.due_at.astimezone(SHANGHAI).date() == date(2026, 3, 10)  # Friday, Monday, Tuesday
        assert Case.objects.get().state == "concluded"
    request = {"office": "县交警大队", "applicants": 2, "respondents": 1, "by": act(seat)}
    with at(MONDAY + 7 * DAY):
        assert (
            refusal(lifecycle.request_police, mediation, **{**request, "applicants": 4}, made_on=date(2026, 3, 9))
            == "too_many_a_side"
        )
        assert (
            refusal(lifecycle.request_police, mediation, **request, made_on=date(2026, 3, 10)) == "too_late"
        )  # lies ahead
        lifecycle.request_police(mediation, **request, made_on=date(2026, 3, 9))
        assert refusal(lifecycle.request_police, mediation, **request, made_on=date(2026, 3, 9)) == "asked_already"
    clock.refresh_from_db()
    assert clock.stopped_at


def test_the_unused_right_to_ask_the_police_ends_and_the_case_can_be_archived(clerk, director):
    with at(MONDAY):
        case, seat = begin_at("JT", "traffic_accident", clerk=clerk)
        mediation = lifecycle.propose(case, mediator=seat.user, by=act(seat))
        both_agree(mediation, act(seat))
        lifecycle.fail(mediation, reason="对责任划分有争议", by=act(seat))
        assert refusal(case_lifecycle.archive, case, by=act(seat)) == "clock_running"
    with at(MONDAY + 8 * DAY):
        tasks.lapse_mediations()
        code = refusal(
            lifecycle.request_police,
            mediation,
            office="县交警大队",
            made_on=date(2026, 3, 10),
            applicants=1,
            respondents=1,
            by=act(seat),
        )
        assert code == "too_late" and not Clock.objects.running().filter(case=case).exists()


def test_what_the_housing_center_does_not_mediate_is_sent_where_it_belongs(clerk):
    case, seat = begin_at("ZF", "housing_expropriation", clerk=clerk, others=(SideData(organisation="县征收办"),))
    for dispute in ("decision", "compensation", "agreement", "valuation", "rural_plan", "ownership", "distribution"):
        with pytest.raises(Refused) as refused:
            lifecycle.propose(case, mediator=seat.user, dispute=dispute, by=act(seat))
        assert refused.value.code == "not_for_mediation" and (
            "第" in str(refused.value.message) or "art" in str(refused.value.message)
        )
    assert lifecycle.propose(case, mediator=seat.user, dispute="voluntary", by=act(seat)).kind == "housing"


def test_a_court_has_its_own_limits(signed_case, mediator):
    """法释〔2016〕14号 art. 27 instead of the norm; the outside number is kept."""
    by = act(mediator)
    assert (
        refusal(lifecycle.propose, signed_case, mediator=mediator.user, entrusted="assigned", by=by) == "not_by_a_court"
    )
    mediation = lifecycle.propose(
        signed_case,
        mediator=mediator.user,
        source="court",
        outside_number="(2026)苏0830诉前调1号",
        entrusted="assigned",
        by=by,
    )
    assert set(Clock.objects.running().values_list("limit__key", flat=True)) == {"mediation.court_assigned"}
    assert (mediation.source, mediation.outside_number) == ("court", "(2026)苏0830诉前调1号")
    lifecycle.fail(mediation, reason="一方不同意", keep_open=True, by=by)
    assert set(Clock.objects.running().values_list("limit__key", flat=True)) == {"handling"}


def test_an_application_is_taken_on_or_not_with_the_reason(signed_case, mediator, make_case, clerk):
    by = act(mediator)
    mediation = lifecycle.receive(signed_case, source="police", by=by)
    assert set(Clock.objects.running().values_list("limit__key", flat=True)) == {"mediation.accept"}
    party = signed_case.parties.first()
    assert refusal(lifecycle.consent, mediation, party=party, answer="agreed", channel="phone", by=by) == "moved_on"
    assert refusal(lifecycle.decline, mediation, reason=" ", by=by) == "reason_needed"
    lifecycle.accept(mediation, mediator=mediator.user, by=by)
    assert set(Clock.objects.running().values_list("limit__key", flat=True)) == {"mediation.norm"}
    other = factories.send(make_case(), act(clerk))
    case_lifecycle.sign(other, by=by)
    refused = lifecycle.receive(other, by=by)
    lifecycle.decline(refused, reason="人民法院已经受理", by=by)
    assert Case.objects.get(pk=other.pk).state == "handling" and refused.state == "declined"


def test_who_is_silent_is_asked_again_and_then_it_does_not_begin(proposed, say, mediator):
    applicant, respondent = proposed.case.parties.order_by("pk")
    by = act(mediator)
    say(proposed, "applicant")
    lifecycle.ask(proposed, party=respondent, channel="phone", by=by)
    assert refusal(lifecycle.ask, proposed, party=respondent, channel="phone", by=by) == "asked_already"
    assert refusal(lifecycle.no_answer, proposed, party=respondent, by=by) == "ask_again"
    later = proposed.proposed_at + 15 * DAY
    with at(later):
        lifecycle.ask(proposed, party=respondent, channel="written", by=by)
        assert refusal(lifecycle.no_answer, proposed, party=respondent, by=by) == "still_time"
    with at(later + 15 * DAY):
        lifecycle.no_answer(proposed, party=respondent, by=by)
    assert Mediation.objects.get().state == "failed" and Consent.objects.get(party=respondent).answer == "no_answer"
    assert not Clock.objects.running().filter(limit__key="mediation.answer").exists() and applicant


def test_an_agent_answers_with_papers_and_settles_only_with_special_powers(proposed, mediator):
    by, case = act(mediator), proposed.case
    applicant = case.parties.get(side="applicant")
    lawyer = PersonData(name="孙律师", no_id_reason="执业证")
    agent = case_lifecycle.appoint_agent(
        case, party=applicant, agent=AgentData(lawyer, powers=Agent.Powers.GENERAL), by=by
    )
    given = {"party": applicant, "answer": "agreed", "channel": "in_person", "agent": agent, "by": by}
    assert refusal(lifecycle.consent, proposed, **given) == "powers_needed"
    lifecycle.prove_powers(proposed, agent=agent, proof=file_of(case), by=by)
    lifecycle.consent(proposed, **given)
    assert Consent.objects.get().agent == agent
    agent.refresh_from_db()
    assert refusal(lifecycle.check_may_settle, agent) == "special_powers_needed"
    Agent.objects.update(powers="special")
    agent.refresh_from_db()
    lifecycle.check_may_settle(agent)


def test_for_a_minor_the_guardian_answers_and_for_a_unit_its_person_in_charge(clerk, mediator):
    """民法典 arts. 17-19, 23, 61."""
    by = act(mediator)
    pupil = factories.person(id_number=factories.id_number(7, born="20140301"), birth_date=date(2014, 3, 1))
    case = factories.send(
        factories.make_case(act(clerk), clerk.desk, person=pupil, others=(SideData(organisation="镇中学"),)), act(clerk)
    )
    case_lifecycle.sign(case, by=by)
    mediation = lifecycle.propose(case, mediator=mediator.user, by=by)
    child, school = Party.objects.filter(case=case).order_by("pk")
    given = {"answer": "agreed", "channel": "in_person", "by": by}
    assert refusal(lifecycle.consent, mediation, party=child, **given) == "guardian_needed"
    assert refusal(lifecycle.consent, mediation, party=child, own_work=True, **given) == "guardian_needed"
    mother = case_lifecycle.appoint_agent(
        case,
        party=child,
        agent=AgentData(PersonData(name="母亲", no_id_reason="户口簿"), kind=Agent.Kind.GUARDIAN, relation="母子"),
        by=by,
    )
    lifecycle.consent(mediation, party=child, agent=mother, **given)
    assert refusal(lifecycle.consent, mediation, party=school, **given) == "who_speaks"
    assert refusal(lifecycle.consent, mediation, party=school, agent=mother, **given) == "not_its_agent"
    lifecycle.consent(mediation, party=school, said_by="李校长", **given)
    assert Mediation.objects.get().state == "open"
