"""Quiet hours: what may wait waits until the morning of a working day; what is urgent does not."""

from datetime import datetime, time

import pytest

from center.config import environment
from center.foundation import calendar, notices, quiet, sending
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, at


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def nights(settings, db):
    settings.QUIET_HOURS, settings.QUIET_REST_DAYS = (time(22), time(7)), True
    for year in (2025, 2026):
        calendar.load_year(year, calendar.seed_years()[year], source=calendar.SEED)


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-11-24T21:59", None),
        ("2026-11-24T22:00", "2026-11-25T07:00"),  # Tuesday night
        ("2026-11-25T06:59", "2026-11-25T07:00"),
        ("2026-11-25T07:00", None),
        ("2026-11-27T23:00", "2026-11-30T07:00"),  # Friday night: over the weekend
        ("2026-11-28T12:00", "2026-11-30T07:00"),
        ("2026-09-30T23:00", "2026-10-08T07:00"),  # National Day
        ("2026-10-10T12:00", None),  # a Saturday that is worked
    ],
)
def test_the_end_of_the_quiet_is_known(nights, moment, ends):
    assert quiet.until(local(moment)) == (local(ends) if ends else None)


def test_hours_within_a_day_and_rest_days_alone(nights, settings):
    settings.QUIET_HOURS = (time(12), time(14))
    assert quiet.until(local("2026-11-24T13:00")) == local("2026-11-24T14:00")
    assert quiet.until(local("2026-11-24T15:00")) is None
    settings.QUIET_HOURS = None
    assert quiet.until(local("2026-11-28T13:00")) == local("2026-11-30T00:00")
    settings.QUIET_REST_DAYS = False
    assert quiet.until(local("2026-11-28T13:00")) is None


def test_a_notice_of_the_night_is_in_the_inbox_in_the_morning_once(nights, clerk, sign_in):
    with at(local("2026-11-24T23:00")):
        for _time in range(2):
            notices.owe("mediation.named", key="a", to=[clerk.user_id], number="x")
        sending.send_due()
        assert not Notice.objects.inbox(clerk.user).exists()
    with at(local("2026-11-25T07:00")):
        assert sending.send_due().acted == 1
        assert sending.send_due().acted == 0
        (notice,) = Notice.objects.inbox(clerk.user)
    assert notice.sent_at == local("2026-11-25T07:00") and notice.owed_at == local("2026-11-24T23:00")


def test_what_is_urgent_does_not_wait(nights, clerk):
    with at(local("2026-11-28T03:00")):
        notices.owe("grid.urgent", key="a", to=[clerk.user_id], urgent=True, number="x", grid="g", category="c")
    assert Notice.objects.inbox(clerk.user).count() == 1


@pytest.mark.parametrize("value", ["22:00", "22:00-25:00", "22:00-22:00", "x-y", "22:00+08:00-07:00"])
def test_a_wrong_setting_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("QUIET_HOURS", value)
    with pytest.raises(environment.ImproperlyConfigured, match="QUIET_HOURS"):
        environment.hours("QUIET_HOURS", "none")


def test_a_secret_comes_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "token").write_text("word\n")
    (tmp_path / "token").chmod(0o600)
    monkeypatch.setenv("GATEWAY_TOKEN_FILE", str(tmp_path / "token"))
    assert environment.secret("GATEWAY_TOKEN") == "word"
    monkeypatch.setenv("GATEWAY_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(environment.ImproperlyConfigured, match="GATEWAY_TOKEN_FILE"):
        environment.secret("GATEWAY_TOKEN")
    monkeypatch.setenv("GATEWAY_TEMPLATES", "a=b,c")
    with pytest.raises(environment.ImproperlyConfigured, match="GATEWAY_TEMPLATES"):
        environment.pairs("GATEWAY_TEMPLATES")
