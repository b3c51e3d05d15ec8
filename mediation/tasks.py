"""Tasks of mediation: each finds what is due and calls what a person would have called. Safe to run twice."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings

from center.foundation import jobs
from center.foundation.now import now, today
from intake.models import Case, Clock
from mediation import lifecycle
from mediation.lifecycle.agreeing import CONFIRM
from mediation.lifecycle.table import ASKED
from mediation.models import Agreement, Instalment, Mediation
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


@shared_task
def follow_agreements() -> None:
    """Every morning: payers are told of what is soon due, and where a payment is late somebody is asked to go there."""
    owed = Instalment.objects.filter(paid_at=None, agreement__state=Agreement.State.IN_EFFECT).select_related(
        "payer__person", "agreement__mediation__proceeding__case__desk__center"
    )
    soon = owed.filter(reminded_at=None, due_on__lte=today() + timedelta(days=settings.MEDIATION_REMIND_DAYS))
    passed = owed.filter(late_at=None, due_on__lt=today())
    done = failed = scanned = 0
    for verb, found in ((lifecycle.remind, soon), (lifecycle.late, passed)):
        for instalment in list(found.order_by("due_on", "pk")[:AT_ONCE]):
            scanned += 1
            try:
                done += verb(instalment)
            except Exception as error:
                failed += 1
                log.error("instalment %s was not followed: %s", instalment.pk, type(error).__name__)
    jobs.report(scanned=scanned, acted=done, failed=failed)


def end_unused_rights() -> int:
    """The days to ask the traffic police or the court have passed on a concluded case: the right is over, and the case can be archived."""
    over = Clock.objects.running().filter(
        limit__key__in=[traffic.TO_THE_POLICE, CONFIRM], due_at__lt=now(), case__state=Case.State.CONCLUDED
    )
    moment = now()
    return over.update(stopped_at=moment, next_action_at=None)
