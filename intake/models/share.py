from django.conf import settings
from django.db import models
from django.db.models import Q

from center.foundation.now import today
from intake.models.case import Case


class ShareQuerySet(models.QuerySet):
    def valid(self):
        """Those that open the case today."""
        return self.filter(ended_at=None).filter(Q(until=None) | Q(until__gte=today()))


class Share(models.Model):
    """A case shared with a colleague by name: why, until when, to read only or with a few verbs; ended by hand or by its day."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="shares")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    verbs = models.JSONField(default=list, blank=True)  # "case.note", "case.attach"; empty: to read only
    until = models.DateField(null=True, blank=True)  # the last day; empty: until it is ended
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], condition=Q(ended_at=None), name="share_one_running"),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(ended_at=None), name="share_until")]

    def __str__(self):
        return f"share {self.pk}"
