from django.db import models


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday on a weekday, or a weekend that is worked to make up for one."""

    day = models.DateField()
    is_workday = models.BooleanField()
    reason = models.CharField(max_length=60, blank=True)  # "春节"
    scope = models.CharField(max_length=40, blank=True, default="")  # "" for all, "center:3" for one center's own days
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["scope", "day"], name="calendar_day_one")]

    def __str__(self):
        return f"{self.day} {self.reason}".strip()


class CalendarYear(models.Model):
    """A year whose notice is loaded: its days are certain, those of every other year provisional."""

    year = models.PositiveSmallIntegerField()
    scope = models.CharField(max_length=40, blank=True, default="")
    source = models.CharField(max_length=100)  # "chinesecalendar", or the notice
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["scope", "year"], name="calendar_year_one")]

    def __str__(self):
        return str(self.year)
