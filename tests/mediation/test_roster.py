"""The roster: who may be named, chosen by both or assigned, taken on in time, and withdrawn from (MD3)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from center.foundation.errors import Refused
from center.foundation.now import today
from intake.models import Clock, Event
from mediation import lifecycle, roster
from mediation.models import Mediation, Mediator, Naming
from tests import factories
from tests.factories import act


@pytest.fixture
def second(mediator):
    return factories.staff("second", mediator.desk, "mediator", name="赵海燕")


@pytest.fixture
def enrol(section_head, county):
    """enrol("甲", user=...): a line of the roster of Huanghuatang."""

    def make(name, user=None, **changes):
        given = {"certificate": f"苏调{name}", "body": "黄花塘镇调委会", **changes}
        return lifecycle.enrol(county["HHT"], name=name, user=user, **given, by=act(section_head))

    return make


def refusal(verb, *arguments, **given):
    with pytest.raises(Refused) as refused:
        verb(*arguments, **given)
    return refused.value.code


def running():
    return set(Clock.objects.running().filter(limit__key__startswith="mediation.").values_list("limit__key", flat=True))


def test_both_choose_the_same_and_the_mediator_takes_it_on(opened, enrol, second, mediator):
    mine, other = enrol("陈建国", mediator.user), enrol("赵海燕", second.user)
    lifecycle.offer_choice(opened, by=act(mediator))
    assert "mediation.choose_mediator" in running()
    applicant, respondent = opened.case.parties.order_by("pk")
    assert lifecycle.choose(opened, party=applicant, mediator=other, by=act(mediator)) is None
    assert lifecycle.choose(opened, party=respondent, mediator=mine, by=act(mediator)) is None  # not the same
    naming = lifecycle.choose(opened, party=respondent, mediator=other, by=act(mediator))
    assert (naming.how, naming.state) == ("chosen", "named") and "mediation.take_on" in running()
    assert refusal(lifecycle.take_on, opened, by=act(mediator)) == "not_allowed"
    lifecycle.take_on(opened, by=act(second))
    fresh = Mediation.objects.get()
    assert (fresh.mediator, fresh.lead) == (second.user, other) and "mediation.take_on" not in running()
    assert Event.objects.filter(kind="mediation.taken_on").count() == 1


def test_the_office_assigns_when_the_days_to_choose_are_over_or_with_a_reason(opened, enrol, second, section_head):
    other = enrol("赵海燕", second.user)
    lifecycle.offer_choice(opened, by=act(section_head))
    assert refusal(lifecycle.assign, opened, mediator=other, by=act(section_head)) == "still_choosing"
    naming = lifecycle.assign(opened, mediator=other, reason="双方请中心指派", by=act(section_head))
    assert naming.how == "assigned"


def test_who_turns_it_down_is_replaced_in_time(opened, enrol, second, mediator, section_head):
    mine, other = enrol("陈建国", mediator.user), enrol("赵海燕", second.user)
    lifecycle.assign(opened, mediator=other, by=act(section_head))
    lifecycle.turn_down(opened, reason="外出培训", by=act(second))
    assert "mediation.assign_mediator" in running() and "mediation.take_on" not in running()
    lifecycle.assign(opened, mediator=mine, by=act(section_head))
    assert list(Naming.objects.values_list("state", flat=True)) == ["turned_down", "named"]
    assert refusal(lifecycle.turn_down, opened, reason="我替他说", by=act(second)) == "not_allowed"


def test_a_mediator_from_outside_is_written_down_by_who_leads_it_here(opened, enrol, mediator, section_head):
    invited = enrol("退休法官老周")
    lifecycle.assign(opened, mediator=invited, by=act(section_head))
    lifecycle.take_on(opened, by=act(mediator))
    fresh = Mediation.objects.get()
    assert fresh.lead == invited and fresh.mediator == mediator.user


def test_an_expired_certificate_a_tie_or_a_suspension_is_refused(
    opened, enrol, second, section_head, mediator, signed_case
):
    old = enrol("过期", certificate_until=today() - timedelta(days=1))
    assert refusal(lifecycle.assign, opened, mediator=old, by=act(section_head)) == "certificate_expired"
    lifecycle.renew(old, certificate="苏调2027", until=today() + timedelta(days=700), by=act(section_head))
    lifecycle.set_status(old, status="suspended", by=act(section_head))
    assert refusal(lifecycle.assign, opened, mediator=old, by=act(section_head)) == "not_active"
    lifecycle.set_status(old, status="active", by=act(section_head))
    lifecycle.tie(old, kind="family", person=signed_case.parties.first().person, by=act(section_head))
    assert refusal(lifecycle.assign, opened, mediator=old, by=act(section_head)) == "tied"


def test_whose_certificate_ran_out_does_not_begin_a_mediation(signed_case, enrol, mediator):
    enrol("陈建国", mediator.user, certificate_until=today() - timedelta(days=1))
    assert refusal(lifecycle.propose, signed_case, mediator=mediator.user, by=act(mediator)) == "certificate_expired"


def test_a_recusal_is_decided_by_who_heads_the_desk_and_names_a_successor(
    opened, enrol, second, mediator, section_head
):
    applicant = opened.case.parties.first()
    mine, other = enrol("陈建国", mediator.user), enrol("赵海燕", second.user)
    lifecycle.ask_recusal(opened, party=applicant, reason="family", text="调解员是对方表哥", by=act(mediator))
    assert (
        refusal(lifecycle.ask_recusal, opened, party=None, reason="own_wish", text="", by=act(mediator))
        == "asked_already"
    )
    given = {"granted": True, "decision": "确有亲属关系", "by": act(section_head)}
    assert refusal(lifecycle.decide_recusal, opened, **given) == "successor_needed"
    assert refusal(lifecycle.decide_recusal, opened, **{**given, "by": act(mediator)}, successor=other) == "not_allowed"
    assert refusal(lifecycle.decide_recusal, opened, **given, successor=mine) == "same_mediator"
    decided = lifecycle.decide_recusal(opened, **given, successor=other)
    assert decided.state == "granted" and Naming.objects.get().mediator == other
    assert refusal(lifecycle.decide_recusal, opened, **given, successor=other) == "moved_on"


def test_nobody_decides_about_himself(signed_case, say, section_head):
    mediation = lifecycle.propose(signed_case, mediator=section_head.user, by=act(section_head))
    lifecycle.ask_recusal(mediation, party=None, reason="own_wish", text="", by=act(section_head))
    code = refusal(lifecycle.decide_recusal, mediation, granted=False, decision="不同意", by=act(section_head))
    assert code == "own_recusal"


def test_the_load_is_shown_when_choosing(opened, enrol, second, mediator, section_head, signed_case):
    mine, other = enrol("陈建国", mediator.user), enrol("赵海燕", second.user)
    Mediation.objects.update(lead=mine)
    assert [(line.name, line.load) for line in roster.candidates(signed_case)] == [("赵海燕", 0), ("陈建国", 1)]
    assert other


def test_only_who_heads_the_center_keeps_its_roster(
    county, enrol, mediator, clerk, outsider, director, county_director
):
    for who in (mediator, clerk, outsider):
        code = refusal(lifecycle.enrol, county["HHT"], name="x", body="y", by=act(who))
        assert code == "not_allowed"
    for place, who in enumerate((director, county_director)):
        assert lifecycle.enrol(county["HHT"], name=f"老{place}", body="y", by=act(who)).pk
    assert refusal(lifecycle.enrol, county["MB"], name="x", body="y", by=act(director)) == "not_allowed"


def test_the_pages_of_roster_and_rooms(
    county, enrol, mediator, section_head, sign_in, opened, django_assert_max_num_queries
):
    for name in ("甲", "乙", "丙"):
        enrol(name, certificate_until=today() - timedelta(days=1))
    client = sign_in(mediator)
    shown = client.get(reverse("mediation:roster")).content.decode()
    assert "甲" in shown and shown.count("chip-late") == 3 and 'name="which"' not in shown
    client = sign_in(section_head)
    assert (
        client.post(reverse("mediation:roster"), {"which": "enrol", "name": "", "body": "镇调委会"}).status_code == 422
    )
    sent = {"which": "enrol", "name": "丁", "body": "镇调委会", "certificate": "7"}
    assert client.post(reverse("mediation:roster"), sent).status_code == 302 and Mediator.objects.count() == 4
    line = Mediator.objects.get(name="丁")
    changed = {"which": "change", "mediator": line.pk, "status": "left", "tied_to": "宏达公司", "tie": "work"}
    assert client.post(reverse("mediation:roster"), changed).status_code == 302
    line.refresh_from_db()
    assert line.status == "left" and line.ties.count() == 1
    assert client.post(reverse("mediation:rooms"), {"name": "调解一室", "seats": 6}).status_code == 302
    with django_assert_max_num_queries(30):
        assert "调解一室" in client.get(reverse("mediation:rooms") + "?day=2026-11-24").content.decode()
    assert client.get(reverse("mediation:rooms") + "?day=nonsense").status_code == 200
