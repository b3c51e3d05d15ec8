"""The counter in a real browser: what is on file already appears while the clerk types, and goes where the clerk says."""

import pytest
from playwright.sync_api import expect

from intake.models import Case, Link
from tests.factories import id_number, person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NUMBER = id_number(345)
WALL = "邻居翻建房屋时把山墙向外移了约四十公分，占了两家中间的巷道，雨水落到我家院内。要求恢复原状。"


@pytest.fixture
def on_file(make_case, mediator):
    return make_case(person=person(name="王小明", id_number=NUMBER, phone="13812345678"), narrative=WALL)


def fill_in(page):
    page.goto("/counter/")
    page.locator("#id_id_number").fill(NUMBER)
    page.locator("#id_name").fill("王小明")
    page.locator("#id_phone").fill("13812345678")
    page.locator("#id_other_name").fill("李长林")
    page.locator("#id_matter").select_option("neighbour")
    page.locator("#id_narrative").fill("邻居翻建房子把山墙往外移了四十多公分，占了两家中间的巷道，雨水流到我家院里。")


@pytest.mark.parametrize("width", [375, 1280])
def test_a_repeat_visit_is_seen_while_it_is_typed_and_linked(visitor, enter, clerk, on_file, width):
    page = enter(visitor(width=width), clerk)
    fill_in(page)
    expect(page.locator("#related")).to_contain_text(on_file.grouped)
    expect(page.locator("#related")).to_contain_text("同一证件号码")
    page.locator("#id_alike_1_as").select_option("repeat")
    page.locator("#id_claim").fill("恢复原状")  # typing on leaves the choice as it is
    page.wait_for_timeout(900)
    expect(page.locator("#id_alike_1_as")).to_have_value("repeat")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/**")
    assert Link.objects.get().other == on_file


def test_what_is_probably_the_same_is_not_saved_unsaid_and_is_merged_when_the_clerk_says_so(
    visitor, enter, clerk, on_file
):
    page = enter(visitor(), clerk)
    fill_in(page)
    expect(page.locator("#related")).to_contain_text("很可能相同")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_alike_reason_error")).to_be_visible()
    assert Case.objects.count() == 1
    page.locator("#id_alike_1_as").select_option("merge")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/**")
    merged = Case.objects.get(state="merged")
    page.goto(f"/cases/{merged.number}/")
    expect(page.locator("#case")).to_contain_text(on_file.grouped)
    page.get_by_role("link", name="撤销并案").first.click()
    page.locator("form[action$='/do/unmerge/'] textarea").fill("不是同一件事")
    page.locator("form[action$='/do/unmerge/'] button").first.click()
    expect(page.locator("#case")).to_contain_text("已登记")
    assert not Case.objects.filter(state="merged").exists()
