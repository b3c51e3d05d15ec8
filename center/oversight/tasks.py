"""Tasks of the roof. Ids in, nothing out, safe to run twice."""

from celery import shared_task

from center.oversight.work_calendar import lifecycle


@shared_task
def ask_for_missing_year() -> None:
    """Every hour: from 1 November those who may publish a calendar are reminded of the coming year's, once a week."""
    lifecycle.ask_for_missing_year()
