"""The calendar that is loaded: as the notices say, the same twice changing nothing, and fresh for everybody who asks."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from center.foundation import calendar, calendar_file
from center.foundation.calendar import Day
from center.foundation.errors import Refused
from center.foundation.models import CalendarDay, CalendarYear

NOTICE = "day,workday,reason\n2027-02-08,no,春节\n2027-02-20,yes,春节调休\n"


def load(**options: object) -> str:
    out = StringIO()
    call_command("load_calendar", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def notice(tmp_path):
    file = tmp_path / "2027.csv"
    file.write_text(NOTICE, encoding="utf-8-sig")
    return file


@pytest.mark.django_db
def test_the_notices_of_2025_and_2026_are_in_it():
    load()
    known = calendar.current()
    for day in ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14",
                "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"):  # fmt: skip
        assert known.is_workday(date.fromisoformat(day)), day
    for day in ("2025-01-01", "2025-01-28", "2025-02-04", "2025-04-04", "2025-05-05", "2025-06-02", "2025-10-08",
                "2026-01-02", "2026-02-23", "2026-04-06", "2026-05-05", "2026-06-19", "2026-09-25", "2026-10-07"):  # fmt: skip
        assert not known.is_workday(date.fromisoformat(day)), day
    assert known.is_workday(date(2026, 11, 24))
    assert not known.is_workday(date(2026, 11, 28))
    assert {2025, 2026} <= known.years
    assert CalendarDay.objects.get(day=date(2026, 2, 16)).reason == "春节"
    assert CalendarDay.objects.get(day=date(2026, 2, 14)).reason == "春节调休"


@pytest.mark.django_db
def test_the_same_twice_changes_nothing():
    load()
    before = list(CalendarDay.objects.values()), list(CalendarYear.objects.values())
    assert "0 days changed" in load()
    assert (list(CalendarDay.objects.values()), list(CalendarYear.objects.values())) == before


@pytest.mark.django_db
def test_a_correction_is_seen_at_once():
    load()
    day = date(2026, 11, 25)
    assert calendar.current().is_workday(day)
    CalendarDay.objects.create(day=day, is_workday=False, reason="大雪停工")
    assert not calendar.current().is_workday(day)
    CalendarDay.objects.get(day=day).delete()
    assert calendar.current().is_workday(day)


@pytest.mark.django_db
def test_it_is_read_once_and_then_kept(django_assert_num_queries):
    load()
    first = calendar.current()
    with django_assert_num_queries(1):
        assert calendar.current() is first


@pytest.mark.django_db
def test_a_center_has_its_own_days_over_those_of_all():
    load()
    calendar.load_year(2026, {date(2026, 11, 25): Day(False, "停电")}, source="center", scope="center:3")
    calendar.load_year(2027, {date(2027, 3, 1): Day(False, "停电")}, source="center", scope="center:3")
    own = calendar.current("center:3")
    assert not own.is_workday(date(2026, 11, 25))
    assert own.is_workday(date(2026, 10, 10))
    assert own.is_provisional(date(2027, 3, 2))  # a center's own day does not announce the year
    assert calendar.current().is_workday(date(2026, 11, 25))


@pytest.mark.django_db
def test_a_notice_from_a_file_makes_its_year_certain(notice):
    load()
    assert not calendar.is_loaded(2027)
    assert "2 days changed" in load(file=notice)
    known = calendar.current()
    assert known.is_workday(date(2027, 2, 20))
    assert not known.is_provisional(date(2027, 2, 9))
    assert calendar.is_loaded(2027)
    assert "0 days changed" in load(file=notice)
    load()  # the library leaves alone what came from a notice
    assert calendar.current().is_workday(date(2027, 2, 20))


@pytest.mark.django_db
def test_a_file_does_not_overwrite_a_year_unasked(notice):
    load()
    notice.write_text(NOTICE + "2026-12-31,no,元旦\n", encoding="utf-8")
    with pytest.raises(CommandError, match="2026"):
        load(file=notice)
    assert not calendar.is_loaded(2027)
    load(file=notice, replace=True)
    assert CalendarDay.objects.filter(day__year=2026).count() == 1


@pytest.mark.parametrize(
    "text",
    ["", "date,off\n2027-02-08,no\n", NOTICE + "2027-02-30,no,春节\n", NOTICE + "2027-02-09,maybe,春节\n",
     NOTICE + "2027-02-08,yes,春节\n", NOTICE + "2027-02-09\n", NOTICE + "\x00,,\n"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_its_line(text):
    with pytest.raises(Refused) as caught:
        calendar_file.read(text.splitlines())
    assert caught.value.code == "calendar_file"


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", NOTICE.splitlines()[0].encode(), b"PK\x03\x04"])
def test_the_command_says_what_is_wrong_with_a_file(tmp_path, content):
    file = tmp_path / "notice.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        load(file=file)
    with pytest.raises(CommandError):
        load(file=tmp_path / "missing.csv")
    assert not CalendarYear.objects.exists()


@pytest.mark.django_db
def test_a_day_of_another_year_is_a_mistake():
    with pytest.raises(ValueError, match="2026"):
        calendar.load_year(2026, {date(2027, 1, 1): Day(False, "元旦")}, source="notice")
