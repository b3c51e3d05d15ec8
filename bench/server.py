"""What a measurement runs in: a database of its own, the web server as the portal starts it, and people already signed in."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from center.config.serve import answers, commands, end

PATIENCE = 60.0  # seconds until the web server must answer


@contextlib.contextmanager
def database(address: str) -> Iterator[str]:
    """The address of an empty database beside the one at `address`, dropped in the end."""
    name = f"bench_{os.getpid()}"
    door = psycopg2.connect(address)
    door.autocommit = True
    try:
        with door.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        with door.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        door.close()


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder for keys, collected files and the log, removed in the end."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield Path(name)


@contextlib.contextmanager
def web(log: Path) -> Iterator[int]:
    """The port of a web server with the portal's own worker settings. RuntimeError with the end of its log when it does not start."""
    port = free_port()
    with log.open("wb") as lines:
        child = subprocess.Popen(
            commands(port, log.parent)["web"],
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not answers(port):
                if child.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"The web server did not start:\n{log.read_text()[-2000:]}")
                time.sleep(0.1)
            yield port
        finally:
            end([child], [])


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def cookies(user=None, **kept) -> str:
    """The Cookie header of a browser in which `user` is signed in, and whose session keeps `kept`."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    if user is not None:
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.update(kept)
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


CSRF = "b" * 32  # a secret as the cookie holds it, which the form may send back unmasked
