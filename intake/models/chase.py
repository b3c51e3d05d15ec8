from django.conf import settings
from django.db import models
from django.db.models import Q

from intake.models.case import Case


class Chase(models.Model):
    """The citizen asks by number and code how it stands (催办): the desk answers within `chase_answer`, and the answer is shown to the citizen."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="chases")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="chase_answered",
            )
        ]

    def __str__(self):
        return f"chase {self.pk}"
