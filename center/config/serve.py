"""The local run: web, worker and beat side by side, ended together however it ends. `python -m center.config.serve --port 8000`"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

GRACE = 8.0  # seconds a process has to end before it is killed
REAPED = 2.0  # seconds in which what was killed is gone from the table of processes


def commands(port: int, beat_folder: Path) -> dict[str, list[str]]:
    """What runs, by name."""
    celery = [sys.executable, "-m", "celery", "-A", "center.config.celery"]
    alone = ["--without-gossip", "--without-mingle"]
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "center.config.wsgi",
        "--worker-class=gthread",
        "--workers=2",
        "--threads=4",
    ]
    return {
        "web": [*web, f"--bind=127.0.0.1:{port}", "--no-control-socket", "--graceful-timeout=3", "--log-level=warning"],
        "worker": [*celery, "-q", "worker", "--pool=threads", "--concurrency=2", "--loglevel=WARNING", *alone],
        "beat": [*celery, "-q", "beat", "--loglevel=WARNING", "--pidfile=", f"--schedule={beat_folder / 'schedule'}"],
    }


def serve(port: int, beat_folder: Path) -> int:
    """Run until a signal comes, the parent is gone or one process ends by itself, then end them all; gives the exit status."""
    signals: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN or number == signal.SIGINT:  # `nohup` is respected
            signal.signal(number, lambda received, frame: signals.append(received))
    parent = os.getppid()
    beat_folder.mkdir(parents=True, exist_ok=True)
    # A session of their own keeps the terminal's Ctrl-C from reaching them unordered, and makes each group killable whole.
    running = {
        name: subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        for name, command in commands(port, beat_folder).items()
    }
    told = False
    try:
        while not signals and os.getppid() == parent and all(child.poll() is None for child in running.values()):
            if not told and answers(port):
                told = say(f"Ready on http://127.0.0.1:{port} - Ctrl-C ends it")
            time.sleep(0.2)
        fallen = [name for name, child in running.items() if child.poll() is not None]
        if fallen and not signals:
            say(f"{', '.join(fallen)} ended by itself; ending the rest.")
        return 1 if fallen and not signals else 0
    finally:
        end(list(running.values()), signals)


def end(children: list[subprocess.Popen], signals: list[int]) -> None:
    """Ask every group to end; kill what is left after the grace, or at once when a second signal comes."""
    before, deadline = len(signals), time.monotonic() + GRACE
    for child in children:
        signal_group(child, signal.SIGTERM)
    while any(child.poll() is None for child in children) and time.monotonic() < deadline and len(signals) - before < 1:
        time.sleep(0.1)
    for child in children:
        signal_group(child, signal.SIGKILL)
        child.wait()
    deadline = time.monotonic() + REAPED
    while any(group_lives(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)  # what the children started ends a little later than they do, and holds the port until then


def group_lives(child: subprocess.Popen) -> bool:
    """Whether anything is left of the child's group, be it only a process that nobody has reaped yet."""
    with contextlib.suppress(PermissionError):
        try:
            os.killpg(child.pid, 0)
        except ProcessLookupError:
            return False
    return True


def signal_group(child: subprocess.Popen, number: int) -> None:
    """To the child and whatever it started; a group that is gone is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def answers(port: int) -> bool:
    """Whether the web server takes connections."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
        return True
    return False


def say(line: str) -> bool:
    """A line for the person at the terminal, if there still is one."""
    with contextlib.suppress(OSError):
        print(line, flush=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    var = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent.parent / "var")
    return serve(parser.parse_args().port, var.resolve() / "beat")


if __name__ == "__main__":
    sys.exit(main())
