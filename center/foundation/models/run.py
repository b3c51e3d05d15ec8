from django.db import models


class JobRun(models.Model):
    """One run of a periodic job: when, what it looked at and did; without an end it is running, or its worker died."""

    name = models.CharField(max_length=40)  # as beat names it
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    scanned = models.IntegerField(default=0)
    acted = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    error = models.CharField(
        max_length=80, blank=True
    )  # the class of the error that ended it; its words are in the log

    class Meta:
        indexes = [
            models.Index(fields=["name", "-started_at"], name="run_newest"),
            models.Index(fields=["-started_at"], name="run_started"),
        ]

    def __str__(self):
        return f"{self.name} {self.started_at}"
