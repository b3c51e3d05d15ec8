"""A large group with one application of which a part belongs to another office: one visit, representatives, everyone a party, two matters with their own fates."""

import pytest
from playwright.sync_api import expect

from intake import lifecycle
from intake.models import Case, Link, Party
from intake.registration import AgentData, SideData
from tests import factories
from tests.e2e.test_axe import faults
from tests.factories import act

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SIZE = 60
WAGES = "工地停工三个月，六十一名工人的工资没有发。还有人反映项目占地时补偿方案没有公示。"


def pasted(size):
    lines = [
        f"{n + 1}\t工人{'甲乙丙丁戊己庚辛壬癸'[n // 10]}{'子丑寅卯辰巳午未申酉'[n % 10]}\t{factories.id_number(n + 400)}\t139{n:08d}"
        for n in range(size)
    ]
    lines[1] += "\t代表"
    lines[2] += "\t代表"
    return "\n".join(["序号\t姓名\t身份证号\t电话\t代表", *lines])


def add(page, shortcut):
    rows = page.locator("[data-party]")
    before = rows.count()
    page.keyboard.press(shortcut)
    expect(rows).to_have_count(before + 1)
    return rows.nth(before)


def test_a_large_group_of_which_a_part_belongs_to_another_office(
    visitor, enter, clerk, county_clerk, mediator, petition_officer, director
):
    page = enter(visitor(), clerk)
    page.goto("/counter/")
    page.locator("#id_id_number").fill(factories.id_number(331))
    page.locator("#id_name").fill("王建国")
    page.locator("#id_phone").fill("13800000331")
    page.locator("#id_other_organisation").fill("淮安某建筑公司")
    page.locator("#id_matter").select_option("wage_arrears")
    expect(page.locator("#proposal")).to_contain_text("黄花塘镇")
    page.locator("#id_narrative").fill(WAGES)

    page.keyboard.press("Alt+m")
    expect(page.locator("#id_first-acting")).to_be_focused()
    page.locator("#id_first-acting").select_option("agent")
    expect(page.locator("#id_first-agent_name")).to_be_visible()
    page.locator("#id_first-agent_name").fill("周律师")
    page.locator("#id_representative").check()
    contractor = add(page, "Alt+o")
    expect(contractor.locator("input[name$=organisation]")).to_be_focused()
    contractor.locator("input[name$=organisation]").fill("江苏某总承包公司")
    contractor.locator("input[name$=credit_code]").fill("91110000600037341L")
    slip = add(page, "Alt+p")
    slip.locator("[data-remove]").click()
    expect(page.locator("[data-party]")).to_have_count(1)
    page.locator("#id_people_list").fill(pasted(SIZE) + "\n王\t320830199001010015")
    page.locator("#id_people_list").blur()
    expect(page.locator("#people")).to_contain_text("第 62 行")
    page.locator("#id_people_list").fill(pasted(SIZE))
    page.locator("#id_people_list").blur()
    expect(page.locator("#people")).to_contain_text("61")
    expect(page.locator("#id_people_count")).to_have_value("61")
    expect(page.locator("#proposal")).to_contain_text("盱眙县社会管理服务中心")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/**")
    wages = Case.objects.get()
    assert wages.desk.center.code == "XY" and wages.people_count == 61
    assert (
        wages.parties.filter(side="applicant").count() == 61 and wages.parties.filter(representative=True).count() == 3
    )

    page.keyboard.press("Alt+n")
    page.wait_for_url("**/counter/?visit=*")
    expect(page.locator("#who-head")).to_be_visible()
    page.locator("#id_matter").select_option("petition_suggestion")
    page.locator("#id_narrative").fill("建议把项目占地的补偿方案在村里公示。")
    contractor_side = page.locator("select[name^=carried-]").filter(
        has=page.locator("option[value=respondent][selected]")
    )
    for place in range(contractor_side.count()):
        contractor_side.nth(place).select_option("")
    page.locator("select[name=carried-rest-applicant]").select_option("")
    page.locator("#id_people_count").fill("61")
    page.locator("#id_to_desk").select_option(str(factories.desk("HHT", "petitions").pk))
    page.locator("#id_reason").fill("建议类事项由信访接待室研究答复")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/**")
    suggestion = Case.objects.exclude(pk=wages.pk).get()
    expect(page.locator("article.receipt")).to_contain_text(wages.grouped)
    expect(page.locator("article.receipt")).to_contain_text(suggestion.grouped)
    assert suggestion.visit == wages.visit and Link.objects.get(case=suggestion).other == wages
    assert 0 < Party.objects.filter(case=suggestion, side="applicant").count() <= 11

    lifecycle.sign(suggestion, by=act(petition_officer))
    lifecycle.conclude(
        suggestion, outcome="resolved", result="补偿方案已在村务公开栏公示七日。", by=act(petition_officer)
    )
    wages.refresh_from_db()
    assert (wages.state, suggestion.state) == ("routed", "concluded")
    page = enter(visitor(), director)
    page.goto(f"/cases/{wages.number}/")
    expect(page.locator(".folded")).to_contain_text("51")
    page.locator("a[href*='/people/']").click()
    expect(page.locator(".party")).to_have_count(50)


def test_without_script_rows_and_lists_work_and_enter_still_registers(visitor, enter, clerk, mediator):
    page = enter(visitor(java_script_enabled=False), clerk)
    page.goto("/counter/")
    page.locator("#id_id_number").fill(factories.id_number(340))
    page.locator("#id_name").fill("赵桂兰")
    page.locator("#more summary").click()
    page.locator("button[name=add][value=person]").click()
    expect(page.locator("#id_party-0-name")).to_be_focused()
    assert page.locator("#id_name").input_value() == "赵桂兰"
    page.locator("#id_party-0-name").fill("孙三")
    page.locator("#id_people_list").fill("钱五，13900000005")
    page.locator("#id_matter").select_option("neighbour")
    page.locator("#id_narrative").fill("邻居屋檐水滴到我家院里。")
    page.locator("#id_name").press("Enter")
    page.wait_for_url("**/receipt/**")
    assert [party.person.name for party in Case.objects.get().parties.all()] == ["赵桂兰", "孙三", "钱五"]


def test_the_pages_of_a_group_have_no_serious_fault_and_nothing_hangs_over(visitor, enter, clerk):
    others = (
        *(SideData(factories.person(), side="applicant", representative=n == 7) for n in range(14)),
        SideData(organisation="江苏某总承包公司", credit_code="91110000600037341L", agents=(AgentData(factories.person(), powers="special"),)),
    )  # fmt: skip
    case = lifecycle.register(factories.registration("debt", others=others), desk=clerk.desk, by=act(clerk))
    page = enter(visitor(), clerk)
    wrong = {}
    for address in (
        f"/counter/?visit={case.visit_id}",
        f"/cases/{case.number}/people/",
        f"/cases/{case.number}/",
        f"/counter/receipt/{case.number}/",
    ):
        page.goto(address)
        if "visit=" in address:
            page.keyboard.press("Alt+m")
            add(page, "Alt+p").locator("select[name$=acting]").select_option("guardian")
            add(page, "Alt+o")
        wrong[address] = faults(page)
    assert not any(wrong.values()), wrong
