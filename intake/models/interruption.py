from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from center.foundation.now import SHANGHAI
from intake.models.clock import Clock
from intake.models.limit import Limit


class ClockPause(models.Model):
    """A time that does not count, on the one ground the limit names, with its proof and how it ends."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    ground = models.CharField(max_length=30, choices=Limit.Ground.choices)
    proof = models.CharField(
        max_length=200
    )  # number of the paper that says so, such as an appraisal's letter of acceptance
    ends_when = models.CharField(max_length=200)  # the event that ends it
    began_at = models.DateTimeField()
    ends_at_most = models.DateTimeField()  # then the clock runs on by itself
    ended_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_at=None), name="clock_pause_one_open"),
            models.CheckConstraint(condition=Q(ends_at_most__gt=F("began_at")), name="clock_pause_forward"),
        ]

    def __str__(self):
        return f"pause {self.pk}"

    @property
    def last_day(self) -> date:
        """The last day that may be left out, in Shanghai."""
        return (self.ends_at_most - timedelta(seconds=1)).astimezone(SHANGHAI).date()


class ClockExtension(models.Model):
    """More time, as the law allows it; valid only once the party has been told."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="extensions")
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, choices=Limit.Unit.choices)
    reason = models.CharField(max_length=300)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField()
    told_on = models.DateField(
        null=True, blank=True
    )  # the day on which the party was told; for an agreement, the day it was made
    told_how = models.CharField(max_length=120, blank=True)  # in what way, with the number of the paper

    class Meta:
        ordering = ["approved_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="clock_extension_some")]

    def __str__(self):
        return f"extension {self.pk}"

    @property
    def valid(self) -> bool:
        """Whether it counts: without notice to the party it does not (信访工作条例 art. 34, and as the other laws say)."""
        return self.told_on is not None
