"""Money, days and masks as they are shown."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from center.foundation import now
from center.foundation.templatetags import portal

MORNING = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)  # 10:05 in Shanghai


def words(marked: str) -> str:
    return marked.split(">", 1)[1].rsplit("<", 1)[0]


@pytest.mark.parametrize(
    ("cents", "shown"), [(120000, "¥1,200.00"), (5, "¥0.05"), (0, "¥0.00"), (-150, "-¥1.50"), (None, ""), ("12", "")]
)
def test_money_is_yuan_with_two_places(cents, shown):
    assert portal.money(cents) == shown


def test_a_moment_is_told_in_shanghai_whatever_the_zone_it_was_kept_in():
    assert portal.moment(MORNING) == '<time datetime="2026-11-24T10:05:00+08:00">2026年11月24日 10:05</time>'
    assert words(portal.day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))) == "2027年1月1日"


def test_the_same_moment_in_english():
    with override("en"):
        assert words(portal.moment(MORNING)) == "24 Nov 2026, 10:05"
        assert words(portal.day(date(2026, 1, 3))) == "3 Jan 2026"


def test_near_days_have_names():
    with now.at(MORNING), override("en"):
        assert words(portal.kind_day(date(2026, 11, 24))) == "today"
        assert words(portal.kind_day(date(2026, 11, 23))) == "yesterday"
        assert words(portal.kind_day(date(2026, 11, 25))) == "tomorrow"
        assert words(portal.kind_day(date(2026, 11, 22))) == "22 Nov 2026"
        assert words(portal.kind_moment(MORNING)) == "today, 10:05"


@pytest.mark.parametrize(
    "shown",
    [portal.moment, portal.day, portal.kind_day, portal.kind_moment, portal.money, portal.grouped, portal.masked_name],
)
def test_nothing_is_shown_for_nothing(shown):
    assert shown(None) == ""


def test_personal_data_is_masked_as_the_house_masks_it():
    assert portal.masked_name("张三丰") == "张**"
    assert portal.masked_phone("13812345678") == "138****5678"
    assert portal.masked_id("320830199001010017") == "320830********0017"


def test_an_icon_is_an_ornament_unless_it_stands_alone():
    assert 'aria-hidden="true"' in portal.icon("check")
    alone = portal.icon("check", label='">')
    assert 'role="img" aria-label="&quot;&gt;"' in alone
    assert "aria-hidden" not in alone
