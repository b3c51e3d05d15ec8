from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language


class Named(models.Model):
    """A row that carries its own words in both languages."""

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Lasting(models.Model):
    """An office from a day to a day; what took its place when it was merged or split."""

    valid_from = models.DateField(null=True, blank=True)  # none: as long as anybody remembers
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        abstract = True

    def in_being(self, on: date) -> bool:
        """Whether the office is there on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class LastingQuerySet(models.QuerySet):
    def valid(self, on: date):
        """Offices that are there on that day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(Q(valid_to=None) | Q(valid_to__gte=on))
