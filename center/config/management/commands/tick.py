"""manage.py tick: one round of everything that beat would send, here and now, without a broker."""

from django.core.management.base import BaseCommand

from center.config.celery import app
from center.foundation.models import Attempt, Heartbeat, Notice
from intake.models import Draft, TallyDelta

COUNTED = {"notices": Notice, "tally rows": TallyDelta, "drafts": Draft, "counted attempts": Attempt}


class Command(BaseCommand):
    help = "Run each periodic sweep once in this process. Safe any number of times, also beside a running worker."

    def handle(self, *args, **options):
        app.loader.import_default_modules()
        for name, entry in app.conf.beat_schedule.items():
            before = _counts()
            app.tasks[entry["task"]]()
            changes = [
                f"{what} {number - before[what]:+d}" for what, number in _counts().items() if number != before[what]
            ]
            self.stdout.write(f"{name}: {', '.join([*_heard(name), *changes]) or 'nothing to do'}")


def _counts() -> dict[str, int]:
    return {what: model._default_manager.count() for what, model in COUNTED.items()}


def _heard(name: str) -> list[str]:
    """What the sweep says of itself, where it leaves a heartbeat."""
    heart = Heartbeat.objects.filter(name=name).first()
    if heart is None:
        return []
    return [f"{heart.scanned} due", f"{heart.acted} acted on", f"{heart.failed} failed"]
