"""Tasks of the institution. Nothing in, nothing out, safe to run twice."""

from celery import shared_task

from center.institution.auditing import lifecycle as auditing
from center.institution.reorganising import lifecycle as reorganising
from center.institution.signing_in import sessions


@shared_task
def forget_ended_sessions() -> None:
    """Every hour: what is left of sessions that are over. GB/T 22239-2019 8.1.4.10: no residue."""
    sessions.forget_ended()


@shared_task
def carry_reorganisations() -> None:
    """Every minute: go on with offices that are being merged or split, where the last run left off."""
    reorganising.sweep()


@shared_task
def ask_for_reviews() -> None:
    """Every morning: the month of readings that nobody reviewed in time is told to auditors and county directors, once."""
    auditing.ask()
