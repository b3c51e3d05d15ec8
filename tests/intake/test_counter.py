"""The counter: bad input loses nothing, the number fills what it knows, and each save is one case with one first step."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from center.foundation.now import at, now, today
from center.institution.models import Area
from intake import drafts, lifecycle, reception
from intake.models import Case, Clock, Draft, Event, Handover, Person
from intake.registration import id_digest
from tests import factories
from tests.factories import act, desk, id_number, person

URL = "/counter/"
ID = "320830199001010014"
TYPED = {
    "client_key": "form-1", "id_kind": "111", "id_number": ID, "name": "王小明", "phone": "13812345678", "address": "黄花塘村三组5号", "companions": "1",
    "other_name": "李老板", "other_organisation": "淮安某建筑公司", "other_phone": "0517-88221234", "matter": "wage_arrears",
    "narrative": "在工地做工三个月，工资一万二千元未付。", "claim": "付清工资", "people_count": "1", "amount": "12,000.50", "claims_payment": "on",
    "step": "route", "to_desk": "", "reason": "", "outcome": "", "result": "",
}  # fmt: skip


@pytest.fixture
def counter(sign_in, clerk, mediator):
    return sign_in(clerk)


def send(client, **changes):
    return client.post(URL, {name: value for name, value in {**TYPED, **changes}.items() if value is not None})


def refused(answer, field):
    """The form again with a fault at `field`; gives the page."""
    assert answer.status_code == 422
    assert field in answer.context["form"].errors, answer.context["form"].errors
    assert not Case.objects.exists()
    return answer.content.decode()


# -- a good save ------------------------------------------------------------------------------------------------------------


def test_a_walk_in_becomes_one_case_at_the_proposed_desk(counter, clerk):
    answer = send(counter)
    case = Case.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("intake:receipt", args=[case.number])
    assert case.state == "routed" and case.desk == desk("HHT", "judicial") and case.origin_desk == clerk.desk
    assert (case.amount_cents, case.claims_payment, case.people_count, case.registered_by) == (
        1200050,
        True,
        1,
        clerk.user,
    )
    applicant, other = case.parties.all()
    assert (applicant.person.name, applicant.person.sex, applicant.person.birth_date.isoformat()) == (
        "王小明",
        "male",
        "1990-01-01",
    )
    assert applicant.person.id_digest == id_digest("111", ID)
    assert (other.person.name, other.person.phone, other.organisation) == ("李老板", "051788221234", "淮安某建筑公司")
    handover = case.handovers.get()
    assert (handover.route.key, handover.proposed_desk, handover.reason) == ("everything_else", case.desk, "")
    assert list(Event.objects.filter(case=case).values_list("kind", flat=True)) == ["case.registered", "case.routed"]
    assert Clock.objects.get(case=case).limit.key == "sign_for"


def test_the_number_wins_over_what_was_typed_beside_it(counter):
    send(counter, sex="female", birth_date="2001-02-03")
    kept = Person.objects.get(id_digest=id_digest("111", ID))
    assert (kept.sex, kept.birth_date.isoformat()) == ("male", "1990-01-01")


def test_twice_the_same_form_is_one_case(counter):
    first, second = send(counter), send(counter)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1 and Handover.objects.count() == 1 and Event.objects.count() == 2


def test_a_new_form_has_a_new_key(counter):
    keys = {
        re.search(r'name="client_key" value="([^"]+)"', counter.get(URL).content.decode()).group(1) for _ in range(2)
    }
    assert len(keys) == 2


def test_without_script_the_default_is_as_proposed(counter):
    send(counter, to_desk=None, reason=None)
    assert Case.objects.get().handovers.get().proposed_desk == Case.objects.get().desk


def test_more_than_five_people_go_to_the_county(counter):
    send(counter, people_count="6")
    assert Case.objects.get().desk == desk("XY", "judicial")


# -- another desk, or none ----------------------------------------------------------------------------------------------------


def test_another_desk_needs_a_reason(counter):
    other = desk("HHT", "petitions")
    page = refused(send(counter, to_desk=str(other.pk)), "reason")
    assert f'value="{other.pk}" selected' in page
    send(counter, to_desk=str(other.pk), reason="来访人已在信访室谈过")
    case = Case.objects.get()
    assert case.desk == other and case.handovers.get().proposed_desk == desk("HHT", "judicial")
    assert Event.objects.get(case=case, kind="case.routed").data["overridden"] is True


def test_the_proposed_desk_by_name_needs_none(counter):
    send(counter, to_desk=str(desk("HHT", "judicial").pk))
    assert Case.objects.get().handovers.get().reason == ""


def test_settled_on_the_spot_is_one_step(counter, clerk):
    answer = send(
        counter, step="settle", outcome="answered", result="告知先到劳动监察大队投诉并留存工资条", agreed="on"
    )
    case = Case.objects.get()
    assert answer.status_code == 302
    assert (case.state, case.outcome, case.on_the_spot, case.handler) == ("concluded", "answered", True, clerk.user)
    assert Event.objects.get(case=case, kind="case.settled").data["agreed"] is True
    assert not Handover.objects.exists() and not Clock.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"result": "已答复"}, "result"),
        ({"agreed": None}, "agreed"),
        ({"outcome": "mediated"}, "outcome"),
    ],
)
def test_on_the_spot_needs_outcome_result_and_agreement(counter, changes, field):
    refused(
        send(
            counter,
            **{
                "step": "settle",
                "outcome": "settled",
                "result": "双方当场和好，李某当面道歉",
                "agreed": "on",
                **changes,
            },
        ),
        field,
    )


def test_an_accusation_is_taken_in_by_a_clerk_who_may_not_read_it(counter, clerk):
    answer = send(counter, matter="whistleblowing", other_name="", other_organisation="", other_phone="")
    case = Case.objects.get()
    assert case.restricted and case.desk == desk("HHT", "petitions")
    assert counter.get(answer["Location"]).status_code == 200
    assert counter.get(reverse("intake:case", args=[case.number])).status_code == 404


# -- bad input: a sentence by the field, and nothing lost ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("id_number", "320830199001010015"), ("id_number", "3208301990"), ("id_number", "32083019901341001X"), ("id_number", id_number(1, born=f"{today().year + 1}0101")),
        ("id_number", ""), ("name", "<script>alert(1)</script>"), ("name", ""), ("name", "张" * 61), ("phone", "12345"), ("other_phone", "abc"),
        ("other_name", "李<b>四</b>"), ("other_organisation", "<img src=x>"), ("matter", ""), ("matter", "no_such_matter"), ("narrative", ""), ("narrative", "字" * 4001),
        ("people_count", "0"), ("people_count", "-3"), ("people_count", "多人"), ("people_count", "99999999999999999999"), ("amount", "很多"), ("amount", "-5"),
        ("amount", "1.234"), ("amount", "NaN"), ("amount", "1e40"), ("companions", "-1"), ("companions", "100"), ("area", "999999"), ("area", "x"), ("claim", "字" * 501),
        ("to_desk", "999999"), ("step", "sleep"), ("id_kind", "999"), ("special_help", "money"), ("sex", "x"), ("name", "张\x00三"),
    ],
)  # fmt: skip
def test_bad_input_is_said_by_its_field_and_nothing_is_lost(counter, field, typed):
    answer = send(counter, **{field: typed})
    page = refused(answer, field)
    assert f'id="id_{field}_error"' in page
    assert f'href="#id_{field}' in page
    assert "<script>alert(1)" not in page and "<img src=x>" not in page
    kept = answer.context["form"]
    for name, value in {**TYPED, field: typed}.items():
        if name not in {"sex", "birth_date"}:
            assert str(kept[name].value() or "") == (value if value != "on" else "True")


@pytest.mark.parametrize("typed", ["tomorrow", "1850-01-01", "31.31.2000"])
def test_nobody_is_born_tomorrow_or_before_1890(counter, typed):
    if typed == "tomorrow":  # of the moment of the test: the day may turn while the tests run
        typed = f"{today() + timedelta(days=1):%Y-%m-%d}"
    refused(send(counter, id_kind="none", id_number="", no_id_reason="忘带", birth_date=typed), "birth_date")


def test_no_document_needs_a_reason(counter):
    refused(send(counter, id_kind="none", id_number=""), "no_id_reason")
    send(counter, id_kind="none", id_number="", no_id_reason="未带身份证")
    assert Person.objects.get(name="王小明").no_id_reason == "未带身份证"


def test_a_long_narrative_says_how_many_were_typed_and_keeps_all(counter):
    text = "长" * 50_000
    page = refused(send(counter, narrative=text), "narrative")
    assert "50,000" in page and "4,000" in page and text in page


def test_line_ends_count_once(counter):
    assert send(counter, narrative="字\r\n" * 2000).status_code == 302


def test_the_first_faulty_field_takes_the_cursor(counter):
    page = refused(send(counter, phone="1", narrative=""), "phone")
    assert re.search(r'<input[^>]*name="phone"[^>]*autofocus', page) and page.count("autofocus") == 1


def test_a_form_that_fails_is_kept_as_a_draft_even_without_script(counter, clerk):
    send(counter, phone="1")
    assert drafts.kept(clerk.user, "counter").content["name"] == "王小明"


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("1200", 120000), ("¥1,200.5", 120050), ("１２００元", 120000), ("1.2万", 1200000), ("0", 0), ("", None)],
)
def test_amounts_as_they_are_said(counter, typed, cents):
    send(counter, amount=typed)
    assert Case.objects.get().amount_cents == cents


def test_no_field_at_all_is_a_list_of_what_is_missing(counter):
    answer = counter.post(URL, {})
    assert answer.status_code == 422 and {"name", "matter", "narrative"} <= set(answer.context["form"].errors)


# -- the right column ---------------------------------------------------------------------------------------------------------


def test_the_number_fills_sex_birth_and_district_while_typing(counter):
    page = counter.post("/counter/person/", {"id_kind": "111", "id_number": ID}).content.decode()
    assert 'value="1990-01-01"' in page and "盱眙县" in page
    assert re.search(r'value="male"[^>]*checked', page)


def test_a_wrong_number_is_told_while_typing(counter):
    page = counter.post("/counter/person/", {"id_kind": "111", "id_number": "320830199001010015"}).content.decode()
    assert "id-fault" in page
    assert "id-fault" not in counter.post("/counter/person/", {"id_kind": "111", "id_number": ""}).content.decode()


@pytest.mark.parametrize("given", [{"id_kind": "111", "id_number": ID}, {"phone": "138 1234 5678"}])
def test_earlier_visits_appear_by_document_or_phone(counter, given):
    send(counter)
    page = counter.post("/counter/person/", given).content.decode()
    assert Case.objects.get().grouped in page and "拖欠工资" in page


def test_earlier_visits_elsewhere_are_only_counted_and_restricted_ones_not_even_that(counter, county_clerk, make_case):
    known = person(id_number=ID)
    unseen = factories.make_case(act(county_clerk), county_clerk.desk, "debt", person=known)
    factories.make_case(act(county_clerk), county_clerk.desk, "whistleblowing", person=known)
    answer = counter.post("/counter/person/", {"id_kind": "111", "id_number": ID})
    assert answer.context["earlier"].cases == () and answer.context["earlier"].others == 1
    assert unseen.grouped not in answer.content.decode() and unseen.number not in answer.content.decode()


def test_what_is_on_file_is_masked(counter):
    send(counter)
    page = counter.post("/counter/person/", {"id_kind": "111", "id_number": ID}).content.decode()
    assert "138****5678" in page and "13812345678" not in page and "王小明" not in page


def test_the_proposal_appears_with_its_reason(counter):
    page = counter.post("/counter/proposal/", {"matter": "traffic_accident"}).content.decode()
    assert desk("JT", "judicial").full_label in page and "机动车" in page
    outside = counter.post("/counter/proposal/", {"matter": "debt", "opponent_outside": "on"}).content.decode()
    assert desk("XY", "judicial").full_label in outside


def test_panels_cost_few_queries(counter, django_assert_max_num_queries):
    send(counter)
    with django_assert_max_num_queries(
        9
    ):  # two of them the session and the person signed in, two the seat and its scope
        counter.post("/counter/person/", {"id_kind": "111", "id_number": ID, "phone": "13812345678"})
    with django_assert_max_num_queries(12):
        counter.post("/counter/proposal/", {"matter": "debt"})


def test_looking_without_script_shows_both_panels_and_saves_nothing(counter):
    answer = send(counter, look="1", narrative="")
    page = answer.content.decode()
    assert answer.status_code == 200 and not Case.objects.exists()
    assert desk("HHT", "judicial").full_label in page and 'value="1990-01-01"' in page
    assert "field-errors" not in page and "李老板" in page


def test_a_township_offers_its_own_villages_and_the_county_all(counter, sign_in, county_clerk):
    own, other = Area.objects.get(code="320830108201"), Area.objects.get(code="320830101201")
    form = counter.get(URL).context["form"]
    assert own in form.fields["area"].queryset and other not in form.fields["area"].queryset
    assert set(sign_in(county_clerk).get(URL).context["form"].fields["area"].queryset) == {own, other}
    assert "<optgroup" in str(form["matter"]) and str(form["matter"]).count("<option") == 23


# -- the draft ----------------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_encrypted_offered_and_given_back(counter, clerk):
    counter.post("/counter/draft/", TYPED)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM intake_draft")
        assert "王小明" not in cursor.fetchone()[0]
    assert "王**" in counter.get(URL).content.decode()
    back = counter.get(URL, {"draft": "1"})
    for name, typed in TYPED.items():  # an empty field is no draft: it comes back as the form begins
        assert str(back.context["form"][name].value() or "") == typed


def test_the_newest_draft_takes_the_place_of_the_one_before(counter):
    counter.post("/counter/draft/", {"name": "甲"})
    counter.post("/counter/draft/", {"name": "乙"})
    assert Draft.objects.count() == 1
    assert counter.get(URL, {"draft": "1"}).context["form"]["name"].value() == "乙"


def test_an_empty_form_takes_no_drafts_place(counter, clerk):
    counter.post("/counter/draft/", TYPED)
    counter.post("/counter/draft/", {"client_key": "other", "id_kind": "111", "people_count": "1", "step": "route"})
    assert counter.post(URL, {"id_kind": "111", "people_count": "1", "step": "route"}).status_code == 422
    assert drafts.kept(clerk.user, "counter").content["name"] == "王小明"


def test_a_draft_is_gone_when_saved_discarded_or_a_day_old(counter, clerk):
    counter.post("/counter/draft/", TYPED)
    send(counter)
    assert not Draft.objects.exists()
    counter.post("/counter/draft/", {**TYPED, "client_key": "form-2"})
    assert counter.post("/counter/draft/discard/").status_code == 302 and not Draft.objects.exists()
    counter.post("/counter/draft/", {**TYPED, "client_key": "form-3"})
    with at(now() + timedelta(hours=24, minutes=1)):
        assert drafts.kept(clerk.user, "counter") is None


def test_a_draft_that_arrives_after_the_save_is_not_kept(counter):
    send(counter)
    assert counter.post("/counter/draft/", TYPED).status_code == 204
    assert not Draft.objects.exists()


def test_drafts_are_each_persons_own(counter, sign_in, county_clerk):
    counter.post("/counter/draft/", TYPED)
    assert sign_in(county_clerk).get(URL).context["draft"] is None


# -- who may ------------------------------------------------------------------------------------------------------------------


def test_others_have_no_counter(client, sign_in, mediator, grid_worker, auditor):
    assert client.get(URL).status_code == 302
    for posting in (mediator, grid_worker, auditor):
        assert sign_in(posting).get(URL).status_code == 404
        assert sign_in(posting).post("/counter/person/", {"id_kind": "111", "id_number": ID}).status_code == 404


def test_a_director_registers_at_the_counter_of_the_center(sign_in, director, clerk, mediator):
    send(sign_in(director))
    assert Case.objects.get().origin_desk == clerk.desk


def test_panels_take_no_questions_in_an_address(counter):
    for path in ("person", "proposal", "draft", "draft/discard"):
        assert counter.get(f"/counter/{path}/").status_code == 405


# -- the composition, which the API uses too ------------------------------------------------------------------------------------


def test_nothing_is_kept_when_the_step_is_refused(clerk, mediator):
    from center.foundation.errors import Refused

    data = factories.registration("debt")
    with pytest.raises(Refused):
        reception.take_in(data, desk=clerk.desk, by=act(clerk), step=reception.Settlement("answered", "短"))
    assert not Case.objects.exists() and not Person.objects.exists()


def test_the_first_step_is_taken_once(clerk, mediator):
    from dataclasses import replace

    data = replace(factories.registration("debt"), client_key="once")
    first = reception.take_in(data, desk=clerk.desk, by=act(clerk), step=reception.Sending())
    lifecycle.sign(Case.objects.get(pk=first.pk), by=act(mediator))
    again = reception.take_in(data, desk=clerk.desk, by=act(clerk), step=reception.Sending())
    assert again.pk == first.pk and again.state == "handling"
