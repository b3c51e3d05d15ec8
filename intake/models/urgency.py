from django.db import models
from django.utils.translation import gettext_lazy as _

from center.institution.models import Department, Named
from intake.models.matter import MatterType


class UrgentRule(Named):
    """Which urgent matters may go up at once, past the level between, and who is told of it: rows that a center edits."""

    class Level(models.TextChoices):
        COUNTY = "county_at_once", _("To the county at once")
        NONE = "no_level", _("No level is passed over")

    key = models.SlugField(max_length=40, unique=True)
    matter = models.ForeignKey(
        MatterType, models.CASCADE, null=True, blank=True, related_name="urgent_rules"
    )  # none: any
    urgent_only = models.BooleanField(default=True)  # of cases marked urgent
    level = models.CharField(max_length=16, choices=Level.choices, default=Level.COUNTY)
    copies = models.ManyToManyField(
        Department, blank=True, related_name="+"
    )  # whose desks at the county center are told
    sms = models.BooleanField(default=False)  # and by text message to the phones of those desks
    order = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "key"]
