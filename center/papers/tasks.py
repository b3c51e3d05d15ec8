"""Tasks of papers."""

from celery import shared_task

from center.papers import checking


@shared_task
def check_waiting_files() -> None:
    """Every ten minutes: the virus check of files that came in while the scanner was away. Safe any number of times."""
    checking.check_waiting()
