from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from center.institution.models import Department, Named


class MatterType(Named):
    """What a case is about, with the department that leads."""

    key = models.SlugField(max_length=40, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="matters")
    restricted = models.BooleanField(default=False)  # accusations: in no search, tally or export without clearance
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "key"]


class RouteQuerySet(models.QuerySet):
    def valid(self, on: date):
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("order", "pk")


class Route(models.Model):
    """One row of the routing table: the first whose conditions hold proposes the destination, and says why."""

    class Destination(models.TextChoices):
        TOWNSHIP = "township"
        COUNTY = "county"
        TRAFFIC = "traffic"
        MEDICAL = "medical"
        HOUSING = "housing"
        JOINT_RECEPTION = "joint_reception"
        LAND_TRIBUNAL = "land_tribunal"
        LEGAL_SERVICE = "legal_service"
        PETITIONS = "petitions"
        GOVERNANCE = "governance"

    key = models.SlugField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField()
    matters = models.ManyToManyField(MatterType, blank=True, related_name="routes")  # none: any matter
    people_over = models.PositiveSmallIntegerField(null=True, blank=True)
    opponent_outside = models.BooleanField(null=True, blank=True)
    claims_payment = models.BooleanField(null=True, blank=True)
    destination = models.CharField(max_length=20, choices=Destination.choices)
    explanation = models.CharField(max_length=200)
    explanation_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    destination__in=[
                        "township", "county", "traffic", "medical", "housing", "joint_reception", "land_tribunal", "legal_service", "petitions", "governance",
                    ]
                ),
                name="route_destination",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.key

    @property
    def why(self) -> str:
        """The explanation in the reader's language."""
        return self.explanation_en if self.explanation_en and get_language() == "en" else self.explanation
