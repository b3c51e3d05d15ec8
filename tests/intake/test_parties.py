"""Who takes part: joint claimants, organisations, third parties, guardians and agents, and who stays without a name."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from center.foundation.errors import Refused
from center.foundation.now import today
from intake import lifecycle, parties
from intake.models import Agent, Case, Event, Party, Person
from intake.registration import AgentData, PersonData, SideData
from tests import factories
from tests.factories import act, id_number, person

URL = "/counter/"
CODE = "91110000600037341L"  # valid by arithmetic
TYPED = {
    "client_key": "parties-1", "id_kind": "111", "id_number": "320830199001010014", "name": "王小明", "phone": "13812345678",
    "matter": "wage_arrears", "narrative": "在工地做工三个月，工资一万二千元未付。", "people_count": "1", "step": "route",
    "other_name": "李老板", "other_organisation": "淮安某建筑公司",
}  # fmt: skip
SECOND = {
    "party-0-row": "person",
    "party-0-side": "applicant",
    "party-0-name": "赵小燕",
    "party-0-id_kind": "111",
    "party-0-id_number": id_number(7),
}
CHILD = f"{today().year - 9}0501"


@pytest.fixture
def counter(sign_in, clerk, mediator):
    return sign_in(clerk)


def send(client, **changes):
    return client.post(URL, {name: value for name, value in {**TYPED, **changes}.items() if value is not None})


def field(answer, part, name):
    """The faults of a field in a further row or in who acts."""
    assert answer.status_code == 422 and not Case.objects.exists()
    form = answer.context["form"]
    found = form.acting if part == "first" else form.rows[part]
    return found.errors.get(name)


# -- at the counter ------------------------------------------------------------------------------------------------------


def test_joint_claimants_an_organisation_and_a_third_party_are_all_written_down(counter):
    rows = {
        **SECOND, "party-0-representative": "on",
        "party-1-row": "organisation", "party-1-side": "respondent", "party-1-organisation": "盱眙某开发公司", "party-1-credit_code": CODE.lower(),
        "party-4-row": "person", "party-4-side": "third", "party-4-name": "钱包工", "party-4-phone": "139 0000 0001",
    }  # fmt: skip
    assert send(counter, **rows).status_code == 302
    case = Case.objects.get()
    written = [
        (p.side, p.person.name if p.person else "", p.organisation, p.representative) for p in case.parties.all()
    ]
    assert written == [
        ("applicant", "王小明", "", False), ("respondent", "李老板", "淮安某建筑公司", False), ("applicant", "赵小燕", "", True),
        ("respondent", "", "盱眙某开发公司", False), ("third", "钱包工", "", False),
    ]  # fmt: skip
    assert case.parties.get(organisation="盱眙某开发公司").credit_code == CODE
    assert case.people_count == 2
    told = Event.objects.get(case=case, kind="case.registered").data
    assert (told["claimants"], told["representatives"]) == (2, 1)


def test_a_plain_matter_says_nothing_of_groups_in_its_story(counter):
    send(counter)
    assert set(Event.objects.get(kind="case.registered").data) == {"desk", "matter", "source"}


def test_the_credit_code_of_the_other_side_is_kept(counter):
    send(counter, other_credit_code=f" {CODE[:9]} {CODE[9:]}")
    assert Party.objects.get(credit_code=CODE).organisation == "淮安某建筑公司"


@pytest.mark.parametrize("code", ["91110000600037341X", "9111", "91110000600037341I", "９１", "九一", "<b>"])
def test_a_credit_code_that_does_not_add_up_is_said_by_its_field(counter, code):
    answer = send(counter, other_credit_code=code)
    assert answer.status_code == 422 and "other_credit_code" in answer.context["form"].errors
    row = {"party-0-row": "organisation", "party-0-organisation": "某公司", "party-0-credit_code": code}
    assert field(send(counter, **row), 0, "credit_code")


@pytest.mark.parametrize(
    ("name", "typed"),
    [("name", ""), ("name", "<script>"), ("id_number", "320830199001010015"), ("phone", "12"), ("side", "judge"), ("acting", "friend"), ("powers", "all")],
)  # fmt: skip
def test_a_faulty_row_is_said_by_its_field_and_nothing_is_lost(counter, name, typed):
    answer = send(counter, **{**SECOND, f"party-0-{name}": typed})
    assert field(answer, 0, name)
    page = answer.content.decode()
    assert (
        f'id="id_party-0-{name}_error"' in page
        and f'href="#id_party-0-{name}"' in page
        and "<script>" not in page.split("party-0", 1)[1][:4000]
    )
    assert answer.context["form"].rows[0]["id_number"].value() in (typed, SECOND["party-0-id_number"])
    assert '<details id="more" class="more-people" open' in page


def test_a_row_that_was_opened_and_left_empty_says_nothing(counter):
    assert (
        send(counter, **{"party-0-row": "person", "party-0-side": "applicant", "party-0-id_kind": "111"}).status_code
        == 302
    )
    assert Party.objects.count() == 2


def test_the_same_person_is_named_once_in_a_matter(counter):
    answer = send(counter, **{**SECOND, "party-0-id_number": TYPED["id_number"]})
    assert answer.status_code == 422 and not Case.objects.exists()
    assert answer.context["form"].non_field_errors()


def test_more_than_five_representatives_come_with_no_petition(counter):
    """信访工作条例 art. 20; elsewhere it is only said."""
    rows = {}
    for n in range(6):
        rows |= {
            f"party-{n}-row": "person",
            f"party-{n}-name": f"代表{'甲乙丙丁戊己'[n]}",
            f"party-{n}-representative": "on",
            f"party-{n}-side": "applicant",
        }
    answer = send(counter, matter="petition_complaint", **rows)
    assert answer.status_code == 422 and "representative" in answer.context["form"].errors
    assert "第二十条" in answer.content.decode()
    said = counter.post("/counter/people/", {**TYPED, **rows}).content.decode()
    assert "第二十条" in said
    assert send(counter, matter="wage_arrears", **rows).status_code == 302
    assert Party.objects.filter(representative=True).count() == 6


def test_no_more_than_are_named_means_as_many_as_are_named(counter):
    assert (
        "people_count"
        in send(
            counter,
            **SECOND,
            **{"party-1-row": "person", "party-1-name": "孙三", "party-1-side": "applicant"},
            people_count="2",
        )
        .context["form"]
        .errors
    )
    send(
        counter,
        **SECOND,
        **{"party-1-row": "person", "party-1-name": "孙三", "party-1-side": "applicant"},
        people_count="9",
    )
    assert Case.objects.get().people_count == 9


# -- rows come and go ------------------------------------------------------------------------------------------------------


def test_without_script_a_button_gives_one_more_row_and_keeps_all_that_is_typed(counter):
    answer = send(counter, **SECOND, add="organisation", narrative="")
    page = answer.content.decode()
    assert answer.status_code == 200 and not Case.objects.exists()
    assert (
        'name="party-1-organisation"' in page and "赵小燕" in page and "李老板" in page and "field-errors" not in page
    )
    assert page.count("autofocus") == 1
    answer = send(counter, **SECOND, **{"party-1-row": "organisation", "party-1-organisation": "某公司"}, remove="0")
    page = answer.content.decode()
    assert "赵小燕" not in page and "某公司" in page and not Case.objects.exists()


def test_with_script_a_row_comes_alone_with_the_cursor_in_it(counter):
    page = counter.post("/counter/party/", {**SECOND, "party-3-row": "person", "add": "person"}).content.decode()
    assert 'name="party-4-name"' in page and page.count("autofocus") == 1 and "赵小燕" not in page
    assert counter.post("/counter/party/", {"add": "judge"}).status_code == 404
    assert counter.get("/counter/party/").status_code == 405 and counter.get("/counter/people/").status_code == 405


def test_a_draft_keeps_the_rows_and_gives_them_back(counter):
    counter.post(
        "/counter/draft/",
        {**TYPED, **SECOND, "first-acting": "agent", "first-agent_name": "周律师", "people_list": "孙三\n李四"},
    )
    form = counter.get(URL, {"draft": "1"}).context["form"]
    assert (
        form.rows[0]["name"].value() == "赵小燕"
        and form.acting["agent_name"].value() == "周律师"
        and form["people_list"].value() == "孙三\n李四"
    )


def test_far_too_many_rows_are_refused_with_a_sentence(counter):
    rows = {f"party-{n}-{name}": value for n in range(41) for name, value in (("row", "person"), ("name", "某人"))}
    answer = send(counter, **rows)
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


def test_what_is_no_row_is_passed_over(counter):
    odd = {
        "party-x-row": "person",
        "party-0-row": "judge",
        "party--1-row": "person",
        "party-99999-row": "person",
        "first-acting": "",
    }
    assert send(counter, **odd).status_code == 302


# -- guardians and agents ----------------------------------------------------------------------------------------------------


def test_an_agent_with_special_powers_acts_for_who_comes_and_a_guardian_for_a_further_person(counter):
    child = id_number(11, born=CHILD)
    rows = {
        "first-acting": "agent", "first-agent_name": "周律师", "first-powers": "special", "first-relation": "律师", "first-agent_phone": "13900000009",
        **SECOND, "party-0-id_number": child, "party-0-acting": "guardian", "party-0-agent_name": "赵大海", "party-0-agent_id_number": id_number(12),
        "party-0-agent_id_kind": "111", "party-0-powers": "special",
    }  # fmt: skip
    assert send(counter, **rows).status_code == 302
    lawyer, father = Agent.objects.order_by("party__position")
    assert (lawyer.kind, lawyer.powers, lawyer.relation, lawyer.person.phone) == (
        "agent",
        "special",
        "律师",
        "13900000009",
    )
    assert (father.kind, father.powers, father.party.person.name) == ("guardian", "", "赵小燕")
    assert "minors" not in Event.objects.get(kind="case.registered").data


def test_a_minor_without_a_guardian_is_taken_in_and_the_pages_say_what_is_missing(counter, sign_in, mediator):
    """Nobody is sent home; 民法典 arts. 17-23."""
    child = id_number(21, born=CHILD)
    check = counter.post("/counter/person/", {"id_kind": "111", "id_number": child}).content.decode()
    assert "监护人" in check
    answer = send(counter, id_number=child)
    receipt = counter.get(answer["Location"]).content.decode()
    assert answer.status_code == 302 and "监护人" in receipt
    case = Case.objects.get()
    assert Event.objects.get(case=case, kind="case.registered").data["minors"] == 1
    page = counter.get(reverse("intake:case", args=[case.number])).content.decode()
    assert page.count("监护人待补充") >= 1
    party = case.parties.get(position=0)
    lifecycle.appoint_agent(
        case,
        party=party,
        agent=AgentData(person(name="王父"), kind="guardian", relation="父亲"),
        by=act(sign_clerk(case)),
    )
    assert "未满18周岁，监护人待补充（民法典第二十三条）。" not in sides_of(counter, case)


def sign_clerk(case):
    from center.institution.models import Posting

    return (
        Posting.objects.get(user__username="mediator")
        if case.desk.department_id
        else Posting.objects.get(user__username="clerk")
    )


def sides_of(client, case):
    page = client.get(reverse("intake:case", args=[case.number])).content.decode()
    return page.split('id="panel-sides"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("born", "minor"),
    [(date(2008, 11, 24), True), (date(2008, 11, 23), False), (date(2008, 2, 29), False), (date(2026, 11, 23), True), (None, False)],
)  # fmt: skip
def test_of_age_on_the_eighteenth_birthday(born, minor):
    assert parties.under_age(born, on=date(2026, 11, 23)) is minor


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"first-acting": "agent"}, "agent_name"), ({"first-agent_name": "周律师"}, "acting"), ({"first-acting": "agent", "first-agent_name": "1"}, "agent_name"),
        ({"first-acting": "guardian", "first-agent_name": "赵童", "first-agent_id_number": id_number(3, born=CHILD)}, "agent_id_number"),
    ],
)  # fmt: skip
def test_who_acts_is_named_whole_and_a_guardian_is_of_age(counter, typed, name):
    assert field(send(counter, **typed), "first", name)


def test_nobody_acts_for_himself(counter):
    answer = send(
        counter, **{"first-acting": "agent", "first-agent_name": "王小明", "first-agent_id_number": TYPED["id_number"]}
    )
    assert answer.status_code == 422 and not Case.objects.exists()


# -- without a name ------------------------------------------------------------------------------------------------------------

NAMELESS = {
    "id_kind": "none",
    "id_number": "",
    "name": "",
    "phone": "",
    "anonymous": "on",
    "other_name": "",
    "other_organisation": "",
}


@pytest.mark.parametrize("matter", sorted(parties.HINTS))
def test_a_hint_is_taken_in_without_a_name(counter, matter):
    answer = send(counter, **NAMELESS, matter=matter)
    case = Case.objects.get()
    assert (
        answer.status_code == 302 and case.visit.person is None and not case.parties.exists() and case.people_count == 1
    )
    assert Event.objects.get(case=case, kind="case.registered").data["nameless"] is True
    page = counter.get(answer["Location"]).content.decode()
    assert "第二十三条" in page and case.number[:3] in page


def test_everything_else_needs_a_name(counter, clerk):
    answer = send(counter, **NAMELESS)
    assert answer.status_code == 422 and "anonymous" in answer.context["form"].errors and not Case.objects.exists()
    with pytest.raises(Refused) as refused:
        lifecycle.register(factories.registration("debt", person=None, others=()), desk=clerk.desk, by=act(clerk))
    assert refused.value.code == "name_needed" and not Case.objects.exists()


def test_what_is_typed_beside_without_a_name_is_asked_about_and_not_dropped(counter):
    answer = send(counter, **{**NAMELESS, "phone": "13812345678"}, matter="environment")
    assert answer.status_code == 422 and "anonymous" in answer.context["form"].errors


# -- the verbs -----------------------------------------------------------------------------------------------------------------


def test_a_side_is_added_whole(signed_case, mediator):
    side = SideData(
        person(name="赵甲"),
        side="applicant",
        representative=True,
        agents=(AgentData(person(name="周律师"), powers="special"),),
    )
    party = lifecycle.add_party(signed_case, side=side, by=act(mediator))
    assert party.representative and party.agents.get().powers == "special" and party.position == 2
    signed_case.refresh_from_db()
    assert signed_case.people_count == 2


def test_adding_who_is_there_or_a_sixth_representative_is_refused(make_case, clerk):
    data = person()
    reps = tuple(SideData(person(), side="applicant", representative=True) for _n in range(4))
    case = make_case("petition_complaint", person=data, others=reps, representative=True)
    for side, code in [
        (SideData(data, side="third"), "named_twice"),
        (SideData(person(), side="applicant", representative=True), "too_many_representatives"),
        (SideData(organisation=" ", side="third"), "side_needed"),
        (SideData(person(), side="judge"), "side_needed"),
    ]:
        with pytest.raises(Refused) as refused:
            lifecycle.add_party(case, side=side, by=act(clerk))
        assert refused.value.code == code
    assert case.parties.count() == 5 and Person.objects.count() == 5


def test_powers_are_given_and_ended_with_a_line_each(signed_case, mediator):
    party, agent = signed_case.parties.first(), AgentData(person(name="周律师"))
    row = lifecycle.appoint_agent(signed_case, party=party, agent=agent, by=act(mediator))
    with pytest.raises(Refused) as twice:
        lifecycle.appoint_agent(signed_case, party=party, agent=agent, by=act(mediator))
    assert twice.value.code == "named_twice"
    lifecycle.end_agent(signed_case, agent=row, reason="撤回委托", by=act(mediator))
    with pytest.raises(Refused) as again:
        lifecycle.end_agent(signed_case, agent=row, reason="撤回委托", by=act(mediator))
    assert again.value.code == "moved_on"
    lifecycle.appoint_agent(signed_case, party=party, agent=agent, by=act(mediator))
    kinds = (
        Event.objects.filter(case=signed_case, kind__startswith="case.agent")
        .order_by("seq")
        .values_list("kind", flat=True)
    )
    assert list(kinds) == ["case.agent_appointed", "case.agent_ended", "case.agent_appointed"]


def test_powers_are_for_the_parties_of_the_case_those_who_may_and_while_it_is_open(
    signed_case, make_case, mediator, outsider, duty_leader
):
    other, agent = make_case(), AgentData(person())
    own = signed_case.parties.first()
    for party, by, code in [
        (other.parties.first(), mediator, "not_a_party"),
        (own, outsider, "not_allowed"),
        (own, duty_leader, "not_allowed"),
    ]:
        with pytest.raises(Refused) as refused:
            lifecycle.appoint_agent(signed_case, party=party, agent=agent, by=act(by))
        assert refused.value.code == code
    with pytest.raises(Refused) as himself:
        lifecycle.appoint_agent(
            signed_case, party=own, agent=AgentData(PersonData(name="x", known=own.person_id)), by=act(mediator)
        )
    assert himself.value.code == "named_twice"
    lifecycle.conclude(signed_case, outcome="resolved", result="双方当面和好，围墙已拆。", by=act(mediator))
    with pytest.raises(Refused) as closed:
        lifecycle.appoint_agent(signed_case, party=own, agent=agent, by=act(mediator))
    assert closed.value.code == "moved_on" and not Agent.objects.exists()


def test_the_forms_on_the_page_do_what_the_verbs_do(sign_in, signed_case, mediator):
    desk, case = sign_in(mediator), signed_case
    page = desk.get(reverse("intake:case", args=[case.number])).content.decode()
    assert "/do/add_party/" in page and "/do/appoint_agent/" in page and "/do/end_agent/" not in page

    def do(verb, **typed):
        return desk.post(reverse("intake:verb", args=[case.number, verb]), typed)

    assert do("add_party", side="third").status_code == 422
    assert do("add_party", side="third", organisation="某保险公司", credit_code="9").status_code == 422
    assert do("add_party", side="third", organisation="某保险公司", credit_code=CODE).status_code == 302
    insurer = case.parties.get(credit_code=CODE)
    assert do("appoint_agent", party=insurer.pk, acting="agent").status_code == 422
    assert (
        do("appoint_agent", party=insurer.pk, acting="agent", agent_name="周律师", powers="special").status_code == 302
    )
    agent = Agent.objects.get()
    page = desk.get(reverse("intake:case", args=[case.number])).content.decode()
    assert "周**" in page and "周律师" not in page and CODE in page and "/do/end_agent/" in page
    assert do("end_agent", agent=agent.pk, reason="").status_code == 422
    assert do("end_agent", agent=agent.pk, reason="委托期满").status_code == 302
    assert Agent.objects.get().ended_at and do("end_agent", agent=agent.pk, reason="再次").status_code in (409, 422)


def test_who_acts_is_masked_and_shown_with_a_reason(sign_in, signed_case, mediator):
    agent = lifecycle.appoint_agent(
        signed_case,
        party=signed_case.parties.first(),
        agent=AgentData(person(name="周律师", phone="13912340000")),
        by=act(mediator),
    )
    answer = sign_in(mediator).post(
        reverse("intake:reveal", args=[signed_case.number]),
        {"person": agent.person_id, "field": "phone", "reason": "联系代理人"},
    )
    assert "13912340000" in answer.content.decode()


def test_a_case_is_found_by_the_credit_code_and_the_name_of_an_organisation(sign_in, clerk, make_case):
    case = make_case(others=(SideData(organisation="盱眙某开发公司", credit_code=CODE),))
    client = sign_in(clerk)
    for typed in (CODE, CODE.lower(), "盱眙某"):
        assert case.grouped in client.post("/cases/search/", {"q": typed}).content.decode()


def test_an_impossible_agent_is_refused_and_nothing_kept(clerk):
    data = person()
    for agents in [
        (AgentData(data),), (AgentData(person(id_number=id_number(5))), AgentData(person(id_number=id_number(5)))),
        (AgentData(person(), kind="friend"),), (AgentData(person(), powers="all"),),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            lifecycle.register(
                replace(factories.registration("debt"), person=data, agents=agents), desk=clerk.desk, by=act(clerk)
            )
        assert refused.value.status == 422
    assert not Case.objects.exists() and not Person.objects.exists()
