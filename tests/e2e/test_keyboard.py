"""Eight hours a day without a mouse: where Tab goes, that one sees where one is, and the keys of lists and search."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.factories import act

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

AT = """() => {
    const here = document.activeElement, style = getComputedStyle(here), mark = here.nextElementSibling && getComputedStyle(here.nextElementSibling);
    const seen = [style, mark].some(one => one && one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2);
    if (here === document.body) return [null, true];
    if (here.type === "date") return [here.name, true]; // its day, month and year are marked by the browser itself
    return [here.name || here.id || here.textContent.trim(), seen];
}"""
ORDER = [
    "id_kind", "id_number", "name", "sex", "birth_date", "phone", "area", "address", "special_help", "companions",
    "other_name", "other_organisation", "other_phone", "opponent_outside",
    "matter", "people_count", "amount", "claims_payment", "urgent", "restricted", "narrative", "claim", "step", "to_desk", "reason",
]  # fmt: skip


def walk(page, most=80):
    """Names of what Tab reaches to the end of the page, each once; every stop must be seen."""
    names: list[str] = []
    for _step in range(most):
        name, seen = page.evaluate(AT)
        if name is None:
            break
        assert seen, f"the focus on {name!r} is not seen"
        if name not in names:
            names.append(name)
        page.keyboard.press("Tab")
    return names


def test_tab_follows_the_paper_form(visitor, enter, clerk):
    page = enter(visitor(), clerk)
    page.goto("/counter/")
    expect(page.locator("#id_id_number")).to_be_focused()
    page.locator("#id_id_kind").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert walk(page, len(ORDER) + 5)[: len(ORDER)] == ORDER


def test_the_page_of_a_case_is_walked_and_its_act_opened(visitor, enter, director, routed_case):
    page = enter(visitor(), director)
    page.goto(f"/cases/{routed_case.number}/")
    page.keyboard.press("Tab")
    stops = walk(page)
    assert any("签收" in stop for stop in stops) and any("退回" in stop for stop in stops)
    assert next(i for i, stop in enumerate(stops) if "签收" in stop) < next(
        i for i, stop in enumerate(stops) if "退回" in stop
    )
    page.locator("aside a[href$='/do/send_back/']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#act input").nth(1)).to_be_focused()


def test_search_and_lists_have_keys(visitor, enter, clerk, make_case):
    for _case in range(3):
        factories.send(make_case(), act(clerk))
    page = enter(visitor(), clerk)
    page.goto("/cases/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("#search").evaluate("field => field.blur()")
    links = page.locator("[data-row] a")
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(row)).to_be_focused()
        assert page.evaluate(AT)[1]
    address = links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
