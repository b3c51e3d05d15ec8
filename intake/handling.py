"""The promise by which a matter is handled: that of its type, from sign-for until it is concluded or a procedure of law begins."""

from intake import clocks
from intake.models import Case, Clock


def start(case: Case) -> None:
    """Start it at the desk of the case, unless it runs."""
    if not _running(case).exists():
        clocks.start(case, case.matter.handling_limit, desk=case.desk)


def stop(case: Case) -> None:
    """A procedure of law has begun, with limits of its own."""
    for key in _running(case).values_list("limit__key", flat=True):
        clocks.stop(case, key)


def _running(case: Case):
    return Clock.objects.running().filter(case=case, limit__key__startswith="handling")
