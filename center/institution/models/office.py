from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from center.institution.models.area import Area
from center.institution.models.words import Lasting, LastingQuerySet, Named


class Department(Lasting, Named):
    """One of the five that moved in; it keeps its plate, its seal and its line upward."""

    key = models.SlugField(max_length=30, unique=True)  # political_legal governance rule_of_law judicial petitions
    order = models.PositiveSmallIntegerField(default=0)

    objects = LastingQuerySet.as_manager()

    class Meta:
        ordering = ["order", "key"]
        permissions = [("supervise_department", "Supervises all desks and matter types of the department")]


class Center(Lasting, Named):
    """A house on the street with its own short code, director, desks and numbers."""

    class Kind(models.TextChoices):
        COUNTY = "county"
        TOWNSHIP = "township"
        TRAFFIC = "traffic"
        MEDICAL = "medical"
        HOUSING = "housing"
        JOINT_RECEPTION = "joint_reception"
        LAND_TRIBUNAL = "land_tribunal"

    code = models.CharField(max_length=5, unique=True)  # letters; the head of every case number
    kind = models.CharField(max_length=20, choices=Kind.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="centers")
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    hours = models.CharField(max_length=80, blank=True)

    objects = LastingQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "area__code", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["county", "township", "traffic", "medical", "housing", "joint_reception", "land_tribunal"]
                ),
                name="center_kind",
            ),
            models.UniqueConstraint(fields=["area", "kind"], condition=Q(valid_to=None), name="center_one_of_a_kind"),
        ]
        permissions = [("direct_center", "Directs all desks of the center")]


class Desk(Lasting, Named):
    """Where cases, hand-overs, clocks and queues belong: a center's counter (no department) or a department's desk at a center."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="desks")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="desks")
    window = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    objects = LastingQuerySet.as_manager()

    class Meta:
        ordering = ["center", "department__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "department"], condition=Q(valid_to=None), name="desk_one_a_department"
            ),
            models.UniqueConstraint(
                fields=["center"], condition=Q(department=None, valid_to=None), name="desk_one_counter"
            ),
        ]

    @property
    def full_label(self) -> str:
        """Center and desk, as said to a visitor."""
        return f"{self.center.label} {self.label}"


class CenterUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Center, models.CASCADE)


class CenterGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Center, models.CASCADE)


class DepartmentUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Department, models.CASCADE)


class DepartmentGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Department, models.CASCADE)
