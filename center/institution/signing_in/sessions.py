"""Sessions of staff: when they began, the last act, when they are over; and what is left of them.

A request that a page makes by itself (the bell, a list that waits) is no act. What is idle or too old is told from the session
itself, without a question to the database.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from center.foundation import address
from center.foundation.now import now
from center.institution.models import StaffSession, User
from center.institution.signing_in import passwords

BEGAN, ACTED, IDLE, PASSWORD_DUE = "began", "acted", "idle", "password_due"
NOTED_EVERY = 60  # seconds: an act is written down once a minute
BROWSERS = [("Edg/", "Edge"), ("MicroMessenger/", "WeChat"), ("QQBrowser/", "QQ"), ("Firefox/", "Firefox"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]  # fmt: skip
SYSTEMS = [("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")]  # fmt: skip


def begin(request: HttpRequest, user: User) -> None:
    """A sign-in was good: note it in the session and in a row of its own."""
    moment = now()
    due = passwords.due(user)
    request.session[BEGAN] = request.session[ACTED] = int(moment.timestamp())
    request.session[IDLE] = idle_seconds(user)
    request.session[PASSWORD_DUE] = int(due.timestamp()) if due else None
    _write_down(request, user)


def idle_seconds(user: User) -> int:
    """How long the person may do nothing: the shortest that SESSION_IDLE_BY_ROLE gives a seat of today, else SESSION_IDLE_MINUTES."""
    by_role: dict[str, int] = settings.SESSION_IDLE_BY_ROLE
    if not by_role:
        return settings.SESSION_IDLE_MINUTES * 60
    from center.institution.permissions import scope

    return min((by_role.get(role, settings.SESSION_IDLE_MINUTES) for role in scope(user).roles), default=settings.SESSION_IDLE_MINUTES) * 60  # fmt: skip


def seconds_left(request: HttpRequest) -> int:
    """Until this session ends if nothing is done; 0 or less when it is over."""
    moment, data = int(now().timestamp()), request.session
    idle = data.get(ACTED, moment) + data.get(IDLE, settings.SESSION_IDLE_MINUTES * 60)
    return int(min(idle, data.get(BEGAN, moment) + settings.SESSION_HOURS * 3600) - moment)


def note_act(request: HttpRequest) -> None:
    """The person did something: counted once a minute."""
    moment = now()
    if int(moment.timestamp()) - request.session.get(ACTED, 0) >= NOTED_EVERY:
        request.session[ACTED] = int(moment.timestamp())
        request.session.setdefault(BEGAN, request.session[ACTED])
        if not StaffSession.objects.filter(session_key=request.session.session_key).update(acted_at=moment):
            _write_down(request, request.user)  # the key is another one since the password was changed


def is_poll(request: HttpRequest) -> bool:
    """Whether the page asks by itself."""
    return request.headers.get("X-By-Itself") == "1"


def time_out(request: HttpRequest) -> None:
    """The session is over; nothing of it is left."""
    StaffSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def live() -> Any:
    """Sessions that are still good, the last active first."""
    good = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now())
    idle = now() - timedelta(hours=settings.SESSION_HOURS)
    return StaffSession.objects.filter(Exists(good), acted_at__gt=idle).order_by("-acted_at", "-pk")


def forget_ended() -> int:
    """Delete what is left of sessions that are over; how many rows of ours."""
    Session.objects.filter(expire_date__lt=now()).delete()
    kept = Session.objects.filter(session_key=OuterRef("session_key"))
    return int(StaffSession.objects.filter(~Exists(kept)).delete()[0])


def device(agent: str) -> str:
    """Browser and system in two words, as a person would say it."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    version = re.search(rf"{re.escape(dict((name, sign) for sign, name in BROWSERS).get(browser, ' '))}(\d+)", agent)
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return " · ".join(filter(None, [f"{browser} {version[1]}" if version else browser, system]))


def _write_down(request: HttpRequest, user: Any) -> None:
    if request.session.session_key is None:
        request.session.save()
    values = {
        "user_id": user.pk,
        "began_at": datetime.fromtimestamp(request.session[BEGAN], UTC),
        "acted_at": datetime.fromtimestamp(request.session[ACTED], UTC),
        "address": address.of(request) or None,
        "device": device(request.headers.get("User-Agent", "")),
    }
    StaffSession.objects.update_or_create(session_key=request.session.session_key, defaults=values)


def drop(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    StaffSession.objects.filter(session_key__in=keys).delete()
