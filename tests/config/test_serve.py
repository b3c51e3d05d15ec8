"""The local run leaves no process behind, however it ends."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow


def _descendants(pid: int) -> dict[int, str]:
    """Every live process below `pid`, with its command line."""
    rows = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    processes = [
        (int(row[0]), int(row[1]), row[2], row[3]) for row in (line.split(None, 3) for line in rows.splitlines())
    ]
    found: dict[int, str] = {}
    below = {pid}
    while below:
        below = {child for child, parent, state, _ in processes if parent in below and not state.startswith("Z")}
        found |= {child: args for child, _, _, args in processes if child in below}
    return found


@contextlib.contextmanager
def _all_end(pids, within=10):
    """All of these processes have ended within so many seconds of the block; the kernel tells, nobody looks twice."""
    watched = {}
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            watched[os.pidfd_open(pid)] = pid
    yield
    waiting, deadline = select.poll(), time.monotonic() + within
    for watch in watched:
        waiting.register(watch, select.POLLIN)
    ended = set()
    while len(ended) < len(watched) and (left := deadline - time.monotonic()) > 0:
        for watch, _event in waiting.poll(left * 1000):
            waiting.unregister(watch)
            ended.add(watch)
    left_over = {pid for watch, pid in watched.items() if watch not in ended}
    for watch in watched:
        os.close(watch)
    assert left_over == set()


@pytest.fixture
def serving(tmp_path):
    """The supervisor with web, worker and beat on a free port, once web answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {"DATABASE_URL", "REDIS_URL", "BROKER_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in places} | {"VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "center.config.serve", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # also where the tests run under nohup
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Ready"):
            break
    yield process
    process.terminate()
    process.wait(timeout=20)
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_web_worker_and_beat(serving, number):
    children = _descendants(serving.pid)
    for word in ("gunicorn", "worker", "beat"):
        assert any(word in args for args in children.values()), word
    with _all_end(children):
        serving.send_signal(number)
        assert serving.wait(timeout=20) == 0


def test_when_one_falls_the_rest_is_ended_and_it_is_said(serving):
    children = _descendants(serving.pid)
    beat = next(pid for pid, args in children.items() if " beat " in args)
    with _all_end(children):
        os.kill(beat, signal.SIGKILL)
        assert serving.wait(timeout=20) == 1
        assert "beat ended by itself" in serving.stdout.read()
