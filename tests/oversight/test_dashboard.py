"""The director's page: every number equals the list it opens, for every leader, and costs the same however much there is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from center.foundation import sending
from center.foundation.now import at, now, today
from intake import lifecycle, sweep, tally
from intake.models import TallyDelta
from tests import factories
from tests.factories import act, desk
from tests.intake.test_lists import copies

RESULT = "双方当面说清，隔墙退回原线，握手言和。"
URL = "/oversight/"


@pytest.fixture
def busy(make_case, clerk, county_clerk, mediator, traffic_mediator, petition_officer):
    """A county with something in every figure: open, to sign for, overdue, concluded, on the spot, returned, restricted."""
    with at(now() - timedelta(days=12)):
        late = factories.send(make_case(), act(clerk))
        lifecycle.sign(late, by=act(mediator))
        factories.send(make_case("traffic_accident"), act(clerk))
    for matter in ("neighbour", "traffic_accident", "debt", "petition_complaint", "whistleblowing"):
        factories.send(make_case(matter), act(clerk))
    lifecycle.settle(make_case("legal_consultation"), outcome="answered", result=RESULT, by=act(clerk))
    make_case("neighbour", by=county_clerk)
    done = factories.send(make_case("consumer"), act(clerk))
    lifecycle.sign(done, by=act(mediator))
    lifecycle.conclude(done, outcome="resolved", result=RESULT, by=act(mediator))
    back = factories.send(make_case("debt"), act(clerk), desk("XY", "judicial"))
    factories.staff("county_mediator", desk("XY", "judicial"), "mediator")
    sweep.sweep_clocks()
    return back


def numbers(client, url=URL):
    """Every (number, address) on the page, from the figures of cases."""
    page = client.get(url)
    assert page.status_code == 200
    text = page.content.decode()
    return [
        (int(n), address.replace("&amp;", "&"))
        for address, n in re.findall(r'href="(/cases/\?[^"]+)"[^>]*>(\d+)</a>', text)
    ]


@pytest.mark.parametrize("leader", ["county_director", "duty_leader", "director", "department_head"])
def test_every_number_is_the_length_of_its_list(busy, request, sign_in, leader):
    client = sign_in(request.getfixturevalue(leader))
    found = numbers(client)
    assert sum(number for number, _address in found) > 5
    for number, address in found:
        page = client.get(address)
        assert page.content.decode().count("data-row") == number, address


def test_the_figures_are_what_was_done(busy, county_director, sign_in):
    found = dict((address.split("?")[1], number) for number, address in numbers(sign_in(county_director)))
    assert found["to_sign=1&counted=1"] == 6 and found["open=1&counted=1"] == 8 and found["overdue=1&counted=1"] == 2


def test_folding_changes_no_number(busy, county_director, sign_in):
    client = sign_in(county_director)
    before = numbers(client)
    assert tally.fold() > 0
    assert numbers(client) == before


@pytest.mark.parametrize(
    "role", ["clerk", "mediator", "grid_worker", "section_head", "auditor", "system_administrator"]
)
def test_who_leads_nothing_finds_no_such_page(request, county, sign_in, role):
    assert sign_in(request.getfixturevalue(role)).get(URL).status_code == 404


def test_a_director_cannot_look_into_another_center(director, sign_in):
    assert sign_in(director).get(URL, {"center": "MB"}).status_code == 404
    assert sign_in(director).get(URL, {"center": "HHT"}).status_code == 200


def test_it_costs_the_same_with_ten_and_with_a_thousand(county_director, clerk, make_case, sign_in):
    client, counts = sign_in(county_director), []
    for _time in range(10):
        case = factories.send(make_case(), act(clerk))
    for more in (0, 990):
        copies(case, more)
        TallyDelta.objects.bulk_create(
            TallyDelta(measure=measure, day=today(), center=case.center, desk=case.desk, matter=case.matter, amount=1)
            for measure in ("registered", "open", "to_sign")
            for _case in range(more)
        )
        with CaptureQueriesContext(connection) as queries:
            found = numbers(client)
        counts.append(len(queries))
        assert found[0][0] == 10 + more
    assert counts[0] == counts[1] <= 40, counts


def test_it_says_when_the_reminders_are_silent(county_director, sign_in):
    assert "notice-warning" in sign_in(county_director).get(URL).content.decode()
    sweep.sweep_clocks()
    assert "notice-warning" in sign_in(county_director).get(URL).content.decode(), "messages are watched too"
    sending.send_due()
    assert "notice-warning" not in sign_in(county_director).get(URL).content.decode()


def test_an_empty_county_says_so(county_director, sign_in):
    assert numbers(sign_in(county_director))[:5] and sign_in(county_director).get(URL).status_code == 200


def test_a_case_taken_up_again_leaves_the_figures_of_the_day_it_was_concluded(
    make_case, clerk, director, county_director, sign_in
):
    with at(now() - timedelta(days=3)):
        earlier = make_case("legal_consultation")
        lifecycle.settle(earlier, outcome="answered", result=RESULT, by=act(clerk))
    same_day = make_case("legal_consultation")
    lifecycle.settle(same_day, outcome="answered", result=RESULT, by=act(clerk))
    lifecycle.reopen(earlier, reason="又来问，当时没讲清。", by=act(director))
    client = sign_in(county_director)
    for number, address in numbers(client):
        assert client.get(address).content.decode().count("data-row") == number, address
    lifecycle.reopen(same_day, reason="又来问，当时没讲清。", by=act(director))
    assert tally.total("concluded") == tally.total("on_the_spot") == 0 and tally.total("open") == 2
    for number, address in numbers(client):
        assert client.get(address).content.decode().count("data-row") == number, address
