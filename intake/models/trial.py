from django.conf import settings
from django.db import models

from center.institution.models import Desk
from intake.models.case import Case
from intake.models.matter import Route


class RouteTrial(models.Model):
    """A draft of a rule tried on past cases: how many there were, and how many of them would go elsewhere."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="trials")
    first_day = models.DateField()
    last_day = models.DateField()
    cases = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    more = models.BooleanField(default=False)  # older cases of these days were left out
    milliseconds = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"trial {self.pk}"


class RouteDifference(models.Model):
    """A past case that the draft sends elsewhere: where the table sends it now, and where with the draft."""

    trial = models.ForeignKey(RouteTrial, models.CASCADE, related_name="differences")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    before = models.ForeignKey(Desk, models.CASCADE, null=True, related_name="+")
    before_route = models.CharField(max_length=40, blank=True)
    after = models.ForeignKey(Desk, models.CASCADE, null=True, related_name="+")
    after_route = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["trial", "before", "after"], name="difference_ways")]

    def __str__(self):
        return f"difference {self.pk}"
