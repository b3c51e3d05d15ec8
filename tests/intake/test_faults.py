"""Faults, with real worker and broker processes and a real gateway: workers killed, two beats at once, days of outage, a gateway that fails.

Inbox exactly once, gateway at least once under distinct keys, cards dated when they were due, nothing lost; counts are printed.
"""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from threading import Thread, Timer
from uuid import uuid4

import pytest
from django.conf import settings

from center.foundation import notices
from center.foundation.gateway.fake import FakeGateway
from center.foundation.models import JobRun, Notice
from center.foundation.now import at, now
from intake import lifecycle
from intake.models import Card, Climb, Clock
from tests import factories
from tests.factories import act
from tests.intake.test_worker import CELERY, PATIENCE, environment

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CASES, MESSAGES = 60, 40


class Workers:
    """Workers on a queue of their own in one broker; all are gone at the end, whatever happens."""

    def __init__(self, tmp_path, **changes: str) -> None:
        self.where = {**environment(tmp_path), "QUIET_HOURS": "none", "QUIET_REST_DAYS": "no", **changes}
        self.queue = f"test{uuid4().hex}"
        self.running: list[subprocess.Popen] = []
        self.limit = Timer(PATIENCE, self.kill_all)
        self.limit.start()

    def start(self) -> subprocess.Popen:
        command = [
            *CELERY, "worker", "--pool=solo", "--loglevel=INFO", "--without-gossip", "--without-mingle", "--without-heartbeat",
            "-n", f"{uuid4().hex}@%h", "-Q", self.queue,
        ]  # fmt: skip
        worker = subprocess.Popen(
            command, env=self.where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.running.append(worker)
        return worker

    def send(self, task: str) -> None:
        """As a beat would."""
        call = [*CELERY, "call", task, f"--queue={self.queue}"]
        subprocess.run(call, env=self.where, check=True, capture_output=True)

    def kill(self, worker: subprocess.Popen) -> None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def kill_all(self) -> None:
        for worker in self.running:
            if worker.poll() is None:
                self.kill(worker)

    def close(self) -> None:
        self.limit.cancel()
        self.kill_all()


@pytest.fixture
def workers(tmp_path):
    made = []

    def make(**changes):
        made.append(Workers(tmp_path, **changes))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def overdue(make_case, clerk, mediator, section_head, director):
    """Sixty matters in the mediator's hand whose limit ended days ago, and which no sweep has seen."""
    with at(now() - timedelta(days=16)):
        for _time in range(CASES):
            lifecycle.sign(factories.send(make_case(), act(clerk)), by=act(mediator))
    assert Clock.objects.due(now()).count() == CASES


def until(true, seconds: float = 90) -> None:
    """Wait for what other processes do: asked again and again, never slept through."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "the workers did not come to it in time"
        time.sleep(0.1)


def check_once() -> None:
    """Each clock breached and carded once, each person told once of it, dated when it fell due."""
    clocks = Clock.objects.filter(limit__key="handling")
    assert clocks.exclude(breached_at=None).count() == CASES
    yellow = Card.objects.filter(colour="yellow").select_related("clock")
    assert yellow.count() == CASES and all(card.given_at == card.clock.due_at for card in yellow)
    told = list(Notice.objects.filter(kind__startswith="clock.").values_list("to_user", "about"))
    assert len(told) == len(set(told)), "told twice of the same case"
    assert {about for _user, about in told} == {f"case:{clock.case.number}" for clock in clocks.select_related("case")}


def test_a_worker_killed_in_the_middle_of_a_sweep_and_another_that_takes_over(overdue, workers):
    crew = workers()
    first = crew.start()
    crew.send("intake.tasks.sweep_clocks")
    until(lambda: Climb.objects.exists())
    crew.kill(first)
    before = Card.objects.filter(colour="yellow").count()
    crew.start()
    crew.send("intake.tasks.sweep_clocks")
    until(lambda: not Clock.objects.due(now()).exists())
    check_once()
    died = JobRun.objects.filter(name="clocks", ended_at=None).count()
    print(
        f"\nkilled in the sweep after {before} of {CASES} cases ({died} run without an end): {Card.objects.count()} cards, "
        f"{Notice.objects.count()} notices, none twice, none lost"
    )


def test_two_beats_and_two_workers_at_once_act_once(overdue, workers):
    crew = workers()
    crew.start()
    crew.start()
    for _time in range(2):
        crew.send("intake.tasks.sweep_clocks")
        crew.send("intake.tasks.sweep_clocks")
    until(lambda: JobRun.objects.filter(name="clocks").exclude(ended_at=None).count() == 4)
    check_once()
    acted = sum(JobRun.objects.filter(name="clocks").values_list("acted", flat=True))
    assert acted == CASES
    print(
        f"\ntwo beats, two workers, four sweeps: {acted} acted on of {CASES}, {Notice.objects.count()} notices, none twice"
    )


@pytest.fixture
def gateway(tmp_path):
    """A gateway that fails half the time; of its failures every other one keeps the message and loses the answer."""
    server = FakeGateway(0, tmp_path / "gateway.jsonl", token="secret", fail_every=2)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_gateway_that_fails_half_the_time_and_a_worker_that_is_killed_lose_no_message(county, workers, gateway):
    for number in range(MESSAGES):
        notices.owe_outside(
            "filing.told",
            key=f"filing:{number}:told",
            channel=notices.SMS,
            address=f"1380000{number:04d}",
            number=str(number),
        )
    crew = workers(GATEWAY_URL=gateway.address, GATEWAY_TOKEN="secret")
    first = crew.start()
    crew.send("center.foundation.tasks.send_messages")
    until(lambda: len(gateway.kept) >= MESSAGES // 4)
    crew.kill(first)
    crew.start()
    rounds = 0
    while Notice.objects.exclude(state="sent").exists():
        # What waits for its next try, or for the end of a dead worker's claim, is brought forward instead of waited for.
        Notice.objects.filter(state="owed").update(next_try_at=now())
        Notice.objects.filter(state="sending").update(claimed_until=now() - timedelta(seconds=1))
        ended = JobRun.objects.filter(name="messages").exclude(ended_at=None)
        before = ended.count()
        crew.send("center.foundation.tasks.send_messages")
        until(lambda ended=ended, before=before: ended.count() > before)
        rounds += 1
        assert rounds < 15
    keys = {str(token) for token in Notice.objects.values_list("token", flat=True)}
    calls = sum(gateway.times.values())
    assert set(gateway.kept) == keys and len(keys) == MESSAGES
    assert calls > MESSAGES
    print(
        f"\n{MESSAGES} messages, a gateway that failed {gateway.faults} of {gateway.calls} times, one worker killed: {calls} received, "
        f"{len(keys)} distinct keys, 0 lost"
    )


def test_the_fake_gateway_is_a_command_that_shows_what_it_got(tmp_path):
    import urllib3

    where = {**os.environ, "VAR_DIR": str(tmp_path), "GATEWAY_TOKEN": "secret"}
    command = [sys.executable, "manage.py", "fake_gateway", "--port", "0"]
    process = subprocess.Popen(command, cwd=settings.ROOT, env=where, stdout=subprocess.PIPE, text=True)
    limit = Timer(PATIENCE, process.kill)
    limit.start()
    try:
        address = re.search(r"http://[\d.:]+", process.stdout.readline()).group()
        key = str(uuid4())
        body = f'{{"key": "{key}", "channel": "sms", "to": "13800001234", "template": "t", "values": {{"a": "<b>"}}}}'
        headers = {"Authorization": "Bearer secret", "Idempotency-Key": key}
        said = [urllib3.request("POST", f"{address}/messages", body=body, headers=headers).status for _time in range(2)]
        assert said == [202, 409]
        assert urllib3.request("POST", f"{address}/messages", body=body, headers={"Idempotency-Key": key}).status == 401
        page = urllib3.request("GET", address).data.decode()
        assert "13800001234" in page and "<b>" not in page
    finally:
        limit.cancel()
        process.terminate()
        process.communicate(timeout=30)
    assert key in (tmp_path / "gateway" / "messages.jsonl").read_text("utf-8")
