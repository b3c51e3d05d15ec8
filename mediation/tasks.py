"""Tasks of mediation: each finds what is due and calls what a person would have called. Safe to run twice."""

import logging

from celery import shared_task

from center.foundation import jobs
from center.foundation.now import now
from intake.models import Case, Clock
from mediation import lifecycle
from mediation.lifecycle.table import ASKED
from mediation.models import Mediation
from mediation.specialist import medical, traffic

log = logging.getLogger(__name__)
AT_ONCE = 200


@shared_task
def lapse_mediations() -> None:
    """Every ten minutes: medical mediations whose thirty working days are over have failed; unused rights to ask the police end."""
    over = Clock.objects.running().filter(limit__key=medical.LIMIT, paused_at=None, due_at__lt=now()).values("case")
    found = Mediation.objects.filter(
        state__in=[str(state) for state in ASKED], kind=Mediation.Kind.MEDICAL, proceeding__case__in=over
    )
    done = failed = 0
    due = list(found.select_related("proceeding__case__desk__center")[:AT_ONCE])
    for mediation in due:
        try:
            done += lifecycle.lapse(mediation)
        except Exception as error:
            failed += 1
            log.error("mediation %s did not lapse: %s", mediation.pk, type(error).__name__)
    jobs.report(scanned=len(due), acted=done + end_unused_rights(), failed=failed)


def end_unused_rights() -> int:
    """The days to ask the traffic police have passed on a concluded case: the right is over, and the case can be archived."""
    over = Clock.objects.running().filter(
        limit__key=traffic.TO_THE_POLICE, due_at__lt=now(), case__state=Case.State.CONCLUDED
    )
    moment = now()
    return over.update(stopped_at=moment, next_action_at=None)
