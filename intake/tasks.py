"""Tasks of the counter: each finds what is due and calls what a person would have called. Ids in, nothing out, safe to run twice."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from center.foundation import throttle
from center.foundation.now import now
from center.institution.lifecycle import withdraw_grants
from intake import binding, digest, fingerprints, recomputing, sweep, tally
from intake.lifecycle import sharing
from intake.lifecycle.matters import turn_matters
from intake.models import Case, Draft

log = logging.getLogger(__name__)


@shared_task
def sweep_clocks() -> None:
    """Every minute. Safe any number of times and after any outage: each breach is claimed once."""
    sweep.sweep_clocks()


@shared_task
def plan_reminders() -> None:
    """Every ten minutes: clocks that end soon get their next reminder as their next step."""
    sweep.plan_reminders()


@shared_task
def write_digests() -> None:
    """Every ten minutes: after half past seven of a working day, one message a person with what is due; once a day."""
    digest.write()


@shared_task
def fold_tallies() -> None:
    """Every ten minutes: many deltas of a key become one."""
    tally.fold()


@shared_task
def sign_narratives() -> None:
    """Every minute: narratives that were written down since are signed, so that alike ones are found by an index."""
    fingerprints.sign()


@shared_task
def recompute_clocks() -> None:
    """Every five minutes: when the calendar has changed, open clocks follow it, with a report. One worker does it."""
    recomputing.recompute_if_changed()


@shared_task
def clear_leftovers() -> None:
    """Every hour: kinds of matter whose day has come, drafts older than a day, old counts of attempts, grants that no posting carries any more, and shares past their day."""
    Draft.objects.filter(saved_at__lt=now() - Draft.KEPT).delete()
    throttle.forget_old()
    turn_matters()
    withdraw_grants()
    _batches().forget_old_rows()
    sharing.end_past_shares()


@shared_task
def bind_waiting_pages() -> None:
    """Every minute, and whenever many pages are to be bound: makes the PDFs that wait."""
    binding.make_waiting()


def send_bindings() -> None:
    """Wake the worker at once; where the broker is out of reach, the sweep of the next minute does it."""
    try:
        bind_waiting_pages.delay()
    except OperationalError as error:
        log.warning("the broker is out of reach: %s", type(error).__name__)


@shared_task
def make_waiting_dossiers() -> None:
    """Every minute, and whenever a long dossier is asked for: makes the books that wait."""
    from intake.dossiers import book

    book.make_waiting()


def send_dossiers() -> None:
    """Wake the worker at once; where the broker is out of reach, the sweep of the next minute does it."""
    try:
        make_waiting_dossiers.delay()
    except OperationalError as error:
        log.warning("the broker is out of reach: %s", type(error).__name__)


@shared_task
def work_on_batch(pk: int) -> None:
    """Try, take in or undo the rows of a batch for a minute, then make room and come again."""
    if _batches().step(pk):
        send_batch(pk)


@shared_task
def work_on_batches() -> None:
    """Every minute: go on with the batches that a worker left behind."""
    for pk in _batches().left_behind():
        _batches().step(pk)


def send_batch(pk: int) -> None:
    """Wake the worker at once; where the broker is out of reach, the sweep of the next minute does it."""
    try:
        work_on_batch.delay(pk)
    except OperationalError as error:
        log.warning("the broker is out of reach: %s", type(error).__name__)


@shared_task
def learn_correction(pk: int, teacher: int) -> None:
    """Learn from a case whose matter is not the one suggested; by ids, so that no narrative goes through the broker."""
    from intake.suggestion import learning

    learning.corrected(pk, teacher)


def send_correction(suggested: str, case: Case, teacher: int) -> None:
    """Wake the worker where another matter was chosen than the one shown; where the broker is out of reach, nothing is learned."""
    if suggested and suggested != case.matter.key:
        try:
            learn_correction.delay(case.pk, teacher)
        except OperationalError as error:
            log.warning("the broker is out of reach: %s", type(error).__name__)


def _batches():
    """Asked for when it is needed: verbs send tasks, and the work on a batch calls verbs."""
    from intake.importing import work

    return work
