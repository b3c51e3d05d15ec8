"""Cards given by hand: with a reason, one of a colour at a time, taken back by whoever gave them and by nobody else."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import at, now
from intake import lifecycle, stalls, sweep
from intake.models import Card, Case, Clock, Event
from tests.factories import act


def refused(code, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == code


def give(case, by, colour="yellow"):
    return lifecycle.give_card(case, colour=colour, reason="两次约谈未到场。", by=act(by))


def end_of(case) -> datetime:
    return Clock.objects.get(case=case, limit__key="handling").due_at


def test_it_stands_on_the_case_with_its_reason_and_the_handler_is_told(signed_case, director, mediator):
    card = give(signed_case, director)
    assert (card.clock, card.issued_by, card.issued_in) == (None, director.user, director)
    assert list(Notice.objects.values_list("to_user", "kind")) == [(mediator.user_id, "card.given")]
    assert Event.objects.get(case=signed_case, kind="card.given").data["text"] == "两次约谈未到场。"


def test_a_director_gives_it_with_a_reason_on_an_open_case_one_of_a_colour(signed_case, director, mediator):
    refused("not_allowed", give, signed_case, mediator)
    refused("reason_needed", lifecycle.give_card, signed_case, colour="red", reason=" ", by=act(director))
    refused("colour", lifecycle.give_card, signed_case, colour="green", reason="绿", by=act(director))
    give(signed_case, director)
    refused("card_stands", give, signed_case, director)
    give(signed_case, director, "red")
    lifecycle.conclude(signed_case, outcome="resolved", result="双方当面说清，隔墙退回原线。", by=act(mediator))
    refused("moved_on", give, signed_case, director)


def test_only_whoever_gave_it_withdraws_it_and_then_it_counts_no_more(
    signed_case, director, county_director, mediator, sign_in
):
    give(signed_case, director)
    for other, code in ((county_director, "moved_on"), (mediator, "not_allowed")):
        refused(code, lifecycle.withdraw_card, signed_case, colour="yellow", reason="误报。", by=act(other))
    refused("moved_on", lifecycle.withdraw_card, signed_case, colour="red", reason="误报。", by=act(director))
    assert sign_in(director).get("/cases/?yellow=1").context["page"].count == 1
    lifecycle.withdraw_card(signed_case, colour="yellow", reason="误报。", by=act(director))
    assert sign_in(director).get("/cases/?yellow=1").context["page"].count == 0
    assert Notice.objects.filter(to_user=mediator.user, kind="card.withdrawn").count() == 1
    give(signed_case, director)


def test_a_yellow_one_by_hand_counts_as_the_first_and_the_red_one_it_brought_falls_with_it(signed_case, director):
    give(signed_case, director)
    with at(end_of(signed_case) + timedelta(minutes=1)):
        sweep.sweep_clocks()
        red = Card.objects.get(case=signed_case, colour="red")
        assert red.second_yellow
        lifecycle.withdraw_card(signed_case, colour="yellow", reason="误报。", by=act(director))
    standing = Card.objects.standing().filter(case=signed_case)
    assert [(card.colour, card.clock is None) for card in standing] == [("yellow", False)]


def test_a_card_of_the_ladder_is_withdrawn_by_nobody(signed_case, director):
    with at(end_of(signed_case) + timedelta(minutes=1)):
        sweep.sweep_clocks()
        refused("moved_on", lifecycle.withdraw_card, signed_case, colour="yellow", reason="误报。", by=act(director))
    assert Card.objects.standing().count() == 1


def test_it_is_no_act_on_the_matter(signed_case, director):
    with at(now() + timedelta(days=20)):
        give(signed_case, director)
        assert stalls.stalled(Case.objects.all()).exists()


def test_without_clock_and_without_reason_there_is_none(signed_case, director):
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(case=signed_case, colour="red", given_at=now())


def test_the_page_offers_to_withdraw_to_the_giver_alone(signed_case, director, county_director, outsider, sign_in):
    url = f"/cases/{signed_case.number}/"
    assert "do/give_card/" in sign_in(director).get(url).content.decode()
    assert sign_in(outsider).post(f"{url}do/give_card/", {"colour": "red", "reason": "x"}).status_code == 404
    sign_in(director).post(f"{url}do/give_card/", {"colour": "red", "reason": "群众多次反映。"})
    page = sign_in(director).get(url).content.decode()
    assert "do/withdraw_card/" in page and "群众多次反映。" in page and director.user.name in page
    assert "do/withdraw_card/" not in sign_in(county_director).get(url).content.decode()
    sign_in(director).post(f"{url}do/withdraw_card/", {"colour": "red", "reason": "误报。"})
    page = sign_in(director).get(url).content.decode()
    assert "do/withdraw_card/" not in page and "已撤销" in page
