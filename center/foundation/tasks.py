"""Tasks of the foundation. Ids in, nothing out, safe to run twice."""

from datetime import timedelta

from celery import shared_task

from center.foundation import sending
from center.foundation.models import JobRun
from center.foundation.now import now

RUNS_KEPT = timedelta(days=30)


@shared_task
def send_messages() -> None:
    """Every minute: what quiet hours held goes into the inbox, and what is owed goes out through its gateway."""
    sending.send_due()


@shared_task
def forget_runs() -> None:
    """Every hour: rows of job runs older than thirty days."""
    JobRun.objects.filter(started_at__lt=now() - RUNS_KEPT).delete()
