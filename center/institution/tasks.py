"""Tasks of the institution. Nothing in, nothing out, safe to run twice."""

from celery import shared_task

from center.institution.signing_in import sessions


@shared_task
def forget_ended_sessions() -> None:
    """Every hour: what is left of sessions that are over. GB/T 22239-2019 8.1.4.10: no residue."""
    sessions.forget_ended()
