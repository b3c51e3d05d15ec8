from django.db import models

from center.institution.models import Named
from intake.models import MatterType


class Category(Named):
    """A class of what a grid worker meets, and the matter type that its case gets. Rows of their own, so that a county edits them."""

    key = models.SlugField(max_length=30, unique=True)
    matter = models.ForeignKey(MatterType, models.PROTECT, related_name="grid_categories")
    icon = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField(default=0)
    urgent = models.BooleanField(default=False)  # urgent of itself: nobody need say so
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "key"]
