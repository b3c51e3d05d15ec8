"""/healthz: web and database. /healthz/jobs: 503 when the sweep of clocks or of messages has not been heard of for three minutes."""

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from center.foundation import jobs as jobs_recorded
from center.foundation.models import Heartbeat
from center.foundation.now import now

SILENCE = timedelta(minutes=3)
WATCHED = ("clocks", "messages")  # the limits of people, and what is told of them; the others catch up unseen


def beat(name: str, *, scanned: int = 0, acted: int = 0, failed: int = 0) -> None:
    """Note that a sweep has run, in its heartbeat and in the run that is being recorded."""
    jobs_recorded.report(scanned=scanned, acted=acted, failed=failed)
    Heartbeat.objects.update_or_create(
        name=name, defaults={"at": now(), "scanned": scanned, "acted": acted, "failed": failed}
    )


def late() -> dict[str, int | None]:
    """Watched sweeps that have been silent too long, with their silence in seconds (None: never heard of)."""
    heard = dict(Heartbeat.objects.filter(name__in=WATCHED).values_list("name", "at"))
    silences = {name: (now() - heard[name]) if name in heard else None for name in WATCHED}
    return {
        name: None if silence is None else int(silence.total_seconds())
        for name, silence in silences.items()
        if silence is None or silence > SILENCE
    }


@never_cache
def web(request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@never_cache
def jobs(request: HttpRequest) -> JsonResponse:
    silent = late()
    return JsonResponse({"status": "late" if silent else "ok", "silent": silent}, status=503 if silent else 200)
