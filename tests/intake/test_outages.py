"""What a worker meets that nobody switched off in time: a broker or a database that goes away and comes back, and three days of nothing.

Each with real processes: nothing lost, nothing twice, cards dated when they were due; counts are printed.
"""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from center.foundation import calendar
from center.foundation.models import JobRun, Notice
from center.foundation.now import SHANGHAI, at, now
from center.foundation.workdays import add_workdays
from intake import lifecycle, sweep
from intake.models import Card, Case, Climb, Clock
from tests import factories
from tests.factories import act
from tests.intake.crew import CASES, check_once, until
from tests.intake.servers import Postgres, Redis

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SWEEP = "intake.tasks.sweep_clocks"
DAYS = 3  # working days of outage


def ended(name: str = "clocks") -> int:
    return JobRun.objects.filter(name=name).exclude(ended_at=None).count()


@pytest.fixture
def half_later(overdue):
    """The second half of the overdue matters, as if their limit had not ended yet; made due by calling what this gives."""
    later = list(Clock.objects.due(now()).order_by("pk").values_list("pk", flat=True)[CASES // 2 :])
    moments = dict(Clock.objects.filter(pk__in=later).values_list("pk", "next_action_at"))
    Clock.objects.filter(pk__in=later).update(next_action_at=now() + timedelta(days=1))

    def falls_due():
        for pk, moment in moments.items():
            Clock.objects.filter(pk=pk).update(next_action_at=moment)

    return falls_due


def swept_while_it_goes_away(crew, stop) -> None:
    """The broker goes away in the middle of a sweep, with another beat in it; the sweep goes on to its end."""
    crew.start()
    crew.send(SWEEP)
    until(lambda: Climb.objects.exists())
    crew.send(SWEEP)
    stop()
    with pytest.raises((OperationalError, FileNotFoundError)):
        crew.send(SWEEP)
    until(lambda: Card.objects.filter(colour="yellow").count() == CASES // 2)


def heard_again(crew) -> None:
    """The beat after the broker came back finds what fell due in the meantime, with the worker that kept or with the next one."""
    crew.send(SWEEP)
    until(lambda: crew.keep() and not Clock.objects.due(now()).exists())
    check_once()
    print(
        f"\nbroker away after {CASES // 2} of {CASES} matters and back: {CASES} acted on by {len(crew.running)} worker(s), none twice, none lost"
    )


def test_redis_stopped_and_started_in_a_sweep_loses_nothing(half_later, workers, tmp_path):
    """Mostly the worker connects again; kombu may also end it when it cannot give back what it had in hand."""
    server = Redis(tmp_path)
    try:
        server.start()
        crew = workers(REDIS_URL=server.address)
        swept_while_it_goes_away(crew, server.stop)
        half_later()
        server.start()
        heard_again(crew)
    finally:
        server.stop()


def test_the_folder_of_the_broker_gone_and_back_in_a_sweep_loses_nothing(half_later, workers, tmp_path):
    """A worker that finds its folder gone ends, and says so by its status."""
    folder, away = tmp_path / "broker", tmp_path / "away"
    crew = workers(REDIS_URL="", BROKER_DIR=str(folder))
    swept_while_it_goes_away(crew, lambda: folder.rename(away))
    until(lambda: crew.running[0].poll() is not None)
    assert crew.running[0].returncode > 0
    half_later()
    away.rename(folder)
    heard_again(crew)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the database that is restarted is PostgreSQL")
def test_the_database_stopped_at_once_and_started_in_a_sweep_loses_nothing(overdue, workers):
    with Postgres() as server:
        crew = workers()
        worker = crew.start()
        middle = Case.objects.order_by("pk")[CASES // 2]
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=middle.pk)  # the sweep waits here, in the middle
            crew.send(SWEEP)
            until(lambda: Card.objects.filter(colour="yellow").count() == CASES // 2)
            server.stop()
        server.start()
        crew.send(SWEEP)
        until(lambda: not Clock.objects.due(now()).exists())
        check_once()
        assert worker.poll() is None, "the same worker came back by itself"
        print(
            f"\ndatabase gone after {CASES // 2} of {CASES} matters and back: {CASES} acted on in {ended()} runs, none twice, none lost"
        )


@pytest.fixture
def handled_until_the_outage(make_case, clerk, mediator, section_head, director):
    """Twenty matters, swept every morning until noon of the day on which their limit ends; gives that day."""
    days, today = calendar.current(), now().astimezone(SHANGHAI).date()
    last = add_workdays(today, -DAYS - 1, days)
    begun = last - timedelta(days=7)
    with at(datetime.combine(begun, time(10), SHANGHAI)):
        for _time in range(20):
            lifecycle.sign(factories.send(make_case(), act(clerk)), by=act(mediator))
    for passed in range(8):
        with at(datetime.combine(begun + timedelta(days=passed), time(12), SHANGHAI)):
            sweep.plan_reminders()
            sweep.sweep_clocks()
    assert {clock.due_at.astimezone(SHANGHAI).date() for clock in Clock.objects.running()} == {last}
    return last


def test_after_three_days_without_a_worker_each_person_is_told_once_and_cards_bear_the_days_they_fell_due(
    handled_until_the_outage, workers, mediator, section_head, director
):
    last, heard = handled_until_the_outage, set(Notice.objects.values_list("pk", flat=True))
    assert not Card.objects.exists()
    crew = workers()
    crew.start()
    for task in ("intake.tasks.plan_reminders", SWEEP, SWEEP):
        crew.send(task)
    until(lambda: ended() == 2)
    people = {posting.user_id for posting in (mediator, section_head, director)}
    numbers = list(Case.objects.values_list("number", flat=True))
    told = Notice.objects.exclude(pk__in=heard).values_list("to_user", "about")
    assert sorted(told) == sorted((user, f"case:{number}") for user in people for number in numbers)
    red = datetime.combine(add_workdays(last, DAYS, calendar.current()), time(9), SHANGHAI)
    for clock in Clock.objects.running():
        assert clock.breached_at == clock.due_at
        assert dict(clock.cards.values_list("colour", "given_at")) == {"yellow": clock.due_at, "red": red}
    print(
        f"\nthree working days without a worker: {len(heard)} messages before; {len(told)} to {len(people)} people when it came back, one a matter; "
        f"{Card.objects.count()} cards dated {last} and {red:%Y-%m-%d}"
    )
