"""Search by what somebody at the counter can say."""

import pytest
from django.urls import reverse

from center.foundation import numbering
from center.foundation.models import AuditRow
from intake.registration import PersonData, SideData
from tests import factories


def search(client, typed, **more):
    return client.post(reverse("intake:search"), {"q": typed, **more})


def found(response):
    return [row.case.number for row in response.context["rows"]]


@pytest.fixture
def zhang(make_case):
    """张三丰's case, with a card and a phone."""
    return make_case(person=factories.person(name="张三丰", id_number=factories.id_number(321), phone="13851234567"))


@pytest.fixture
def counter(sign_in, clerk):
    return sign_in(clerk)


@pytest.mark.parametrize(
    "spell", [str, str.lower, lambda n: numbering.group(n), lambda n: f" {numbering.group(n).lower()} "]
)
def test_a_number_in_any_spelling_opens_the_case(counter, zhang, spell):
    response = search(counter, spell(zhang.number))
    assert response.status_code == 302 and response.url == reverse("intake:case", args=[zhang.number])


def test_a_slip_of_the_pen_is_told(counter, zhang):
    wrong = zhang.number[:-1] + ("A" if zhang.number[-1] != "A" else "B")
    response = search(counter, wrong)
    assert response.status_code == 422 and found(response) == [] and response.context["found"].kind == "number"
    assert response.context["found"].message


def test_the_beginning_of_a_number_lists(counter, zhang, make_case):
    other = make_case()
    assert set(found(search(counter, zhang.number[:11]))) == {zhang.number, other.number}


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("张三丰", "name"), ("张三", "name"), ("zhangsanf", "pinyin"), ("Zhang San Feng", "pinyin"), ("zsf", "pinyin"),
        (factories.id_number(321), "document"), (factories.id_number(321).lower(), "document"), ("13851234567", "phone"),
        ("138 5123 4567", "phone"), ("+86 138-5123-4567", "phone"),
    ],
)  # fmt: skip
def test_a_person_is_found_by_name_pinyin_card_and_phone(counter, zhang, make_case, typed, kind):
    make_case()
    response = search(counter, typed)
    assert found(response) == [zhang.number]
    row = AuditRow.objects.get(action="searched")
    assert row.data == {"kind": kind, "count": 1}


def test_the_other_side_is_found_too(counter, make_case):
    sides = (
        SideData(person=PersonData(name="赵无极", no_id_reason="未到场")),
        SideData(organisation="盱眙县马坝粮油有限公司"),
    )
    case = make_case(others=sides)
    assert found(search(counter, "赵无")) == [case.number]
    assert found(search(counter, "盱眙县马坝粮油")) == [case.number]


def test_a_card_with_a_wrong_digit_is_told(counter, zhang):
    number = factories.id_number(321)
    wrong = number[:10] + str((int(number[10]) + 1) % 10) + number[11:]
    assert search(counter, wrong).context["found"].message


@pytest.mark.parametrize(
    "typed",
    ["", " ", "张", "x" * 61, "\0\0", "%", "_%", "张%", "'; --", "9" * 60, "ＨＨＴ", "🙂🙂🙂", "0" * 12, "00000000"],
)
def test_whatever_is_typed_is_answered(counter, zhang, typed):
    response = search(counter, typed)
    assert response.status_code in (200, 422) and found(response) == []


def test_only_visible_cases_are_found(sign_in, zhang, outsider):
    client = sign_in(outsider)
    assert found(search(client, "张三丰")) == [] and found(search(client, zhang.number)) == []


def test_restricted_cases_are_found_with_clearance_only(sign_in, director, section_head, make_case):
    case = make_case(person=factories.person(name="钱学森"), restricted=True)
    assert found(search(sign_in(section_head), "钱学森")) == []
    assert found(search(sign_in(director), "钱学森")) == [case.number]


def test_who_may_not_search_for_people_is_refused(sign_in, grid_worker, auditor):
    assert search(sign_in(grid_worker), "张三丰").status_code == 403
    assert search(sign_in(auditor), "张三丰").status_code == 404  # an auditor reads no case at all


def test_what_was_typed_is_in_no_address_and_in_no_audit(counter, zhang):
    response = search(counter, "张三丰")
    text = response.content.decode()
    assert (
        'value="张三丰"' in text
        and "?q=" not in text
        and "张三丰" not in str(AuditRow.objects.values_list("data", "about"))
    )
    assert counter.get(reverse("intake:search"), {"q": "张三丰"}).context.get("rows") is None


def test_more_than_a_page_is_turned_by_form(counter, zhang, make_case):
    from tests.intake.test_lists import copies

    copies(zhang, 60)
    first = search(counter, "张三丰")
    second = search(counter, "张三丰", page="2")
    assert (len(found(first)), len(found(second))) == (50, 11)
