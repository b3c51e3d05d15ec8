from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from center.institution.models import Desk, Named
from intake.models.case import Case


class LimitQuerySet(models.QuerySet):
    def valid(self, on: date):
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Limit(Named):
    """A limit set by law or by promise, in force from a day; running clocks keep the version they began with."""

    class Kind(models.TextChoices):
        DUTY = "duty"
        RIGHT = "right"
        MINIMUM = "minimum"
        MAXIMUM = "maximum"
        RETENTION = "retention"

    class Unit(models.TextChoices):
        CALENDAR_DAYS = "calendar_days"
        WORKING_DAYS = "working_days"
        MONTHS = "months"
        HOURS = "hours"

    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DUTY)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, choices=Unit.choices)
    statutory = models.BooleanField(default=False)
    source = models.CharField(max_length=120)  # the article, or whose promise it is
    source_en = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = LimitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="limit_version"),
            models.CheckConstraint(
                condition=Q(unit__in=["calendar_days", "working_days", "months", "hours"]), name="limit_unit"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["duty", "right", "minimum", "maximum", "retention"]), name="limit_kind"
            ),
        ]

    @property
    def basis(self) -> str:
        """The article or promise, in the reader's language."""
        return self.source_en if self.source_en and get_language() == "en" else self.source


class ClockQuerySet(models.QuerySet):
    def running(self):
        return self.filter(stopped_at=None)

    def due(self, now: datetime):
        """Running clocks whose next action has come."""
        return self.running().filter(next_action_at__lte=now)

    def overdue(self, now: datetime):
        """Running clocks past the moved due date: breach, card and statistics use this one."""
        return self.running().filter(due_at__lt=now)


class Clock(models.Model):
    """A limit running at a desk, mostly on a case. Raw and moved due dates are both kept; a stopped clock never changes."""

    limit = models.ForeignKey(Limit, models.PROTECT, related_name="clocks")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="clocks")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="clocks")
    about = models.CharField(max_length=40, blank=True)  # "party:3", "handover:7"
    started_at = models.DateTimeField()
    raw_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)  # 暂估: reaches past the last loaded calendar year
    next_action_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

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
