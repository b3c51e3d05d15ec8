"""Tasks of papers."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from center.papers import checking
from center.papers.exports import building, lifecycle

log = logging.getLogger(__name__)


@shared_task
def check_waiting_files() -> None:
    """Every ten minutes: the virus check of files that came in while the scanner was away. Safe any number of times."""
    checking.check_waiting()


@shared_task
def make_export(pk: int) -> None:
    """Make one list that may be taken out. Safe to run twice."""
    building.build(pk)


@shared_task
def see_to_exports() -> None:
    """Every minute: lists that a worker left behind, and those whose time is over."""
    lifecycle.expire_due()
    building.build_left()


def send_export(pk: int) -> None:
    """Wake the worker at once; where the broker is out of reach, the sweep of the next minute does it."""
    try:
        make_export.delay(pk)
    except OperationalError as error:
        log.warning("the broker is out of reach: %s", type(error).__name__)
