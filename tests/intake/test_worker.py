"""A real worker on the real broker: what beat sends arrives, and the director's inbox has the notice once."""

import os
import subprocess
import sys
from datetime import timedelta
from threading import Timer
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from center.foundation.models import Heartbeat, Notice
from center.foundation.now import at, now
from tests import factories
from tests.factories import act

PATIENCE = 180  # seconds, after which the worker is killed and the test fails
CELERY = [sys.executable, "-m", "celery", "-A", "center.config.celery"]


def environment(tmp_path):
    """The test's own database and a broker of its own, for processes beside this one."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{found['NAME']}"
    else:
        address = (
            f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"
        )
    return {
        **os.environ,
        "DATABASE_URL": address,
        "BROKER_DIR": str(tmp_path / "broker"),
        "VAR_DIR": str(settings.VAR_DIR),
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_unsigned_hand_over_reaches_the_director_by_worker_and_broker(make_case, clerk, director, tmp_path):
    with at(now() - timedelta(days=14)):
        case = factories.send(make_case(), act(clerk))
    where = environment(tmp_path)
    queue = f"test{uuid4().hex}"  # a broker may be shared with other workers
    command = [
        *CELERY,
        "worker",
        "--pool=solo",
        "--loglevel=INFO",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "-n",
        f"{queue}@%h",
        "-Q",
        queue,
    ]
    worker = subprocess.Popen(command, env=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    limit = Timer(PATIENCE, worker.kill)
    limit.start()
    try:
        for _time in range(2):  # beat may send twice: once is told
            subprocess.run(
                [*CELERY, "call", "intake.tasks.sweep_clocks", f"--queue={queue}"],
                env=where,
                check=True,
                capture_output=True,
            )
        done = 0
        for line in worker.stdout:  # ends with the worker
            done += "sweep_clocks" in line and "succeeded" in line
            assert "Traceback" not in line
            if done == 2:
                break
    finally:
        limit.cancel()
        worker.terminate()
        worker.communicate(timeout=30)
    assert done == 2
    assert list(Notice.objects.values_list("to_user", "kind", "about")) == [
        (director.user_id, "handover.unsigned", f"case:{case.number}")
    ]
    assert Heartbeat.objects.get(name="clocks").scanned == 0, "the second sweep found nothing left to do"
