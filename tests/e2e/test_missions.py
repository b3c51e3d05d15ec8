"""Missions S and R in a real browser: two walk-ins of one morning, and a collision mediated in one sitting."""

import re

import pytest
from playwright.sync_api import expect

from intake.models import Case
from tests import factories
from tests.factories import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

RESULT = "讲明可先向用人单位协商，也可向县人社局劳动监察大队投诉，拖欠证据要留好。"


def fill_in_person(page, name="王建国", number=None):
    page.locator("#id_id_number").fill(number or factories.id_number(331))
    page.locator("#id_id_number").press("Tab")
    page.locator("#id_name").fill(name)
    page.locator("#id_phone").fill("13800000331")


def test_two_walk_ins_of_one_morning_are_answered_on_the_spot(visitor, clerk, live_server):
    """Mission S: where do I claim unpaid wages, how does a divorce work; answered, filed, one number each. IN1 IN7 IN8."""
    page = visitor()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("clerk")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/counter/")
    for name, number, matter, told, answer in [
        ("王建国", factories.id_number(331), "wage_arrears", "问拖欠的工资到哪里要。", RESULT),
        (
            "李秀英",
            factories.id_number(332),
            "legal_consultation",
            "问离婚怎么办手续。",
            "讲明协议离婚要两次到民政局，中间三十日冷静期；一方不同意的到法院起诉。",
        ),
    ]:
        fill_in_person(page, name, number)
        page.locator("#id_matter").select_option(matter)
        page.locator("#id_narrative").fill(told)
        page.locator("input[name=step][value=settle]").check()
        page.locator("#id_outcome").select_option("answered")
        page.locator("#id_result").fill(answer)
        page.locator("#id_agreed").check()
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/receipt/**")
        page.goto("/counter/")
    assert list(Case.objects.values_list("state", "on_the_spot")) == [("concluded", True)] * 2


def test_an_old_man_after_a_collision_both_sides_agree_and_he_reads_it_on_a_phone(
    visitor, enter, clerk, traffic_mediator
):
    """Mission R, first half: walk-in, traffic center, both sides agree; then number and code on a telephone. RT1 RT3 MD2 CP1 CP2."""
    counter = enter(visitor(), clerk)
    counter.goto("/counter/")
    fill_in_person(counter)
    expect(counter.locator("#id_sex input:checked, input[name=sex]:checked")).to_have_value(re.compile("male|female"))
    counter.locator("#id_other_name").fill("李志强")
    counter.locator("#id_matter").select_option("traffic_accident")
    expect(counter.locator("#proposal")).to_contain_text("交通事故调解中心")
    counter.locator("#id_narrative").fill("骑三轮车过路口被小轿车刮倒，手臂擦伤，车把撞弯，对方愿意赔但数额谈不拢。")
    counter.locator("#id_claim").fill("赔偿医药费和修车费一千二百元")
    counter.keyboard.press("Control+Enter")
    counter.wait_for_url("**/receipt/**")
    case = Case.objects.get()
    assert (case.state, case.desk.center.code) == ("routed", "JT")
    expect(counter.locator("body")).to_contain_text(case.grouped)

    desk = enter(visitor(), traffic_mediator)
    desk.goto("/cases/to-sign/")
    desk.get_by_text(case.grouped).first.click()
    desk.locator("a[href$='/do/sign/']").first.click()
    desk.locator("form[action$='/do/sign/'] button").first.click()
    desk.locator("#mediation form button").first.click()
    asked = desk.locator("#mediation form[action$='/consent/']")
    for left in (1, 0):
        expect(asked).to_have_count(left + 1)
        asked.first.locator("input[name$=answer][value=agreed]").check()
        asked.first.locator("button").click()
    expect(asked).to_have_count(0)
    agree = desk.locator("#mediation form[action$='/agree/']")
    expect(agree).to_be_visible()
    agree.locator("textarea").first.fill("李志强当场赔偿王建国医药费和修车费共一千二百元，双方再无争议。")
    agree.locator("input[inputmode=decimal], input[name*=amount]").first.fill("1200")
    agree.locator("input[name=lawful]").check()
    with desk.expect_response("**/agree/") as answer:
        agree.locator("button").click()
    assert answer.value.ok
    expect(agree).to_have_count(0)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("concluded", "mediated")

    phone = visitor(width=375, height=700)
    phone.goto("/")
    phone.locator("input[name=number]").fill(case.grouped.lower())
    phone.locator("input[name=code]").fill(case.query_code.lower())
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/status/case/")
    expect(phone.locator("main")).to_contain_text("一千二百元")
    assert case.number not in phone.url and "李志强" not in phone.locator("main").inner_text().replace(
        "李志强当场赔偿王建国", ""
    )


def test_without_script_the_whole_way_works(visitor, enter, clerk):
    page = enter(visitor(java_script_enabled=False), clerk)
    page.goto("/counter/")
    page.locator("#id_id_number").fill(factories.id_number(340))
    page.locator("#id_name").fill("赵桂兰")
    page.locator("#id_matter").select_option("neighbour")
    page.locator("#id_narrative").fill("邻居屋檐水滴到我家院里。")
    page.locator("#id_other_name").fill("钱大海")
    page.locator(".counter-save button.btn-primary").click()
    page.wait_for_url("**/receipt/**")
    case = Case.objects.get()
    assert case.state == "routed" and case.visit.person.sex in ("male", "female") and case.visit.person.birth_date
    old_phone = visitor(width=320, height=560, java_script_enabled=False)
    old_phone.goto("/status/")
    old_phone.locator("input[name=number]").fill(case.number)
    old_phone.locator("input[name=code]").fill(case.query_code)
    old_phone.locator("main form button").first.click()
    old_phone.wait_for_url("**/status/case/")
    expect(old_phone.locator("main")).to_contain_text("人民调解室")
