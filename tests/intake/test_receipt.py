"""The receipt: what the person takes home, and who may print it."""

import base64
import re
from datetime import timedelta
from urllib.parse import unquote_to_bytes

import pytest
from django.urls import reverse

from center.foundation.now import at, now
from intake import lifecycle
from intake.receipts import qr
from tests import factories
from tests.factories import act


def page_of(client, case):
    return client.get(reverse("intake:receipt", args=[case.number]))


def test_it_says_number_code_desk_day_and_law(sign_in, clerk, routed_case):
    page = page_of(sign_in(clerk), routed_case).content.decode()
    code = routed_case.query_code
    assert routed_case.grouped in page and f"{code[:4]} {code[4:]}" in page
    assert routed_case.desk.full_label in page and routed_case.matter.label in page
    assert routed_case.clocks.get().limit.source in page and "0517-88000100" in page
    assert "data:image/svg+xml" in page


def test_the_qr_code_holds_an_address_with_a_token_and_no_more(routed_case, settings):
    settings.SITE_URL = "https://portal.example"
    import segno

    image = qr(routed_case)
    same = segno.make(f"https://portal.example/q/{routed_case.token}/", error="m").svg_data_uri(scale=4, border=2)
    assert image == same
    drawn = base64.b64decode(image.split(",")[1]) if ";base64" in image else unquote_to_bytes(image.split(",", 1)[1])
    assert b"<svg" in drawn and routed_case.number.encode() not in drawn


def test_no_name_and_no_number_of_a_person_is_on_it(sign_in, clerk, make_case):
    who = factories.person(name="王小明")
    page = page_of(sign_in(clerk), make_case("debt", person=who)).content.decode()
    assert "王小明" not in page and who.id_number not in page and who.phone not in page


def test_settled_on_the_spot_shows_the_result_and_no_day(sign_in, clerk, case):
    lifecycle.settle(case, outcome="answered", result="告知先到劳动监察大队投诉", by=act(clerk))
    page = page_of(sign_in(clerk), case).content.decode()
    assert "告知先到劳动监察大队投诉" in page and "中心工作流程" not in page


def test_a_restricted_matter_is_not_named(sign_in, clerk, make_case):
    page = page_of(sign_in(clerk), make_case("whistleblowing")).content.decode()
    assert "检举控告" not in page


def test_whoever_took_in_a_restricted_matter_prints_it_that_day_only(sign_in, clerk, make_case):
    case = make_case("whistleblowing")
    assert page_of(sign_in(clerk), case).status_code == 200
    with at(now() + timedelta(days=1)):
        assert page_of(sign_in(clerk), case).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "grid_worker", "auditor", "system_administrator"])
def test_others_do_not_know_that_it_exists(sign_in, routed_case, who, request):
    assert page_of(sign_in(request.getfixturevalue(who)), routed_case).status_code == 404


def test_a_posting_that_ended_yesterday_prints_nothing(sign_in, clerk, case):
    from center.foundation.now import today
    from center.institution.models import Posting

    Posting.objects.filter(pk=clerk.pk).update(valid_to=today() - timedelta(days=1))
    assert page_of(sign_in(clerk), case).status_code == 404


def test_nobody_signed_in_goes_to_the_door(client, case):
    assert page_of(client, case).status_code == 302


def test_the_next_visitor_is_one_key_away(sign_in, clerk, case):
    page = page_of(sign_in(clerk), case).content.decode()
    assert re.search(r'href="/counter/"[^>]*autofocus', page)


def test_it_costs_few_queries(sign_in, clerk, case, django_assert_max_num_queries):
    client = sign_in(clerk)
    with django_assert_max_num_queries(14):
        page_of(client, case)
