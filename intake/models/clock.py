from datetime import datetime

from django.db import models
from django.db.models import Q

from center.institution.models import Desk
from intake.models.case import Case
from intake.models.limit import Limit


class ClockQuerySet(models.QuerySet):
    def running(self):
        return self.filter(stopped_at=None)

    def due(self, now: datetime):
        """Running clocks whose next action has come."""
        return self.running().filter(next_action_at__lte=now)

    def overdue(self, now: datetime):
        """Running clocks past the moved due date: breach, card and statistics use this one."""
        return self.running().filter(due_at__lt=now, paused_at=None)


class Clock(models.Model):
    """A limit running at a desk, mostly on a case. Raw and moved due dates are both kept; a stopped clock never changes."""

    limit = models.ForeignKey(Limit, models.PROTECT, related_name="clocks")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="clocks")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="clocks")
    about = models.CharField(max_length=40, blank=True)  # "party:3", "handover:7"
    started_at = models.DateTimeField()
    raw_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    named_day = models.BooleanField(default=False)  # a person named the day; no calendar moves it
    provisional = models.BooleanField(default=False)  # 暂估: reaches past the last loaded calendar year
    next_action_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(
        null=True, blank=True
    )  # while it stands still; `next_action_at` is then when it runs on by itself

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "limit", "about"], condition=Q(stopped_at=None), name="clock_one_running"
            ),
        ]
        indexes = [
            models.Index(fields=["next_action_at"], condition=Q(stopped_at=None), name="clock_sweep"),
            models.Index(fields=["desk", "due_at"], condition=Q(stopped_at=None), name="clock_desk"),
        ]

    def __str__(self):
        return f"clock {self.pk}"
