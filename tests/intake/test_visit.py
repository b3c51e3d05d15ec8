"""One visit, several matters: the people come over from the server, each on the side it takes this time; one receipt for all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.errors import Refused
from center.foundation.now import at, now
from intake import drafts, lifecycle
from intake.models import Agent, Case, Event, Link, Party, Person, Visit
from intake.registration import AgentData, PersonData, SideData
from tests import factories
from tests.factories import act, desk, id_number, person

URL = "/counter/"
ID = "320830199001010014"
TYPED = {
    "client_key": "further-1",
    "matter": "petition_complaint",
    "narrative": "镇里征地的补偿方案没有公示。",
    "people_count": "1",
    "step": "route",
}


@pytest.fixture
def first(clerk, mediator, petition_officer):
    """Zhang claims wages from a boss who has a lawyer; a neighbour joins him."""
    others = (
        SideData(PersonData(name="李老板", phone="13900000001"), agents=(AgentData(person(name="周律师")),)),
        SideData(person(name="赵燕", id_number=id_number(77)), side="applicant", representative=True),
        SideData(organisation="某建筑公司", credit_code="91110000600037341L"),
    )
    data = factories.registration("wage_arrears", person=person(name="张三", id_number=ID), others=others)
    return lifecycle.register(data, desk=clerk.desk, by=act(clerk))


@pytest.fixture
def counter(sign_in, clerk):
    return sign_in(clerk)


def fields(case):
    return {
        party.person.name if party.person else party.organisation: f"carried-{party.pk}" for party in case.parties.all()
    }


def send(client, case, sides, **changes):
    typed = {**TYPED, "visit": case.visit_id, **{fields(case)[name]: side for name, side in sides.items()}, **changes}
    return client.post(URL, typed)


def test_the_receipt_offers_another_matter_with_the_people_masked(counter, first):
    page = counter.get(reverse("intake:receipt", args=[first.number])).content.decode()
    assert f"/counter/?visit={first.visit_id}" in page
    page = counter.get(URL, {"visit": first.visit_id}).content.decode()
    assert "张*" in page and "李**" in page and "某建筑公司" in page and first.grouped in page
    assert "张三" not in page and ID not in page and "13900000001" not in page and 'id="id_id_number"' not in page
    assert page.count("autofocus") == 1


def test_the_further_matter_has_its_own_number_fate_and_sides(counter, first, petition_officer):
    answer = send(counter, first, {"张三": "respondent", "李老板": "applicant", "赵燕": "", "某建筑公司": "third"})
    assert answer.status_code == 302
    second = Case.objects.exclude(pk=first.pk).get()
    assert second.visit == first.visit and Visit.objects.count() == 1 and second.number != first.number
    assert second.desk == desk("HHT", "petitions")
    on = {party.person.name if party.person else party.organisation: party.side for party in second.parties.all()}
    assert on == {"李老板": "applicant", "张三": "respondent", "某建筑公司": "third"}
    assert first.parties.get(side="applicant", position=0).person == second.parties.get(side="respondent").person
    assert Person.objects.filter(name="李老板").count() == 1  # without a document, and still the same row
    link = Link.objects.get()
    assert (link.case, link.other, link.kind) == (second, first, "same_visit")
    assert Event.objects.get(case=second, kind="case.registered").data["visit_of"] == first.number
    assert not Agent.objects.filter(party__case=second).exists()  # powers are given for one matter
    lifecycle.sign(second, by=act(petition_officer))
    first.refresh_from_db()
    assert (first.state, second.state) == ("registered", "handling")


def test_all_matters_of_the_visit_stand_on_one_receipt_and_each_is_linked_to_those_before(counter, first):
    send(counter, first, {"张三": "applicant"})
    answer = send(
        counter,
        first,
        {"张三": "applicant"},
        client_key="further-2",
        matter="legal_aid",
        narrative="还想申请法律援助。",
    )
    assert answer.status_code == 302, [part.errors for part in answer.context["form"].parts]
    page = counter.get(answer["Location"]).content.decode()
    numbers = [case.grouped for case in Case.objects.order_by("pk")]
    assert len(numbers) == 3 and all(number in page for number in numbers) and page.count('class="receipt-qr"') == 3
    assert Link.objects.filter(case__number=Case.objects.last().number).count() == 2


def test_the_receipt_costs_the_same_for_each_number_of_matters(counter, first):
    address = reverse("intake:receipt", args=[first.number])
    counts = []
    for matters in (0, 4):
        for n in range(matters):
            send(counter, first, {"张三": "applicant"}, client_key=f"further-{n}", narrative=f"第{n}件不同的事情。")
        counter.get(address)
        with CaptureQueriesContext(connection) as queries:
            counter.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] and Case.objects.count() == 5


def test_a_guardian_goes_with_the_ward_and_people_are_added_by_row_and_by_list(
    counter, clerk, mediator, petition_officer
):
    born = f"{now().year - 8}0501"
    child = person(name="王童", id_number=id_number(31, born=born))
    data = factories.registration(
        "neighbour", person=child, agents=(AgentData(person(name="王父"), kind="guardian", relation="父亲"),)
    )
    case = lifecycle.register(data, desk=clerk.desk, by=act(clerk))
    rows = {
        "party-0-row": "person",
        "party-0-side": "applicant",
        "party-0-name": "孙三",
        "party-0-id_kind": "111",
        "party-0-id_number": "",
    }
    assert (
        send(counter, case, {"王童": "applicant"}, **rows, people_list=f"王童\t{child.id_number}\n钱五").status_code
        == 302
    )
    second = Case.objects.exclude(pk=case.pk).get()
    assert [party.person.name for party in second.parties.all()] == ["王童", "孙三", "钱五"]
    assert Agent.objects.get(party__case=second).kind == "guardian" and second.people_count == 3


def test_somebody_must_ask_for_it(counter, first):
    answer = send(counter, first, {"张三": ""})
    assert answer.status_code == 422 and Case.objects.count() == 1
    assert "张*" in answer.content.decode() and "镇里征地" in answer.content.decode()
    assert send(counter, first, {"张三": ""}, matter="petition_suggestion").status_code == 302


@pytest.mark.parametrize("typed", ["0", "-1", "x", "", "９", "9" * 30, "1 OR 1=1"])
def test_a_visit_that_is_none_is_not_found(counter, first, typed):
    assert counter.get(URL, {"visit": typed}).status_code == 404
    assert counter.post(URL, {**TYPED, "visit": typed}).status_code in (404, 422)


def test_only_the_same_desk_the_same_day_and_those_who_may_see_it(
    sign_in, counter, first, county_clerk, director, mediator, make_case
):
    assert sign_in(county_clerk).get(URL, {"visit": first.visit_id}).status_code == 404
    assert sign_in(mediator).get(URL, {"visit": first.visit_id}).status_code == 404
    assert "?visit=" not in sign_in(county_clerk).get(URL).content.decode()
    assert sign_in(director).get(URL, {"visit": first.visit_id}).status_code == 200
    data = factories.registration(
        "debt", visit=first.visit, person=None, others=(SideData(person(), side="applicant"),)
    )
    with pytest.raises(Refused) as elsewhere:
        lifecycle.register(data, desk=county_clerk.desk, by=act(county_clerk))
    with at(now() + timedelta(days=1)), pytest.raises(Refused) as tomorrow:
        lifecycle.register(data, desk=director.desk, by=act(director))
    assert (elsewhere.value.code, tomorrow.value.code) == ("other_visit", "other_visit")
    assert Case.objects.count() == 1


def test_what_a_clerk_may_not_read_any_more_is_not_continued_by_another(sign_in, clerk, first, county):
    """An accusation is closed to the clerks; whoever took it in today may go on with the visit."""
    secret = factories.make_case(act(clerk), clerk.desk, "whistleblowing", others=())
    assert sign_in(clerk).get(URL, {"visit": secret.visit_id}).status_code == 200
    colleague = factories.staff("colleague", clerk.desk, name="新来的")
    assert sign_in(colleague).get(URL, {"visit": secret.visit_id}).status_code == 404


def test_twice_is_once_and_the_draft_goes_on_with_the_visit(counter, clerk, first):
    counter.post("/counter/draft/", {**TYPED, "visit": first.visit_id, fields(first)["张三"]: "third"})
    assert drafts.kept(clerk.user, "counter").content["visit"] == str(first.visit_id)
    form = counter.get(URL, {"draft": "1"}).context["form"]
    assert form.visit == first.visit and form.carried[fields(first)["张三"]].value() == "third"
    for _time in range(2):
        assert send(counter, first, {"张三": "applicant"}).status_code == 302
    assert Case.objects.count() == 2


def test_a_group_comes_over_as_one_choice_beside_its_representatives(counter, clerk, mediator, petition_officer):
    others = tuple(SideData(person(), side="applicant", representative=n < 3) for n in range(40))
    case = lifecycle.register(factories.registration("debt", others=others), desk=clerk.desk, by=act(clerk))
    page = counter.get(URL, {"visit": case.visit_id}).content.decode()
    assert page.count('name="carried-') == 11 and 'name="carried-rest-applicant"' in page
    one_by_one = {name: "applicant" for name in fields(case).values() if f'name="{name}"' in page}
    counter.post(URL, {**TYPED, "visit": case.visit_id, **one_by_one, "carried-rest-applicant": "applicant"})
    counter.post(
        URL,
        {
            **TYPED,
            "client_key": "k2",
            "visit": case.visit_id,
            **one_by_one,
            "narrative": "只有几个人的另一件事情。",
            "alike_reason": "另一件事",
        },
    )
    counts = [Party.objects.filter(case=one, side="applicant").count() for one in Case.objects.order_by("pk")]
    assert counts == [41, 41, 10]


def test_a_link_chosen_by_hand_takes_the_place_of_the_one_of_the_visit(clerk, first):
    from intake.registration import LinkData

    known = SideData(PersonData(name="张三", known=first.visit.person_id), side="applicant")
    data = replace(
        factories.registration("debt", person=None, others=(known,)),
        visit=first.visit,
        links=(LinkData(first, "同一工地", "related"),),
    )
    case = lifecycle.register(data, desk=clerk.desk, by=act(clerk))
    assert [link.kind for link in case.links.all()] == ["related"]
