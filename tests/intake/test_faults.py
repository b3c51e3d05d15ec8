"""Faults, with real worker and broker processes and a real gateway: workers killed, two beats at once, days of outage, a gateway that fails.

Inbox exactly once, gateway at least once under distinct keys, cards dated when they were due, nothing lost; counts are printed.
"""

import os
import re
import subprocess
import sys
from datetime import timedelta
from threading import Thread, Timer
from uuid import uuid4

import pytest
from django.conf import settings

from center.foundation import notices
from center.foundation.gateway.fake import FakeGateway
from center.foundation.models import JobRun, Notice
from center.foundation.now import now
from intake.models import Card, Climb, Clock
from tests.intake.crew import CASES, check_once, until
from tests.intake.test_worker import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MESSAGES = 40


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
