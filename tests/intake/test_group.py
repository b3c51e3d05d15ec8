"""A group: a list pasted from a spreadsheet, read line by line, written in few statements, and folded on the page."""

import string
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import lifecycle, registration
from intake.counter import people_list
from intake.models import Case, Party, Person
from intake.registration import PersonData, SideData
from tests import factories
from tests.factories import act, desk, id_number, person

URL = "/counter/"
ID = "320830199001010014"
TYPED = {
    "client_key": "group-1", "id_kind": "111", "id_number": ID, "name": "王小明", "phone": "13812345678", "matter": "wage_arrears",
    "narrative": "工地停工，三个月工资没有发，一起来要。", "people_count": "1", "step": "route", "other_organisation": "淮安某建筑公司",
}  # fmt: skip


@pytest.fixture
def counter(sign_in, clerk, mediator):
    return sign_in(clerk)


def send(client, **changes):
    return client.post(URL, {**TYPED, **changes})


def number(n):
    """The n-th of as many different valid numbers as a list can hold."""
    return id_number(n % 999 + 1, born=f"19{60 + n // 999 % 30}0317")


def pasted(count, first=100):
    return "\n".join(f"赵{chr(0x4E00 + n)}\t{number(first + n)}\t139{n:08d}" for n in range(count))


# -- reading ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        f"王建国\t{ID}\t13812345678", f"王建国,{ID},13812345678", f"王建国，{ID}，138 1234 5678", f"王建国；{ID}；13812345678；", f"王建国 {ID} 13812345678",
        f"1\t王建国\t{ID}\t13812345678", f"12、\t王建国\t13812345678\t{ID}", f'"王建国"\t\'{ID}\t13812345678\t', f"　王建国 | {ID} | １３８１２３４５６７８", f"王建国\t{ID}\t13812345678\t否",
    ],
)  # fmt: skip
def test_a_line_is_read_however_its_columns_stand_apart(line):
    found = people_list.read(line)
    assert not found.faults
    (one,) = found.people
    assert (one.person.name, one.person.id_number, one.person.phone, one.representative) == (
        "王建国",
        ID,
        "13812345678",
        False,
    )
    assert (one.person.sex, one.person.birth_date) == ("male", date(1990, 1, 1))


@pytest.mark.parametrize(
    "line", ["*赵燕", "赵燕*", "赵燕\t代表", "赵燕，是", "赵燕\t★", f"赵燕 {ID} *", "赵燕\t13812345678\t√"]
)
def test_a_mark_makes_a_representative(line):
    assert people_list.read(line).people[0].representative


def test_headings_blank_lines_and_serial_numbers_are_passed_over():
    found = people_list.read(
        "\n序号\t姓名\t身份证号码\t联系电话\t是否代表\n\n1\t王建国\t" + ID + "\t\t是\n2\t赵燕\t\t\t\n"
    )
    assert [(one.line, one.person.name, one.representative) for one in found.people] == [
        (4, "王建国", True),
        (5, "赵燕", False),
    ]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("王建国\t320830199001010015", "有一位有误"), ("王建国\t3208301990", "既不是"), ("<b>\t1", "姓名"), ("王建国\t12", "电话"), ("王建国\tH12345678", "电话"),
        ("王建国\t江苏盱眙", "既不是"), ("320830199001010014\t王建国", "姓名"), (f"王建国\t{ID}\t{ID}", "电话"), ("张" * 61, "过长"), ("***", "姓名"),
    ],
)  # fmt: skip
def test_a_fault_has_its_line_and_a_sentence(line, word):
    found = people_list.read(f"赵燕\n{line}\n孙三")
    assert [fault.line for fault in found.faults] == [2] and len(found.people) == 2
    assert str(found.faults[0].message)


def test_the_same_document_twice_names_the_first_line():
    found = people_list.read(f"王建国\t{ID}\n赵燕\n王建军\t{ID.lower()}")
    assert [(fault.line, "1" in str(fault.message)) for fault in found.faults] == [(3, True)]


def test_a_list_has_an_end():
    assert len(people_list.read(pasted(500)).people) == 500
    assert people_list.read(pasted(502)).faults and not people_list.read(pasted(502)).people
    assert people_list.read("x" * 200_000).faults


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300) | st.text(alphabet="王李\t,，；*代表 \n0123456789Xx" + string.ascii_letters, max_size=300))
def test_whatever_is_pasted_is_read_or_said_and_never_raises(text):
    found = people_list.read(text)
    lines = len(text.splitlines())
    assert all(1 <= one.line <= lines for one in [*found.people, *found.faults])
    assert all(one.person.name and len(one.person.name) <= 60 for one in found.people)


# -- at the counter ----------------------------------------------------------------------------------------------------------


def test_a_group_of_three_hundred_is_one_matter_with_everybody_a_party(counter):
    lines = pasted(311).splitlines()
    lines[3] += "\t代表"
    lines[7] += "\t*"
    assert send(counter, people_list="\n".join(lines), representative="on").status_code == 302
    case = Case.objects.get()
    claimants = case.parties.filter(side="applicant")
    assert (claimants.count(), claimants.filter(representative=True).count(), case.people_count) == (312, 3, 312)
    assert case.desk == desk("XY", "judicial")  # more than five: the county center


