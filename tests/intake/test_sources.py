"""Whatever walks in, rings, writes or is sent: one counter, and a sender's number is taken in once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.institution import tokens
from intake import lifecycle, sources
from intake.models import Case, Filing, Visit
from tests import factories
from tests.factories import act
from tests.intake.test_counter import TYPED
from tests.intake.test_races import together

NUMBERED = ["online", "hotline", "police", "court", "leader"]


def send(client, **changes):
    return client.post("/counter/", {**TYPED, **changes})


def another(**changes):
    """Somebody else, with something else: nothing that looks like the first matter."""
    return {
        "id_number": factories.id_number(), "name": "孙大力", "phone": "13700001234", "other_name": "", "other_organisation": "", "other_phone": "",
        "matter": "neighbour", "narrative": "门前的树遮住了光，请人来看。", "claim": "", "amount": "", "claims_payment": "", "client_key": "another", **changes,
    }  # fmt: skip


@pytest.fixture
def counter(sign_in, clerk, mediator):
    return sign_in(clerk)


@pytest.mark.parametrize("source", Visit.Source.values)
def test_every_source_is_taken_in_at_the_counter_and_named_on_the_case(counter, source):
    assert send(counter, source=source).status_code == 302
    case = Case.objects.get()
    assert case.visit.source == source and case.events.first().data["source"] == source
    assert str(Visit.Source(source).label) in counter.get(f"/cases/{case.number}/").content.decode()


def test_left_out_it_is_the_hall(counter):
    send(counter)
    assert Case.objects.get().visit.source == "hall"


@pytest.mark.parametrize("source", NUMBERED)
def test_a_senders_number_is_kept_in_one_spelling_and_shown(counter, source):
    assert send(counter, source=source, outside_number=" ＪＳ－２０２６ 0017 ").status_code == 302
    case = Case.objects.get()
    assert case.visit.outside_number == "JS-20260017"
    assert "JS-20260017" in counter.get(f"/cases/{case.number}/").content.decode()


@pytest.mark.parametrize(
    "number", ["（2026）苏0830民初12号", "12345-20261124-0007", "A/1", "淮安〔2026〕7号", "x" * 64]
)
def test_numbers_as_senders_write_them(number):
    assert sources.outside_number("court", number)


@pytest.mark.parametrize("number", ["<b>1</b>", "1;2", "x" * 65, "a\u0000b", "\u202e12", "😀"])
def test_what_is_no_number_is_refused_with_a_sentence(counter, number):
    with pytest.raises(ValidationError):
        sources.outside_number("court", number)
    answer = send(counter, source="court", outside_number=number)
    assert answer.status_code == 422 and "outside_number" in answer.context["form"].errors and not Case.objects.exists()


@pytest.mark.parametrize("source", ["hall", "phone", "letter", "grid"])
def test_a_source_without_numbers_takes_none(counter, source):
    answer = send(counter, source=source, outside_number="1")
    assert answer.status_code == 422 and "outside_number" in answer.context["form"].errors


def test_the_same_number_again_names_the_case_it_became(counter):
    send(counter, source="hotline", outside_number="77", client_key="one")
    case = Case.objects.get()
    answer = send(counter, source="hotline", outside_number="７７", client_key="two")
    (sentence,) = answer.context["form"].errors["outside_number"]
    assert answer.status_code == 422 and case.grouped in sentence and Case.objects.count() == 1
    assert send(counter, **another(source="police", outside_number="77")).status_code == 302


def test_the_number_of_a_case_he_does_not_see_is_not_named_to_the_clerk(counter, county_clerk, clerk):
    case = factories.make_case(
        act(county_clerk), county_clerk.desk, source="hotline", outside_number="77", restricted=True
    )
    assert not Case.objects.visible_to(clerk.user).filter(pk=case.pk).exists()
    answer = send(counter, source="hotline", outside_number="77")
    (sentence,) = answer.context["form"].errors["outside_number"]
    assert case.grouped not in sentence and case.number not in sentence
    with pytest.raises(Refused) as refusal:
        factories.make_case(act(clerk), clerk.desk, source="hotline", outside_number="77")
    assert refusal.value.code == "outside_number_known" and case.grouped not in str(refusal.value)


def test_the_same_form_twice_is_the_same_case_and_no_complaint(clerk):
    data = factories.registration(source="hotline", outside_number="77", client_key="form-1")
    first = lifecycle.register(data, desk=clerk.desk, by=act(clerk))
    assert lifecycle.register(data, desk=clerk.desk, by=act(clerk)).pk == first.pk


def test_a_caller_shows_no_document_and_brings_nobody(counter):
    answer = send(counter, source="phone", id_number="", companions="3")
    person = Case.objects.get().visit.person
    assert answer.status_code == 302 and Case.objects.get().visit.companions == 0
    assert person.id_kind == "none" and "来电" in person.no_id_reason


def test_in_the_hall_a_reason_is_still_asked(counter):
    answer = send(counter, source="hall", id_kind="none", id_number="", no_id_reason="")
    assert answer.status_code == 422 and "no_id_reason" in answer.context["form"].errors


def test_the_list_is_narrowed_by_source(counter):
    send(counter, source="hotline", client_key="one")
    send(counter, **another(source="phone"))
    hotline, phone = Case.objects.order_by("pk")
    text = counter.get("/cases/?source=hotline").content.decode()
    assert hotline.number in text and phone.number not in text and "12345热线" in text


def test_a_grid_worker_reports_and_does_not_pose_as_another_source(grid_worker, clerk):
    with pytest.raises(Refused) as refusal:
        factories.make_case(act(grid_worker), clerk.desk, source="hotline")
    assert refusal.value.code == "not_allowed"
    assert factories.make_case(act(grid_worker), clerk.desk, source="grid").visit.source == "grid"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_number_at_the_same_moment_is_one_case(clerk, county_clerk):
    def write(seat):
        data = factories.registration(source="hotline", outside_number="77")
        return lambda: lifecycle.register(data, desk=seat.desk, by=act(seat)).number

    results = together(*(write(seat) for seat in (clerk, county_clerk) * 3))
    refusals = [result for result in results if isinstance(result, Refused)]
    assert len(refusals) == 5 and {refusal.code for refusal in refusals} == {"outside_number_known"}
    assert Case.objects.count() == Visit.objects.count() == 1


# -- the API --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def api(client, clerk, mediator):
    key = tokens.issue(clerk, name="police", valid_to=date(2099, 1, 1), by=SYSTEM)

    def post(key_of_call, **changes):
        data = {
            "matter": "neighbour", "narrative": "两家为巷道争吵，民警到场劝开。", "applicant": {"name": "王小明", "no_id_reason": "警情转办", "phone": "13812345678"},
            "source": "police", "outside_number": "110-7", **changes,
        }  # fmt: skip
        headers = {"authorization": f"Token {key}", "idempotency-key": key_of_call}
        return client.post("/api/v1/cases/", data, content_type="application/json", headers=headers)

    return post


def test_a_program_sends_source_number_and_who_filed(api):
    answer = api("call-0001", filing={"relation": "committee", "filer": {"name": "陈主任", "phone": "13800001111"}})
    assert answer.status_code == 201, answer.json()
    assert (answer.json()["source"], answer.json()["outside_number"]) == ("police", "110-7")
    assert Filing.objects.get().filer.name == "陈主任"


def test_a_program_is_told_when_its_number_is_known(api):
    api("call-0001")
    assert api("call-0001").status_code == 200, "the same call again is the same case"
    answer = api("call-0002")
    assert (answer.status_code, answer.json()["code"]) == (409, "outside_number_known") and Case.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"outside_number": "<b>"}, {"source": "hall"}, {"filing": {"relation": "x"}}, {"filing": {"relation": "family", "filer": {"name": "王3"}}}, {"filing": "x"}, {"filing": {"relation": "family", "filer": {"name": "王", "id_number": "1"}}}],
)  # fmt: skip
def test_a_program_that_sends_something_wrong_makes_nothing(api, changes):
    assert api("call-0001", **changes).status_code == 400 and not Case.objects.exists()
