"""Real workers for the tests of faults: a queue of their own in a broker that the test may take away, and waiting without sleeping through."""

import os
import signal
import subprocess
import time
from threading import Timer
from uuid import uuid4

from kombu import Connection

from center.config.celery import app
from center.foundation.models import Notice
from intake.models import Card, Clock
from tests.intake.test_worker import CELERY, PATIENCE, environment

CASES = 60
FOLDERS = {  # as in the settings
    "data_folder_in": "messages",
    "data_folder_out": "messages",
    "processed_folder": "processed",
    "control_folder": "control",
}


class Workers:
    """Workers on a queue of their own in one broker; all are gone at the end, whatever happens."""

    def __init__(self, tmp_path, **changes: str) -> None:
        self.where = {**environment(tmp_path), "QUIET_HOURS": "none", "QUIET_REST_DAYS": "no", **changes}
        self.queue = f"test{uuid4().hex}"
        self.log = tmp_path / "workers.log"
        self.running: list[subprocess.Popen] = []
        self.folders = {name: os.path.join(self.where["BROKER_DIR"], folder) for name, folder in FOLDERS.items()}
        for folder in self.folders.values():
            os.makedirs(folder, exist_ok=True)
        self.limit = Timer(PATIENCE, self.kill_all)
        self.limit.start()

    def start(self) -> subprocess.Popen:
        command = [
            *CELERY, "worker", "--pool=solo", "--loglevel=INFO", "--without-gossip", "--without-mingle", "--without-heartbeat",
            "-n", f"{uuid4().hex}@%h", "-Q", self.queue,
        ]  # fmt: skip
        with self.log.open("ab") as lines:
            worker = subprocess.Popen(command, env=self.where, stdout=lines, stderr=lines, start_new_session=True)
        self.running.append(worker)
        return worker

    def keep(self) -> bool:
        """As `restart: unless-stopped` does in production: a worker that ended by itself is followed by another."""
        if self.running[-1].poll() is not None:
            self.start()
        return True

    def send(self, task: str) -> None:
        """As a beat would. OperationalError where the broker is out of reach."""
        with self._door() as door:
            app.send_task(task, queue=self.queue, connection=door, retry=False)

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

    def _door(self) -> Connection:
        if self.where.get("REDIS_URL"):
            return Connection(self.where["REDIS_URL"])
        return Connection("filesystem://", transport_options=self.folders)


def until(true, seconds: float = 90) -> None:
    """Wait for what other processes do: asked again and again, never slept through."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "the workers did not come to it in time"
        time.sleep(0.05)


def check_once() -> None:
    """Each clock breached and carded once, each person told once of it, dated when it fell due."""
    clocks = Clock.objects.filter(limit__key="handling")
    assert clocks.exclude(breached_at=None).count() == CASES
    yellow = Card.objects.filter(colour="yellow").select_related("clock")
    assert yellow.count() == CASES and all(card.given_at == card.clock.due_at for card in yellow)
    told = list(Notice.objects.filter(kind__startswith="clock.").values_list("to_user", "about"))
    assert len(told) == len(set(told)), "told twice of the same case"
    assert {about for _user, about in told} == {f"case:{clock.case.number}" for clock in clocks.select_related("case")}
