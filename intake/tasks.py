"""Tasks of the counter: each finds what is due and calls what a person would have called. Ids in, nothing out, safe to run twice."""

from celery import shared_task

from center.foundation import throttle
from center.foundation.now import now
from center.institution.lifecycle import withdraw_grants
from intake import sweep, tally
from intake.models import Draft


@shared_task
def sweep_clocks() -> None:
    """Every minute. Safe any number of times and after any outage: each breach is claimed once."""
    sweep.sweep_clocks()


@shared_task
def fold_tallies() -> None:
    """Every ten minutes: many deltas of a key become one."""
    tally.fold()


@shared_task
def clear_leftovers() -> None:
    """Every hour: drafts older than a day, old counts of attempts, and grants that no posting carries any more."""
    Draft.objects.filter(saved_at__lt=now() - Draft.KEPT).delete()
    throttle.forget_old()
    withdraw_grants()
