"""The suggestion at the counter: it comes while one types, and a tap or a key takes it over."""

import pytest
from playwright.sync_api import expect

from intake.models import Case

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NOTE = "我们二十多个工人给外省的老板干活，欠了三个月工资不给。"


def test_a_tap_takes_over_a_matter_and_the_facts(visitor, enter, clerk):
    page = enter(visitor(), clerk)
    page.goto("/counter/")
    page.locator("#id_narrative").press_sequentially(NOTE[:12], delay=15)
    page.locator("#id_narrative").fill(NOTE)
    first = page.locator(".suggested button").first
    expect(first).to_have_attribute("value", "matter=wage_arrears")
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_matter")).to_have_value("wage_arrears")
    expect(page.locator(".suggested button").first).to_have_attribute("aria-pressed", "true")
    page.locator("button[value='people_count=20']").click()
    expect(page.locator("#id_people_count")).to_have_value("20")
    page.locator("button[value='opponent_outside=on']").click()
    expect(page.locator("#id_opponent_outside")).to_be_checked()
    expect(page.locator("button[value='people_count=20']")).to_have_count(0)
    assert page.url.endswith("/counter/") and not Case.objects.exists()


def test_without_script_a_button_sets_the_field_on_the_page(visitor, enter, clerk):
    page = enter(visitor(java_script_enabled=False), clerk)
    page.goto("/counter/")
    page.locator("#id_name").fill("王秀英")
    page.locator("#id_narrative").fill(NOTE)
    page.locator("button[name=look]").click()
    page.locator("button[value='matter=wage_arrears']").click()
    expect(page.locator("#id_matter")).to_have_value("wage_arrears")
    expect(page.locator("#id_narrative")).to_have_value(NOTE)
    expect(page.locator("#id_name")).to_have_value("王秀英")