def test_the_list_may_hold_whoever_comes_too_and_carries_the_mark(counter):
    send(counter, people_list=f"王小明\t{ID}\t\t代表\n赵燕")
    assert [(p.person.name, p.representative) for p in Party.objects.filter(side="applicant")] == [
        ("王小明", True),
        ("赵燕", False),
    ]
    send(
        counter,
        client_key="group-2",
        people_list="王小明\n孙三",
        narrative="另一件事，说的是围墙。",
        matter="neighbour",
        alike_reason="另一件事",
    )
    newest = Case.objects.order_by("-pk").first()
    assert [p.person.name for p in newest.parties.filter(side="applicant")] == ["王小明", "孙三"]


def test_faults_stand_by_their_lines_and_nothing_is_lost(counter):
    text = "赵燕\n王建国\t320830199001010015\n" + "\n".join(f"x{n}<" for n in range(30))
    answer = send(counter, people_list=text)
    said = answer.context["form"].errors["people_list"]
    assert answer.status_code == 422 and not Case.objects.exists()
    assert said[0].startswith("第 2 行") and len(said) == 21 and "11" in said[-1]
    assert "320830199001010015" in answer.content.decode()


def test_while_typing_the_panel_counts_and_names_faults(counter):
    page = counter.post("/counter/people/", {**TYPED, "people_list": pasted(3) + "\n赵\t1"}).content.decode()
    assert "第 4 行" in page
    page = counter.post("/counter/people/", {**TYPED, "people_list": pasted(3)}).content.decode()
    assert 'data-named="4"' in page


def test_a_large_group_costs_a_handful_of_statements_more_than_a_small_one(clerk, mediator):
    counts = []
    for size, first in ((20, 2000), (320, 4000)):
        people = [
            PersonData(name=f"赵{n}", id_kind="111", id_number=number(first + n), phone=f"139{n:08d}")
            for n in range(size)
        ]
        others = tuple(SideData(data, side="applicant") for data in people)
        data = factories.registration("debt", others=others)
        with CaptureQueriesContext(connection) as queries:
            lifecycle.register(data, desk=clerk.desk, by=act(clerk))
        counts.append(len(queries))
    few = 4 if connection.vendor == "postgresql" else 40  # SQLite takes a thousand values at a time
    assert counts[1] <= counts[0] + few


@pytest.mark.django_db
def test_people_on_file_are_found_again_and_what_is_left_empty_stays():
    first = [person(phone="13800000001", address="黄花塘村一组", special_help="elder") for _n in range(3)]
    rows = registration.upsert(first)
    again = [PersonData(name=data.name + "甲", id_kind="111", id_number=data.id_number) for data in first]
    assert [row.pk for row in registration.upsert(again)] == [row.pk for row in rows]
    kept = Person.objects.get(pk=rows[0].pk)
    assert (kept.name, kept.phone, kept.address, kept.special_help) == (
        first[0].name + "甲",
        "13800000001",
        "黄花塘村一组",
        "elder",
    )
    newer = [PersonData(name=data.name, id_kind="111", id_number=data.id_number, phone="13900000009") for data in first]
    registration.upsert(newer)
    kept.refresh_from_db()
    assert kept.phone == "13900000009" and kept.phone_digest == registration.phone_digest("13900000009")


# -- on its pages --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def group(clerk, mediator):
    others = tuple(SideData(person(), side="applicant", representative=n == 150) for n in range(160))
    return lifecycle.register(factories.registration("debt", others=others), desk=clerk.desk, by=act(clerk))


def test_ten_of_a_side_are_shown_representatives_first_and_the_rest_is_folded(sign_in, clerk, group):
    answer = sign_in(clerk).get(reverse("intake:case", args=[group.number]))
    (applicants,) = answer.context["sides"]
    assert (len(applicants.shown), len(applicants.folded), applicants.count, applicants.representatives) == (
        10,
        151,
        161,
        1,
    )
    assert applicants.shown[0].party.representative
    page = answer.content.decode()
    last = group.parties.last().person
    assert last.name not in page and "151" in page and "?side=applicant" in page


def test_the_people_page_shows_all_fifty_at_a_time_in_a_constant_number_of_queries(sign_in, clerk, group, outsider):
    client = sign_in(clerk)
    address = reverse("intake:people", args=[group.number])
    client.get(address)
    counts, seen = [], 0
    for which in ("1", "4"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, {"page": which})
        counts.append(len(queries))
        seen += len(answer.context["sides"])
    assert counts[0] == counts[1] and seen == 61 and answer.context["page"].paginator.num_pages == 4
    assert client.get(address, {"page": "x", "side": "<b>"}).status_code == 200
    assert sign_in(outsider).get(address).status_code == 404


def test_page_and_list_cost_the_same_for_one_and_for_hundreds(sign_in, clerk, group, make_case):
    client, small = sign_in(clerk), make_case("debt")
    counts = []
    for case in (small, group):
        client.get(reverse("intake:case", args=[case.number]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("intake:case", args=[case.number]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/cases/").status_code == 200
    parties = [query["sql"] for query in queries if 'FROM "intake_party"' in query["sql"]]
    assert len(parties) == 1 and "position" in parties[0] and "id_number" not in parties[0]


def test_the_page_asks_a_group_without_representatives_to_choose(sign_in, clerk, make_case):
    case = make_case("petition_complaint", others=tuple(SideData(person(), side="applicant") for _n in range(6)))
    assert "尚未标记代表" in sign_in(clerk).get(reverse("intake:case", args=[case.number])).content.decode()
