"""Supervision slips: numbered, replied to within a limit, asked again or closed by the issuer only; the case stays whose it is."""

from datetime import timedelta

import pytest

from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import at, now, today
from center.institution.lifecycle import appoint, end
from center.institution.models import Role
from intake import lifecycle, sweep
from intake.models import Card, Case, Clock, Event, Slip
from tests import factories
from tests.factories import act


@pytest.fixture
def slip(signed_case, director):
    return lifecycle.supervise(signed_case, demand="三日内上门一次，报告双方意见。", by=act(director))


def refused(code, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == code


def running(slip):
    return Clock.objects.running().filter(limit__key="slip_reply", about=f"slip:{slip.pk}")


def test_it_has_a_number_a_limit_and_reaches_the_handler_while_the_case_stays_whose_it_is(slip, signed_case, mediator):
    assert slip.number == f"HHT-DB-{today().year}-0001" and slip.state == "slip_issued"
    assert running(slip).count() == 1
    assert list(Notice.objects.values_list("to_user", "kind")) == [(mediator.user_id, "slip.issued")]
    case = Case.objects.get(pk=signed_case.pk)
    assert (case.desk_id, case.handler_id, case.state) == (mediator.desk_id, mediator.user_id, "handling")


def test_the_whole_way_replied_asked_again_replied_closed(slip, signed_case, mediator, director):
    lifecycle.answer_slip(signed_case, reply="已于今日上门。", by=act(mediator))
    assert not running(slip).exists()
    lifecycle.return_slip(signed_case, reason="未写明对方意见。", by=act(director))
    assert running(slip).count() == 1
    lifecycle.answer_slip(signed_case, reply="对方同意调解。", by=act(mediator))
    lifecycle.close_slip(signed_case, by=act(director))
    slip.refresh_from_db()
    assert (slip.state, slip.reply, slip.replied_by) == ("slip_closed", "对方同意调解。", mediator.user)
    kinds = (
        Event.objects.filter(case=signed_case, kind__startswith="slip.").order_by("seq").values_list("kind", flat=True)
    )
    assert list(kinds) == ["slip.issued", "slip.replied", "slip.returned", "slip.replied", "slip.closed"]
    told = sorted(Notice.objects.values_list("to_user", "kind"))
    assert told == sorted(
        [(mediator.user_id, "slip.issued"), (director.user_id, "slip.replied"), (mediator.user_id, "slip.returned"), (director.user_id, "slip.replied")]
    )  # fmt: skip
    lifecycle.supervise(signed_case, demand="再报一次进展。", by=act(director))
    assert Slip.objects.latest("pk").number.endswith("-0002")


def test_only_the_issuer_closes_or_asks_again_and_nobody_unreplied(
    slip, signed_case, mediator, director, county_director
):
    refused("moved_on", lifecycle.close_slip, signed_case, by=act(director))
    lifecycle.answer_slip(signed_case, reply="已办。", by=act(mediator))
    refused("not_the_issuer", lifecycle.close_slip, signed_case, by=act(county_director))
    refused("not_the_issuer", lifecycle.return_slip, signed_case, reason="再报。", by=act(county_director))
    refused("not_allowed", lifecycle.close_slip, signed_case, by=act(mediator))
    lifecycle.close_slip(signed_case, by=act(director))
    refused("moved_on", lifecycle.close_slip, signed_case, by=act(director))


def test_whoever_stands_in_or_follows_in_the_seat_decides_in_the_issuers_place(slip, signed_case, mediator, director):
    lifecycle.answer_slip(signed_case, reply="已办。", by=act(mediator))
    stand_in = factories.staff("stand_in", factories.desk("MB"), name="代班")
    covering = appoint(
        stand_in.user, desk=director.desk, role=Role.CENTER_DIRECTOR, badge="HHT901", by=SYSTEM, valid_from=factories.BEGAN, covers=director
    )  # fmt: skip
    lifecycle.return_slip(signed_case, reason="补充日期。", by=act(covering))
    lifecycle.answer_slip(signed_case, reply="今日。", by=act(mediator))
    end(covering, by=SYSTEM, last_day=today())
    follower = factories.staff("follower", director.desk, Role.CENTER_DIRECTOR, name="新主任", cleared=True)
    refused("not_the_issuer", lifecycle.close_slip, signed_case, by=act(follower))
    end(director, by=SYSTEM, last_day=today())
    with at(now() + timedelta(days=1)):
        lifecycle.close_slip(signed_case, by=act(follower))


def test_one_slip_at_a_time_with_words_on_an_open_case_by_those_who_may(slip, signed_case, director, mediator):
    refused("slip_open", lifecycle.supervise, signed_case, demand="再来一张。", by=act(director))
    refused("not_allowed", lifecycle.supervise, signed_case, demand="我来督办。", by=act(mediator))
    refused("text_needed", lifecycle.answer_slip, signed_case, reply="  ", by=act(mediator))
    lifecycle.answer_slip(signed_case, reply="已办。", by=act(mediator))
    refused("moved_on", lifecycle.answer_slip, signed_case, reply="再答一次。", by=act(mediator))
    lifecycle.close_slip(signed_case, by=act(director))
    lifecycle.conclude(signed_case, outcome="resolved", result="双方当面说清，隔墙退回原线。", by=act(mediator))
    refused("moved_on", lifecycle.supervise, signed_case, demand="办结后督办。", by=act(director))


def test_a_slip_nobody_replies_to_climbs_like_any_duty(slip, signed_case, mediator, director):
    clock = running(slip).get()
    with at(clock.due_at + timedelta(minutes=1)):
        sweep.sweep_clocks()
    assert Card.objects.filter(clock=clock, colour="yellow").count() == 1
    assert Notice.objects.filter(to_user=mediator.user, kind="clock.overdue").exists()


def test_an_unreplied_slip_outlives_the_end_of_the_case_and_can_still_be_closed(slip, signed_case, mediator, director):
    lifecycle.conclude(signed_case, outcome="resolved", result="双方当面说清，隔墙退回原线。", by=act(mediator))
    lifecycle.answer_slip(signed_case, reply="已办结。", by=act(mediator))
    lifecycle.close_slip(signed_case, by=act(director))
    assert Slip.objects.get().state == "slip_closed"


def test_the_page_offers_what_stands_next_and_shows_the_slip(signed_case, director, mediator, outsider, sign_in):
    url = f"/cases/{signed_case.number}/"
    assert f"{url}do/supervise/" in sign_in(director).get(url).content.decode()
    answer = sign_in(director).post(f"{url}do/supervise/", {"demand": ""})
    assert answer.status_code == 422
    assert sign_in(director).post(f"{url}do/supervise/", {"demand": "请上门。"}).status_code == 302
    text = sign_in(mediator).get(url).content.decode()
    assert f"{url}do/answer_slip/" in text and "do/supervise/" not in text and "请上门。" in text and "-DB-" in text
    assert sign_in(outsider).post(f"{url}do/answer_slip/", {"reply": "x"}).status_code == 404
    assert sign_in(mediator).post(f"{url}do/answer_slip/", {"reply": "已上门。"}).status_code == 302
    text = sign_in(director).get(url).content.decode()
    assert f"{url}do/close_slip/" in text and f"{url}do/return_slip/" in text and "已上门。" in text
    assert sign_in(director).get("/cases/?supervised=1").context["page"].count == 1
    assert sign_in(director).post(f"{url}do/close_slip/").status_code == 302
    assert sign_in(director).get("/cases/?supervised=1").context["page"].count == 0
