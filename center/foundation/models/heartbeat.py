from django.db import models


class Heartbeat(models.Model):
    """When a sweep last ran, what it looked at and did."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    scanned = models.IntegerField(default=0)
    acted = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)

    def __str__(self):
        return self.name
