from django.conf import settings
from django.db import models
from django.db.models import Q


class AccessReview(models.Model):
    """A month of readings of closed matters, reveals and searches by document, looked through by an auditor. PIPL art. 54."""

    month = models.DateField(unique=True)  # its first day
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    remark = models.CharField(max_length=1000)
    readings = models.PositiveIntegerField()  # how many there were when it was reviewed

    class Meta:
        ordering = ["-month"]
        constraints = [models.CheckConstraint(condition=~Q(remark=""), name="access_review_remark")]

    def __str__(self):
        return f"{self.month:%Y-%m}"
