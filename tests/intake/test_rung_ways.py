"""Steps of the ladder by a share of the time, and the ways besides the inbox by which a step is told (DL6, DL8)."""

from datetime import datetime, time

import pytest

from center.foundation.models import Notice
from center.foundation.notices import words
from center.foundation.now import SHANGHAI, at
from center.foundation.workdays import Calendar
from center.institution.models import User
from intake import digest, ladder, lifecycle, sweep
from intake.models import Clock, Rung
from tests import factories
from tests.factories import act


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def clock(make_case, clerk, mediator):
    """Seven days from the third of November: ends on the tenth."""
    with at(local("2026-11-03T10:00")):
        case = factories.send(make_case(), act(clerk))
        lifecycle.sign(case, by=act(mediator))
        return Clock.objects.get(case=case, limit__key="handling")


def reach(posting, **addresses):
    User.objects.filter(pk=posting.user_id).update(**addresses)


def outside():
    return Notice.objects.exclude(channel="inbox").order_by("pk")


def test_a_share_of_the_time_is_counted_in_the_unit_of_the_limit():
    days = Calendar({}, frozenset({2026}))
    monday, friday_after = local("2026-11-02T10:00"), local("2026-11-13T23:59:59")
    assert ladder.when_gone(50, monday, friday_after, "working_days", days) == local("2026-11-09T23:59:59")
    assert ladder.when_gone(50, monday, friday_after, "calendar_days", days) == local("2026-11-08T23:59:59")
    assert ladder.when_gone(25, monday, local("2026-11-02T14:00"), "hours", days) == local("2026-11-02T11:00")


def test_the_quiet_step_is_a_row_that_a_center_moves_or_turns_off_and_no_sweep_tells_it(clock, mediator):
    half = Rung.objects.get(key="half")
    assert half.share == 50 and half not in ladder.rungs("duty")
    end = local("2026-12-03T23:59:59")  # a month: half of it on the 18th, a quarter on the 11th
    Clock.objects.filter(pk=clock.pk).update(raw_due_at=end, due_at=end, next_action_at=end)

    def told(day):
        Notice.objects.all().delete()
        with at(local(f"2026-11-{day}T08:00")):
            digest.write()
        return [notice.data["half"] for notice in Notice.objects.filter(kind="digest")]

    assert (told("18"), told("19"), told("20")) == ([], [1], [])
    Rung.objects.filter(key="half").update(in_use=False)
    Clock.objects.filter(pk=clock.pk).update(started_at=local("2026-11-06T10:00"))  # half of it on the 20th
    assert told("23") == []
    Rung.objects.filter(key="half").update(in_use=True, share=60)
    assert told("24") == [1]


def test_a_step_goes_out_on_the_ways_its_row_names_to_whoever_left_an_address(clock, mediator):
    Rung.objects.filter(key="yellow").update(channels=["email", "sms", "wechat"], at=time(10, 0))
    reach(mediator, email="chen@example.org", phone="13900001234")
    Clock.objects.filter(pk=clock.pk).update(next_action_at=local("2026-11-10T10:00"))
    with at(local("2026-11-11T09:30")):
        sweep.sweep_clocks()
        sweep.sweep_clocks()
    assert list(outside()) == [], "the last message of that morning was the one of the day after, without other ways"
    Rung.objects.filter(key="overdue").update(channels=["email", "sms", "wechat"])
    with at(local("2026-11-12T09:30")):
        sweep.sweep_clocks()
        sweep.sweep_clocks()
    found = {notice.channel: notice for notice in outside()}
    assert set(found) == {"email", "sms"}, "no WeChat id is on file"
    assert found["sms"].address == "13900001234" and found["sms"].state == "owed"
    said = words(found["sms"])
    assert clock.case.grouped in said and "2026年11月10日" in said and clock.limit.name not in said
    assert Notice.objects.filter(channel="inbox", to_user=mediator.user, kind="clock.overdue").exists()


def test_quiet_hours_hold_it_and_an_address_that_does_not_open_stops_nothing(clock, mediator, director, settings):
    settings.QUIET_HOURS = (time(22), time(7))
    Rung.objects.filter(key="yellow").update(channels=["sms"])
    reach(mediator, phone="13900001234")
    with at(local("2026-11-10T23:59:59")):
        sweep.sweep_clocks()
    (notice,) = outside()
    assert notice.next_try_at == local("2026-11-11T07:00")
    Rung.objects.filter(key="overdue").update(channels=["sms"])
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE institution_user SET phone = 'v1.gone.xxxx' WHERE id = %s", [mediator.user_id])
    with at(local("2026-11-11T09:30")):
        assert sweep.sweep_clocks().failed == 0
    assert outside().count() == 1
    assert Notice.objects.filter(channel="inbox", to_user=mediator.user, kind="clock.overdue").exists()
