"""Every page, of every role: axe-core finds no serious fault, and nothing hangs over the edge, on a phone and on a desk."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from center.foundation import notices
from center.foundation.now import now
from center.institution.models import Area
from grid import lifecycle as grid_lifecycle
from grid.models import Category
from intake import lifecycle
from intake.registration import PersonData, SideData
from mediation import lifecycle as mediations
from petitions import lifecycle as petitions
from tests import factories
from tests.factories import act

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
FAULTS = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
    .filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => one.id + " " + one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | ")))"""
DESK, PHONE, SMALL_PHONE = 1280, 375, 320
LONG_NAME = "欧阳慕容司马上官诸葛·阿卜杜热合曼·艾合买提江·吐尔逊尼亚孜"
LONG_OFFICE = (
    "盱眙县天泉湖生态农业旅游综合开发与乡村振兴建设投资发展集团有限责任公司第三项目经理部暨农民工工资专户管理办公室"
)
LONG_AREA = "天泉湖高新技术产业与生态旅游融合发展示范区管理委员会东阳社区居民委员会第三片区"
RESULT = "双方当面说清了界址，各让一步，当场和好。"


def faults(page) -> list[str]:
    """What is wrong with the page as it stands, in three widths."""
    wrong: list[str] = []
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text())
    for width in (SMALL_PHONE, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{width}: {wide} px wide")
        if width != SMALL_PHONE:
            wrong.extend(f"{width}: {fault}" for fault in page.evaluate(FAULTS))
    return wrong


@pytest.fixture
def inspected():
    """`inspected(page, name)` looks at the page as it stands; what is wrong is told at the end, all at once."""
    wrong: list[str] = []
    yield lambda page, name: wrong.extend(f"{name} at {fault}" for fault in faults(page))
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def visit(inspected) -> Callable:
    """Open addresses one after the other and look at each."""

    def through(page, *addresses: str) -> None:
        for address in addresses:
            page.goto(address)
            inspected(page, address)

    return through


@pytest.fixture
def long_case(county, clerk):
    """A matter in which everything is as long as it may be."""
    Area.objects.filter(code="320830108201").update(name=LONG_AREA)
    return factories.make_case(
        act(clerk), clerk.desk, "wage_arrears", person=factories.person(name=LONG_NAME, address=LONG_OFFICE + LONG_AREA),
        others=(SideData(organisation=LONG_OFFICE), SideData(person=PersonData(name=LONG_NAME, no_id_reason="未到场"))),
        narrative="工地停工三个月，工资一直没有付清。" * 235, claim="付清工资" * 100, people_count=99_999, amount_cents=99_999_999_999_99,
        urgent=True, area=Area.objects.get(code="320830108201"),
    )  # fmt: skip


def address(case) -> str:
    return reverse("intake:case", args=[case.number])


def verb(case, name: str) -> str:
    return reverse("intake:verb", args=[case.number, name])


def test_a_fault_would_be_found(visitor, county):
    page = visitor()
    page.goto("/status/")
    assert faults(page) == []
    page.evaluate("""() => {
        document.querySelector("main label").remove();
        const wide = document.createElement("p");
        wide.textContent = "x".repeat(400);
        wide.className = "nowrap";
        document.querySelector("main").append(wide);
    }""")
    found = " ".join(faults(page))
    assert "label" in found and "px wide" in found


def test_the_counter_and_the_lists(
    visitor, enter, visit, inspected, clerk, director, legal_officer, mediator, make_case, long_case
):
    page = enter(visitor(), clerk)
    visit(
        page,
        "/counter/",
        "/cases/",
        "/cases/mine/",
        "/cases/search/",
        "/cases/?state=nothing",
        "/cases/?day=2001-01-01",
        "/inbox/",
        "/accounts/password/change/",
    )
    page.goto("/counter/")
    page.locator("#id_id_number").fill("320830195603170012")
    page.locator(".counter-save .btn-primary").click()
    page.locator(".errors").wait_for()
    inspected(page, "counter with errors")
    page.locator("input[name=step][value=settle]").check()
    page.locator("#id_id_kind").select_option("none")
    inspected(page, "counter, settling, no document")
    settled = make_case()
    lifecycle.settle(settled, outcome="settled", result=RESULT, agreed=True, by=act(clerk))
    factories.send(make_case(), act(clerk))
    visit(
        page,
        reverse("intake:receipt", args=[settled.number]),
        reverse("intake:receipt", args=[long_case.number]),
        "/cases/",
    )
    page.goto("/cases/search/")
    page.locator("#again").fill("欧阳")
    page.locator(".search-line button").click()
    page.locator(".rows").wait_for()
    inspected(page, "search, found")
    page.locator("#again").fill("查无此人")
    page.locator(".search-line button").click()
    page.locator(".empty").wait_for()
    inspected(page, "search, nothing found")
    visit(enter(visitor(), mediator), "/cases/to-sign/", "/cases/mine/")
    visit(enter(visitor(), legal_officer), "/cases/to-sign/")


def test_the_page_of_a_case_and_its_verbs(
    visitor, enter, visit, inspected, clerk, mediator, director, make_case, routed_case, long_case
):
    by = act(mediator)
    page = enter(visitor(), director)
    visit(
        page,
        address(long_case),
        *(
            verb(long_case, name)
            for name in ("settle", "route", "note", "share", "withdraw", "decline", "pass_outside")
        ),
    )
    visit(page, address(routed_case), verb(routed_case, "sign"), verb(routed_case, "send_back"))
    lifecycle.sign(routed_case, by=by)
    visit(page, address(routed_case), *(verb(routed_case, name) for name in ("conclude", "transfer", "assign")))
    page.goto(address(routed_case))
    page.locator("aside a[href$='/do/note/']").click()
    page.locator("#act form").wait_for()
    page.locator(".reveal summary").last.click()
    inspected(page, "a verb and a reveal opened in the page")
    lifecycle.conclude(routed_case, outcome="resolved", result=RESULT, by=by)
    visit(page, address(routed_case), verb(routed_case, "reopen"))


def test_mediation_petitions_and_the_director(
    visitor, enter, visit, clerk, mediator, petition_officer, director, department_head, county_director, make_case
):
    page = enter(visitor(), director)
    visit(page, "/mediation/", "/petitions/", "/oversight/")
    by, officer = act(mediator), act(petition_officer)
    quarrel = factories.send(make_case(), act(clerk))
    lifecycle.sign(quarrel, by=by)
    mediation = mediations.propose(quarrel, mediator=mediator.user, by=by)
    visit(page, address(quarrel))
    for party in mediations.main_sides(quarrel):
        mediations.consent(mediation, party=party, answer="agreed", channel="in_person", by=by)
    visit(page, address(quarrel), "/mediation/")
    mediations.agree(mediation, terms=RESULT, form="written", amount_cents=120_000, by=by)
    visit(page, address(quarrel))
    claim = factories.send(make_case("petition_complaint"), act(clerk))
    lifecycle.sign(claim, by=officer)
    petition = petitions.open_petition(claim, form="visit", category="claim", by=officer)
    visit(page, address(claim))
    petitions.accept(petition, text="您反映的事项已受理。", by=officer)
    visit(page, address(claim), "/petitions/", "/oversight/")
    petitions.decide(
        petition,
        outcome="support",
        request="补发",
        facts="属实",
        view="应予支持",
        law="信访工作条例第三十二条",
        by=officer,
    )
    visit(page, address(claim))
    visit(enter(visitor(), county_director), "/oversight/", "/cases/?open=1", "/grid/coverage/", "/inbox/")
    visit(enter(visitor(), department_head), "/oversight/")


def test_the_grid_and_the_inbox(
    visitor, enter, visit, inspected, grid_worker, grid_leader, clerk, auditor, system_administrator, county
):
    page = enter(visitor(), grid_worker)
    visit(page, "/grid/", "/grid/reports/", "/grid/report/", "/inbox/")
    page.locator("a[href='/grid/report/']").first.click()
    page.locator("form[data-report] button.big").click()
    page.locator(".errors").wait_for()
    inspected(page, "report with errors")
    category = Category.objects.exclude(matter__restricted=True).first()
    grid = Area.objects.filter(level="grid", code__startswith="320830108").first()
    report = grid_lifecycle.report(
        grid_lifecycle.ReportData(uuid=uuid4(), category=category, text="路灯不亮，夜里过路看不见。", grid=grid),
        photo=None,
        by=act(grid_worker),
    )
    visit(page, "/grid/", "/grid/reports/", reverse("grid:shown", args=[report.uuid]))
    visit(enter(visitor(), grid_leader), "/grid/", "/grid/coverage/")
    notices.owe(
        "clock.overdue",
        key="axe",
        to=[clerk.user_id],
        url="/cases/",
        number="HHT-20261124-0001-X",
        limit="办理",
        due=now().isoformat(),
    )
    visit(enter(visitor(), clerk), "/inbox/", "/inbox/?unread", "/accounts/2fa/", "/accounts/logout/")
    visit(enter(visitor(), auditor), "/home/")
    visit(enter(visitor(), system_administrator), "/home/")


def test_what_a_citizen_sees(visitor, visit, inspected, clerk, mediator, routed_case, long_case, make_case):
    settled = make_case()
    lifecycle.settle(settled, outcome="settled", result=RESULT, agreed=True, by=act(clerk))
    page = visitor()
    visit(page, "/status/")

    def ask(number: str, code: str) -> None:
        page.goto("/status/")
        page.locator("input[name=number]").fill(number)
        page.locator("input[name=code]").fill(code)
        page.locator("main form button").first.click()
        page.wait_for_load_state("load")

    ask("", "")
    inspected(page, "status, nothing typed")
    for case in (routed_case, long_case, settled):
        ask(case.number, case.query_code)
        assert page.url.endswith("/status/case/")
        page.locator("details summary").click()
        inspected(page, f"status of a {case.state} case")
    page.locator("button[name=elder]").click()
    page.wait_for_load_state("load")
    inspected(page, "status in large print")
    ask(routed_case.number, "A" * len(routed_case.query_code))
    inspected(page, "status, wrong code")
    for _again in range(12):
        ask(routed_case.number, "A" * len(routed_case.query_code))
    inspected(page, "status, tried too often")


def test_doors_and_pages_of_refusal(visitor, enter, visit, inspected, clerk, case):
    page = visitor()
    visit(page, "/accounts/login/", "/no/such/page/", "/cases/HHT202611240009X/")
    for time in range(1, 7):
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill("clerk")
        page.locator("input[name=password]").fill("wrong")
        page.locator("main form button").first.click()
        page.wait_for_load_state("load")
        if time in (1, 6):
            inspected(page, f"sign-in refused {time} times")
    page = enter(visitor(), clerk)
    page.goto(verb(case, "withdraw"))
    lifecycle.withdraw(case, reason="自行和解", by=act(clerk))
    page.locator("main textarea").fill("自行和解")
    page.locator("main form .btn-primary").click()
    page.wait_for_load_state("load")
    inspected(page, "moved on meanwhile")
