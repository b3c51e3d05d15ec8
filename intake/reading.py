"""Reading in clear: a window of some minutes after a purpose was given, and an alarm where somebody reads unusually much."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from center.foundation import audit, notices, throttle
from center.foundation.actor import Actor
from center.foundation.now import now
from center.institution.models import Posting, Role

KEY, HOUR = "revealed", timedelta(hours=1)


def is_open(request: HttpRequest, person: int, field: str) -> bool:
    """Whether this value was shown to this person, in this session, within the window: no second purpose is asked."""
    until = request.session.get(KEY, {}).get(f"{request.actor.posting}:{person}:{field}")  # type: ignore[attr-defined]
    return bool(until) and now() < datetime.fromisoformat(until)


def keep_open(request: HttpRequest, person: int, field: str) -> None:
    """From now on the value is open for the window; what is over is dropped."""
    moment = now()
    held = {key: until for key, until in request.session.get(KEY, {}).items() if datetime.fromisoformat(until) > moment}
    window = timedelta(minutes=settings.REVEAL_MINUTES)
    request.session[KEY] = {**held, f"{request.actor.posting}:{person}:{field}": (moment + window).isoformat()}  # type: ignore[attr-defined]


def count(by: Actor, *, what: str, limit: int) -> None:
    """Count one reading of `what` ("revealed", "searched"); over `limit` in an hour the security administrators are told, once an hour."""
    if by.user_id is None or throttle.hit(f"reading.{what}:{by.user_id}", limit=limit, per=HOUR):
        return
    moment = now()
    audit.record("reading_alarm", by=by, about=f"user:{by.user_id}", what=what, limit=limit) if _first(
        by, what, moment
    ) else None
    administrators = Posting.objects.valid(moment.date()).filter(role=Role.SECURITY_ADMINISTRATOR)
    notices.owe(
        "reading.alarm", key=f"reading:{what}:{by.user_id}:{moment:%Y%m%d%H}", to=sorted(set(administrators.values_list("user_id", flat=True))),
        about=f"user:{by.user_id}", urgent=True, badge=by.badge, limit=limit,
    )  # fmt: skip


def _first(by: Actor, what: str, moment: datetime) -> bool:
    return throttle.hit(f"reading.told.{what}:{by.user_id}", limit=1, per=HOUR)
