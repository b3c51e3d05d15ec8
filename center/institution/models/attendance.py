from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from center.institution.models.posting import Posting


class Rota(models.Model):
    """A day of the week on which somebody who rotates sits at the desk, in one week of a round of `of_weeks`."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="rota")
    of_weeks = models.PositiveSmallIntegerField(default=1)
    week = models.PositiveSmallIntegerField(default=1)  # 1 .. of_weeks
    weekday = models.PositiveSmallIntegerField()  # 0 Monday .. 6 Sunday

    class Meta:
        ordering = ["posting", "week", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["posting", "week", "weekday"], name="rota_once"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, week__gte=1, week__lte=F("of_weeks"), of_weeks__gte=1), name="rota_days"
            ),
        ]

    def __str__(self):
        return f"rota {self.pk}"


class Shift(models.Model):
    """One day written by hand: whether somebody is at the desk and at which window. It goes before the rota and the resident days."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="shifts")
    day = models.DateField()
    present = models.BooleanField(default=True)
    window = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["day", "posting"]
        constraints = [models.UniqueConstraint(fields=["posting", "day"], name="shift_once")]

    def __str__(self):
        return f"shift {self.pk}"


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        """Those that take somebody away on that day."""
        return self.filter(ended_at=None, first_day__lte=day, last_day__gte=day)

    def to_come(self, day):
        """Those that are not over on that day."""
        return self.filter(ended_at=None, last_day__gte=day)


class Absence(models.Model):
    """Somebody is away from a day to a day; whoever stands in does so by postings that cover the seats (`covers`)."""

    class Reason(models.TextChoices):
        LEAVE = "leave", _("Leave")
        ILL = "ill", _("Ill")
        TRAINING = "training", _("Training")
        ERRAND = "errand", _("Away on duty")
        ELSEWHERE = "elsewhere", _("Lent to another office")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back or came back early
    covers = models.ManyToManyField(Posting, blank=True, related_name="for_absence")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_dates"),
            models.CheckConstraint(
                condition=Q(reason__in=["leave", "ill", "training", "errand", "elsewhere"]), name="absence_reason"
            ),
        ]
        indexes = [models.Index(fields=["user", "last_day"], name="absence_of_user")]

    def __str__(self):
        return f"absence {self.pk}"
