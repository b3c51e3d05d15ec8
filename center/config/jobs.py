"""Every run of what beat sends is recorded, whoever starts it: a worker, or `manage.py tick`."""

from typing import Any

from celery import Task

from center.foundation import jobs


class RecordedTask(Task):
    """The task of this portal: one that is in the beat schedule records its run under the name it has there."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        name = next((name for name, entry in self.app.conf.beat_schedule.items() if entry["task"] == self.name), None)
        if name is None:
            return super().__call__(*args, **kwargs)
        with jobs.recorded(name):
            return super().__call__(*args, **kwargs)
