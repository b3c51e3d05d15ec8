from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Area, Posting


class AssignmentQuerySet(models.QuerySet):
    def valid(self, on: date):
        """Assignments in force on that day, of people whose posting is in force too; both days included."""
        held = Posting.objects.valid(on)
        return self.filter(valid_from__lte=on, posting__in=held).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Assignment(models.Model):
    """This grid is in the care of this member of staff, from a day to a day; the seat is at the township's governance desk."""

    class Kind(models.TextChoices):
        FULL_TIME = "full_time", _("Full-time")
        PART_TIME = "part_time", _("Part-time")
        LEADER = "leader", _("Grid leader")

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="assignments")
    grid = models.ForeignKey(Area, models.PROTECT, related_name="assignments")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FULL_TIME)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["grid", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["posting", "grid"], condition=Q(valid_to=None), name="assignment_once"),
            models.CheckConstraint(condition=Q(kind__in=["full_time", "part_time", "leader"]), name="assignment_kind"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="assignment_dates"
            ),
        ]

    def __str__(self):
        return f"assignment {self.pk}"
