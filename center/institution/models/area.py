from datetime import date

from django.db import models
from django.db.models import Q

from center.institution.models.words import Named


class AreaQuerySet(models.QuerySet):
    def valid(self, on: date):
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))

    def within(self, area: "Area"):
        """`area` and everything below it."""
        return self.filter(code__startswith=area.stem)


class Area(Named):
    """A place of the division code: county, township, village, and the grids inside a village."""

    class Level(models.TextChoices):
        COUNTY = "county"
        TOWNSHIP = "township"
        VILLAGE = "village"
        GRID = "grid"

    # digits that say something, by level (GB/T 2260 six, GB/T 10114 three, three for the village, three more for the grid)
    DIGITS = {Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12, Level.GRID: 15}

    code = models.CharField(max_length=15, unique=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    boundary = models.JSONField(null=True, blank=True)  # GeoJSON MultiPolygon, WGS-84
    lat = models.FloatField(null=True, blank=True)
    lng = models.FloatField(null=True, blank=True)
    schematic = models.BooleanField(default=False)  # 示意: the boundary is drawn for show, not surveyed
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=["county", "township", "village", "grid"]), name="area_level")
        ]
        indexes = [models.Index(fields=["level", "code"], name="area_level_code")]

    @property
    def stem(self) -> str:
        """The leading digits that all areas below share."""
        return self.code[: self.DIGITS[self.Level(self.level)]]

    @property
    def township_code(self) -> str:
        """The 12-digit code of the township this area lies in ("" for the county itself)."""
        return "" if self.level == self.Level.COUNTY else self.code[:9] + "000"
