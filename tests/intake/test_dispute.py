"""RT3, RT4, RT9: sign-for by urgency, returns with their rule, competence disputes that the director decides and that bind, the ping-pong guard."""

import contextlib
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import at, now
from intake import disputes, lifecycle, status
from intake.models import Case, Clock, Dispute, Event, Handover
from tests import factories
from tests.factories import act

ARTICLE = "中心职责分工第三条"


def refused(expected, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == expected
    return str(error.value.message)


def running(case):
    return sorted(Clock.objects.running().filter(case=case).values_list("limit__key", flat=True))


def give_back(case, by, code="not_competent"):
    lifecycle.send_back(case, code=code, reason="不属于本室职责。", article=ARTICLE, by=act(by))


@pytest.fixture
def disputed(case, clerk, mediator, petition_officer, director):
    """Two desks of one center have denied."""
    factories.send(case, act(clerk))
    give_back(case, mediator)
    factories.send(case, act(clerk), petition_officer.desk)
    give_back(case, petition_officer)
    return case


def test_an_urgent_matter_is_signed_for_within_hours(make_case, clerk, mediator):
    urgent, plain = factories.send(make_case(urgent=True), act(clerk)), factories.send(make_case(), act(clerk))
    assert (running(urgent), running(plain)) == (["sign_for_urgent"], ["sign_for"])
    clock = urgent.clocks.get()
    assert clock.due_at - clock.started_at == timedelta(hours=2)
    lifecycle.sign(urgent, by=act(mediator))
    assert running(urgent) == ["handling"]


def test_a_return_names_the_rule_and_the_counter_has_a_limit_to_send_it_on(routed_case, mediator, clerk):
    message = refused(
        "article_needed", lifecycle.send_back, routed_case, code="not_competent", reason="不是我们的", by=act(mediator)
    )
    assert message
    give_back(routed_case, mediator)
    assert Handover.objects.get().return_article == ARTICLE and running(routed_case) == ["send_on"]
    assert not Dispute.objects.exists()
    factories.send(routed_case, act(clerk), factories.desk("XY", "judicial"))
    assert running(routed_case) == ["sign_for"]


def test_two_desks_that_deny_are_a_dispute_of_their_own_director(disputed, director, clerk):
    dispute = Dispute.objects.get()
    assert (dispute.why, dispute.center.code) == ("two_desks", "HHT")
    assert Handover.objects.filter(disputed=True).get() == dispute.handover
    clock = Clock.objects.running().get(case=disputed)
    assert (clock.limit.key, clock.desk) == ("dispute", director.desk)
    assert Notice.objects.filter(kind="case.disputed", to_user=director.user_id).count() == 1
    assert refused("disputed", lifecycle.route, disputed, to_desk=factories.desk("XY", "judicial"), by=act(clerk))
    for verb, words in (("decline", {"reason": "x"}), ("pass_outside", {"reason": "x", "office": "x"})):
        refused("disputed", getattr(lifecycle, verb), disputed, by=act(clerk), **words)


def test_the_same_desk_twice_is_a_dispute_between_centers_for_the_county(
    make_case, clerk, traffic_mediator, director, county_director
):
    case = factories.send(make_case("traffic_accident"), act(clerk))
    give_back(case, traffic_mediator, "incomplete")
    factories.send(case, act(clerk))
    give_back(case, traffic_mediator, "incomplete")
    dispute = Dispute.objects.get()
    assert (dispute.why, dispute.center.code) == ("returned_again", "XY")
    refused(
        "not_allowed",
        lifecycle.decide_dispute,
        case,
        to_desk=traffic_mediator.desk,
        reason="由其办理",
        by=act(director),
    )
    lifecycle.decide_dispute(case, to_desk=traffic_mediator.desk, reason="由其办理", by=act(county_director))
    assert case.state == "routed"


def test_the_decision_binds_and_its_time_is_not_charged_to_the_winner(disputed, director, mediator, clerk):
    later = now() + timedelta(hours=5)
    with at(later):
        refused(
            "not_competent_desk",
            lifecycle.decide_dispute,
            disputed,
            to_desk=clerk.desk,
            reason="由窗口办理",
            by=act(director),
        )
        handover = lifecycle.decide_dispute(
            disputed, to_desk=mediator.desk, reason="民间纠纷，由调解室办理。", by=act(director)
        )
        assert running(disputed) == ["sign_for"]
        assert Clock.objects.running().get(case=disputed).started_at == handover.sent_at == later
        refused("moved_on", lifecycle.decide_dispute, disputed, to_desk=mediator.desk, reason="再来", by=act(director))
        assert "主任" in refused("bound", give_back, disputed, mediator)
        refused("bound", give_back, disputed, mediator, "wrong_area")
        lifecycle.sign(disputed, by=act(mediator))
        refused(
            "bound",
            lifecycle.transfer,
            disputed,
            to_desk=factories.desk("XY", "judicial"),
            reason="不想办",
            by=act(mediator),
        )
        lifecycle.transfer(disputed, to_desk=factories.desk("XY", "judicial"), reason="对方在外县", by=act(director))
    kinds = Event.objects.filter(case=disputed).values_list("kind", flat=True)
    assert {"case.disputed", "case.dispute_decided"} <= set(kinds)


def test_only_the_director_decides(disputed, clerk, mediator, section_head, director, mediator_desk=None):
    for by in (clerk, mediator, section_head):
        refused("not_allowed", lifecycle.decide_dispute, disputed, to_desk=mediator.desk, reason="我们来", by=act(by))
    refused("reason_needed", lifecycle.decide_dispute, disputed, to_desk=mediator.desk, reason=" ", by=act(director))


def test_a_returned_transfer_may_be_decided_for_the_desk_that_holds_it(
    signed_case, mediator, director, legal_officer, petition_officer
):
    lifecycle.transfer(signed_case, to_desk=legal_officer.desk, reason="法律问题", by=act(mediator))
    give_back(signed_case, legal_officer)
    assert signed_case.desk == mediator.desk
    lifecycle.route(signed_case, to_desk=petition_officer.desk, by=act(mediator))  # on, what came back to it
    give_back(signed_case, petition_officer)
    assert (
        lifecycle.decide_dispute(signed_case, to_desk=mediator.desk, reason="仍由调解室办理", by=act(director)) is None
    )
    assert signed_case.state == "handling" and running(signed_case) == ["handling"]


def test_the_page_offers_the_decision_to_the_director_alone(disputed, director, clerk, sign_in):
    url = reverse("intake:case", args=[disputed.number])
    for who, main in ((director, "decide_dispute"), (clerk, None)):
        offer = sign_in(who).get(url).context["offer"]
        assert (offer.main.verb if offer.main else None) == main
        assert not {"route", "settle", "decline", "pass_outside"} & {action.verb for action in offer.others}
    verb = reverse("intake:verb", args=[disputed.number, "decide_dispute"])
    signed_in = sign_in(director)
    assert signed_in.get(verb).status_code == 200
    desk = factories.desk("HHT", "judicial")
    assert signed_in.post(verb, {"to_desk": desk.pk, "reason": "由调解室办理"}).status_code == 302
    assert Case.objects.get(pk=disputed.pk).desk == desk
    assert disputes.waiting(None).count() == 0


def test_a_petition_is_objected_to_within_five_working_days(make_case, clerk, petition_officer):
    case = factories.send(make_case("petition_complaint"), act(clerk))
    with at(now() + timedelta(days=15)):
        assert "第二十三条" in refused("too_late", give_back, case, petition_officer)
    give_back(case, petition_officer)
    assert case.state == "registered"


def test_what_went_to_and_fro_is_on_the_list_and_the_citizen_reads_that_it_is_being_settled(
    disputed, director, clerk, mediator, sign_in
):
    listed = sign_in(director).get(reverse("intake:cases"), {"disputed": "1"}).content.decode()
    assert disputed.number in listed.replace("-", "")
    told = status.view_of(status.find(disputed.pk))
    assert "正在确定办理单位" in told.headline and told.desk == clerk.desk.full_label and told.limits == []
    assert sum("转到" in line.words or "转办" in line.words for line in told.told) <= 1
    lifecycle.decide_dispute(disputed, to_desk=mediator.desk, reason="由调解室办理", by=act(director))
    assert disputed.hops == 3
    assert "正在确定办理单位" in status.view_of(status.find(disputed.pk)).headline  # signed for by nobody yet
    bounced = sign_in(director).get(reverse("intake:cases"), {"bounced": "1"}).content.decode()
    assert "转手次数过多" in bounced
    lifecycle.sign(disputed, by=act(mediator))
    assert "正在确定办理单位" not in status.view_of(status.find(disputed.pk)).headline


STEPS = st.lists(
    st.tuples(st.sampled_from(["send", "return", "decide", "sign", "transfer"]), st.integers(0, 3)), max_size=14
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_way_of_returns_and_disputes_leaves_a_case_without_a_desk_or_a_clock(
    steps, make_case, clerk, director, county_director
):
    """Whatever is tried in whatever order, once it was sent on somebody answers for it and something runs."""
    case = factories.send(make_case(), act(clerk))
    desks = [
        factories.desk("HHT", "judicial"),
        factories.desk("HHT", "petitions"),
        factories.desk("XY", "judicial"),
        factories.desk("HHT", "governance"),
    ]
    for verb, n in steps:
        with contextlib.suppress(Refused):
            {
                "send": lambda n=n: lifecycle.route(case, to_desk=desks[n], by=act(county_director)),
                "return": lambda n=n: lifecycle.send_back(
                    case,
                    code=Handover.ReturnReason.values[n % 4],
                    reason="退",
                    article=ARTICLE,
                    by=act(county_director),
                ),
                "decide": lambda n=n: lifecycle.decide_dispute(
                    case, to_desk=desks[n], reason="定", by=act((director, county_director)[n % 2])
                ),
                "sign": lambda: lifecycle.sign(case, by=act(county_director)),
                "transfer": lambda n=n: lifecycle.transfer(
                    case, to_desk=desks[n], reason="转", by=act(county_director)
                ),
            }[verb]()
        case.refresh_from_db()
        assert case.desk_id and case.state in Case.OPEN
        assert Clock.objects.running().filter(case=case).exists(), (verb, case.state)
        assert case.disputes.filter(decided_at=None).count() <= 1
        assert case.handovers.filter(state="pending").exists() == (case.state == "routed")
