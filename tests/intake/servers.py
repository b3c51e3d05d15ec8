"""A Redis and a PostgreSQL of a test's own, which it may stop and start; the test is skipped where they are not installed."""

import glob
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
import redis
from django.db import connection

from tests.intake.crew import until

WAIT = 30  # seconds for a server to start or to stop
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Redis:
    """A Redis that keeps its queues in a folder, as in production; gone in the end."""

    def __init__(self, folder: Path) -> None:
        self.tool = shutil.which("redis-server")
        if self.tool is None:
            pytest.skip("redis-server is not installed")
        self.folder, self.port = folder, free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [str(self.tool), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen([*command, "--appendonly", "yes", "--save", ""], **QUIET)
        until(self._answers, WAIT)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(WAIT)
            self.process = None

    def _answers(self) -> bool:
        try:
            with redis.Redis(port=self.port) as door:
                return door.ping()
        except redis.RedisError:  # not listening yet, or still reading what it kept
            return False


class Postgres:
    """A PostgreSQL cluster that holds a copy of the test's database; while it is entered, the test and its workers use it."""

    def __enter__(self) -> "Postgres":
        self.folder = Path(tempfile.mkdtemp(prefix="cluster-"))
        try:
            self._make()
        except BaseException:
            self._remove()
            raise
        self.before = {name: connection.settings_dict[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
        self._use({"HOST": "127.0.0.1", "PORT": self.port, "USER": "postgres", "PASSWORD": ""})
        return self

    def __exit__(self, *_error) -> None:
        self._use(self.before)
        self._remove()

    def start(self) -> None:
        # Without fsync: what a process has written outlives it; only a machine that fails would lose it.
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data} -c fsync=off"
        self._run(
            _tool("pg_ctl"), "-D", self.data, "-w", "-t", str(WAIT), "-l", self.data / "log", "-o", options, "start"
        )

    def stop(self) -> None:
        """At once, as when it is killed: open transactions are lost, and the start recovers what was committed."""
        self._run(_tool("pg_ctl"), "-D", self.data, "-w", "-t", str(WAIT), "-m", "immediate", "stop")
        connection.close()

    def _make(self) -> None:
        self.data, self.port = self.folder / "data", free_port()
        self.folder.chmod(0o711)  # its own user goes through, and nobody else looks in
        self.data.mkdir()
        if os.geteuid() == 0:
            try:
                shutil.chown(self.data, "postgres")
            except LookupError:
                pytest.skip("root cannot run PostgreSQL, and there is no user postgres")
        self._run(
            _tool("initdb"), "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        self.start()
        self._copy()

    def _copy(self) -> None:
        """The test's database as it stands, rows and all."""
        found = connection.settings_dict
        server = ["-h", found["HOST"], "-p", str(found["PORT"] or 5432), "-U", found["USER"]]
        where = {**os.environ, "PGPASSWORD": found["PASSWORD"]}
        dump = self.folder / "dump"
        told = subprocess.run(
            [_tool("pg_dump"), *server, "--no-owner", "--no-acl", "-f", dump, found["NAME"]],
            env=where,
            capture_output=True,
            text=True,
        )
        if "version mismatch" in told.stderr:
            pytest.skip("the pg_dump that is installed is older than the server of the tests")
        told.check_returncode()
        here = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        subprocess.run([_tool("createdb"), *here, found["NAME"]], check=True, **QUIET)
        subprocess.run(
            [_tool("psql"), *here, "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, found["NAME"]], check=True, **QUIET
        )

    def _use(self, changes: dict) -> None:
        connection.close()
        connection.settings_dict.update(changes)

    def _remove(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder)

    def _run(self, *command) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_postgres, *command], cwd="/", check=True, timeout=WAIT + 10, **QUIET)


def _tool(name: str) -> str:
    found = [shutil.which(name), *glob.glob(f"/usr/lib/postgresql/*/bin/{name}")]
    tool = next((one for one in found if one), None)
    if tool is None:
        pytest.skip(f"{name} is not installed")
    return tool


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
