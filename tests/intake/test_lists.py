"""The lists people work from, and the chips that narrow them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.now import at, now, today
from intake import lifecycle, paging
from intake.filters import listed
from intake.models import Case
from tests import factories
from tests.factories import act


def shown(response):
    return [row.case.number for row in response.context["rows"]]


def cases(client, **chips):
    return client.get(reverse("intake:cases"), chips)


def test_a_clerk_sees_the_cases_of_the_own_counter(sign_in, clerk, case, county_clerk):
    assert shown(cases(sign_in(clerk))) == [case.number]
    assert shown(cases(sign_in(county_clerk))) == []


def test_a_line_says_state_matter_masked_party_desk_and_limit(sign_in, mediator, routed_case):
    page = cases(sign_in(mediator)).content.decode()
    applicant = routed_case.parties.first().person
    assert applicant.name not in page and f"{applicant.name[0]}*" in page
    assert "邻里及宅基地纠纷" in page and "人民调解室" in page and routed_case.grouped in page
    assert 'class="clock' in page


def test_to_sign_for_lists_what_waits_at_the_own_desk(sign_in, clerk, mediator, routed_case, make_case):
    make_case()
    assert shown(sign_in(mediator).get(reverse("intake:to_sign"))) == [routed_case.number]
    assert shown(sign_in(clerk).get(reverse("intake:to_sign"))) == []


def test_a_director_finds_what_waits_at_any_desk_of_the_center(sign_in, director, routed_case):
    assert shown(sign_in(director).get(reverse("intake:to_sign"))) == [routed_case.number]


def test_mine_lists_what_the_reader_has_in_hand(sign_in, mediator, section_head, signed_case):
    assert shown(sign_in(mediator).get(reverse("intake:mine"))) == [signed_case.number]
    assert shown(sign_in(section_head).get(reverse("intake:mine"))) == []


def test_an_empty_list_says_so_and_offers_a_way_on(sign_in, mediator):
    response = sign_in(mediator).get(reverse("intake:mine"))
    assert response.status_code == 200 and reverse("intake:cases") in response.content.decode()


@pytest.mark.parametrize(
    ("chips", "expected"),
    [
        ({"state": "handling"}, ["signed"]),
        ({"matter": "neighbour"}, ["signed", "plain"]),
        ({"matter": "labour"}, ["labour"]),
        ({"center": "HHT"}, ["signed", "plain", "labour"]),
        ({"center": "MB"}, []),
        ({"department": "judicial"}, ["signed", "plain", "labour"]),
        ({"department": "petitions"}, []),
        ({"township": "320830108000"}, []),
        ({"open": "1"}, ["signed", "plain"]),
        ({"on_the_spot": "1"}, ["labour"]),
        ({"to_sign": "1"}, []),
        ({"counted": "1"}, ["signed", "plain", "labour"]),
        ({"open": "1", "state": "registered"}, ["plain"]),
    ],
)
def test_each_chip_narrows(sign_in, director, clerk, signed_case, make_case, chips, expected):
    settled = make_case("labour")
    lifecycle.settle(settled, outcome="answered", result="讲明仲裁时效和需要带来的材料。", by=act(clerk))
    numbers = {"signed": signed_case.number, "plain": make_case().number, "labour": settled.number}
    assert set(shown(cases(sign_in(director), **chips))) == {numbers[name] for name in expected}


def test_chips_take_an_id_as_well_as_a_key(sign_in, director, case, mediator):
    client = sign_in(director)
    assert shown(cases(client, center=case.center_id, matter=case.matter_id, desk=case.desk_id)) == [case.number]
    assert shown(cases(client, desk=mediator.desk_id)) == []


def test_days_are_days_in_shanghai(sign_in, director, make_case):
    with at(now() - timedelta(days=3)):
        old, day = make_case(), today()
    new = make_case()
    client = sign_in(director)
    assert shown(cases(client, day=day.isoformat())) == [old.number]
    assert shown(cases(client, day=today().isoformat())) == [new.number]
    assert shown(cases(client, day="0001-01-01")) == []


def test_overdue_is_an_open_case_past_a_duty(sign_in, director, clerk, mediator, make_case):
    with at(now() - timedelta(days=30)):
        late = factories.send(make_case(), act(clerk))
    factories.send(make_case(), act(clerk))
    client = sign_in(director)
    assert shown(cases(client, overdue="1")) == [late.number]
    lifecycle.sign(late, by=act(mediator))
    assert shown(cases(client, overdue="1")) == []


@pytest.mark.parametrize(
    "chips",
    [
        {"center": "ZZZ"},
        {"day": "yesterday"},
        {"overdue": "yes"},
        {"desk": "9" * 30},
        {"handler": "周小芳"},
        {"matter": "\0"},
    ],
)
def test_a_chip_that_is_not_understood_shows_nothing_rather_than_all(sign_in, director, case, chips):
    response = cases(sign_in(director), **chips)
    assert response.status_code == 200 and shown(response) == [] and not response.context["understood"]


def test_chips_are_links_that_take_themselves_away(sign_in, director, case):
    response = cases(sign_in(director), open="1", matter="neighbour")
    chips = {chip.name: chip.url for chip in response.context["active"]}
    assert chips == {"matter": "/cases/?open=1", "open": "/cases/?matter=neighbour"}


def test_restricted_matters_are_seen_with_clearance_only(sign_in, director, section_head, make_case):
    case = make_case(restricted=True)
    assert shown(cases(sign_in(director))) == [case.number]
    assert shown(cases(sign_in(director), counted="1")) == []
    assert shown(cases(sign_in(section_head))) == []


def test_a_number_counted_for_these_chips_is_the_length_of_the_list(sign_in, director, case, routed_case, rf):
    request = rf.get("/")
    request.user = director.user
    for chips in ({}, {"to_sign": "1"}, {"matter": "neighbour"}):
        assert listed(request, chips).count() == len(shown(cases(sign_in(director), **chips)))


def test_pages_of_fifty_without_counting_all(sign_in, director, clerk, make_case, monkeypatch):
    copies(make_case(), 120)
    client = sign_in(director)
    first, last = cases(client), cases(client, page="3", state="registered")
    assert (len(shown(first)), first.context["page"].has_next, first.context["page"].count) == (50, True, 121)
    assert (len(shown(last)), last.context["page"].has_next, last.context["page"].has_previous) == (21, False, True)
    assert "state=registered&amp;page=2" in last.content.decode()
    assert shown(cases(client, page="x")) == shown(first)
    monkeypatch.setattr(paging, "CAP", 100)
    assert cases(client).context["page"].more_than


def test_a_list_costs_the_same_with_ten_and_with_a_thousand_cases(
    sign_in, director, make_case, routed_case, signed_case
):
    case = make_case()
    client = sign_in(director)
    copies(case, 10)
    cases(client)
    with CaptureQueriesContext(connection) as ten:
        assert len(shown(cases(client))) >= 10
    copies(case, 1000)
    with CaptureQueriesContext(connection) as thousand:
        assert len(shown(cases(client))) == 50
    assert len(thousand) <= len(ten) + 1  # beyond one page the count is a statement of its own


def test_citizens_are_asked_to_sign_in(client, county):
    assert client.get(reverse("intake:cases")).status_code == 302


def copies(case, count):
    """`count` more rows like `case`, with its party."""
    party = case.parties.first()
    rows = []
    for n in range(count):
        row = Case.objects.get(pk=case.pk)
        row.pk, row.number, row.token_digest, row.client_key = (
            None,
            f"{case.number}{Case.objects.count()}{n}"[:24],
            f"{case.pk}-{Case.objects.count()}-{n}",
            None,
        )
        rows.append(row)
    made = Case.objects.bulk_create(rows)
    type(party).objects.bulk_create(type(party)(case=row, side=party.side, person=party.person) for row in made)
