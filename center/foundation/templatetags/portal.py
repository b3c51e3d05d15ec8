"""Words, numbers and marks as the pages show them. Every filter takes None and gives an empty text."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.foundation import masking, numbering
from center.foundation.now import SHANGHAI, now, today

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WEEKDAYS, WEEKDAYS_ZH = "Mon Tue Wed Thu Fri Sat Sun".split(), "一二三四五六日"

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """An icon of the sprite: an ornament beside a word, or with `label` one that stands alone and is read out."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>', spoken, static("icons.svg"), name
    )


@register.simple_tag
def time_now() -> datetime:
    """The moment the page was made, as the house reckons it."""
    return now()


@register.filter
def money(cents: int | None) -> str:
    """Integer cents as yuan: 120000 → ¥1,200.00."""
    if not isinstance(cents, int):
        return ""
    sign = "-" if cents < 0 else ""
    return f"{sign}¥{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


@register.filter
def moment(value: Any) -> str:
    """A day and a time in Shanghai: 2026年11月24日 10:05, in English 24 Nov 2026, 10:05. A text stays as it is."""
    if not isinstance(value, datetime):
        return day(value)
    local = _local(value)
    return _time(value, _joined(_day_words(local.date()), local))


@register.filter
def day(value: Any) -> str:
    """A day, of a moment the day in Shanghai: 2026年11月24日 or 24 Nov 2026; also of a text such as 2026-11-24. Another text stays as it is."""
    found = _date(value)
    return _time(found, _day_words(found)) if found else _text(value)


@register.filter
def plain_day(value: Any) -> str:
    """As `day`, in words alone: for messages, which hold no markup."""
    found = _date(value)
    return _day_words(found) if found else _text(value)


@register.filter
def short_day(value: Any) -> str:
    """A day without its year: 2月15日 or 15 Feb."""
    found = _date(value)
    if found is None:
        return _text(value)
    words = f"{found.month}月{found.day}日" if _chinese() else f"{found.day} {MONTHS[found.month - 1]}"
    return _time(found, words)


@register.filter
def month_name(value: date) -> str:
    """2月 or Feb."""
    return f"{value.month}月" if _chinese() else MONTHS[value.month - 1]


@register.filter
def weekday(value: date) -> str:
    """周三 or Wed."""
    return f"周{WEEKDAYS_ZH[value.weekday()]}" if _chinese() else WEEKDAYS[value.weekday()]


@register.filter
def kind_day(value: Any) -> str:
    """Today, yesterday and tomorrow by their names, any other day in full."""
    found = _date(value)
    return _time(found, _kind_words(found)) if found else _text(value)


@register.filter
def kind_moment(value: Any) -> str:
    """As `kind_day`, with the time: 今天 10:05."""
    if not isinstance(value, datetime):
        return kind_day(value)
    local = _local(value)
    return _time(value, _joined(_kind_words(local.date()), local))


@register.filter
def masked_name(value: Any) -> str:
    """张**"""
    return masking.mask_name(_text(value))


@register.filter
def masked_id(value: Any) -> str:
    """320830********0017"""
    return masking.mask_id(_text(value))


@register.filter
def masked_phone(value: Any) -> str:
    """138****5678"""
    return masking.mask_phone(_text(value))


@register.filter
def masked_address(value: Any) -> str:
    """An address down to its village."""
    return masking.mask_address(_text(value))


@register.filter
def grouped(value: Any) -> str:
    """A case number for the eye: HHT-20261124-0017-K."""
    return numbering.group(_text(value))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _local(value: datetime) -> datetime:
    """The moment in Shanghai; one without a zone is taken to be there already."""
    return value.astimezone(SHANGHAI) if value.tzinfo else value.replace(tzinfo=SHANGHAI)


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return _local(value).date()
    if isinstance(value, str) and ISO_DAY.fullmatch(value):  # a story keeps its days as texts
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _day_words(value: date) -> str:
    if _chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def _kind_words(value: date) -> str:
    named = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    return named.get((value - today()) // timedelta(days=1)) or _day_words(value)


def _joined(words: str, local: datetime) -> str:
    return f"{words} {local:%H:%M}" if _chinese() else f"{words}, {local:%H:%M}"


def _time(value: date | datetime, words: str) -> str:
    machine = _local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, words)
