from django.conf import settings
from django.db import models
from django.db.models import Q

from center.institution.models import Center, Department
from intake.models.case import Case


class Accused(models.Model):
    """Whom an accusation is against: a center, a department (at one center or everywhere), or a member of staff.

    They neither read the case nor receive it (信访工作条例 art. 30(3)).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="accused")
    center = models.ForeignKey(Center, models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(center__isnull=False) | Q(department__isnull=False) | Q(user__isnull=False),
                name="accused_is_somebody",
            )
        ]

    def __str__(self):
        return f"accused {self.pk}"
