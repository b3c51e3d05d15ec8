from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Center, Desk
from intake.models.case import Case
from intake.models.way import Handover


class Dispute(models.Model):
    """Who is competent is in dispute (管辖争议): the director of the common superior decides, and the decision binds."""

    class Why(models.TextChoices):
        RETURNED_AGAIN = "returned_again", _("Returned a second time")
        TWO_DESKS = "two_desks", _("Two desks say that they are not competent")

    case = models.ForeignKey(Case, models.CASCADE, related_name="disputes")
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="disputes")  # the one whose return brought it
    why = models.CharField(max_length=20, choices=Why.choices)
    center = models.ForeignKey(Center, models.PROTECT, related_name="disputes")  # whose director decides
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    to_desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="disputes_won")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(decided_at=None), name="dispute_one_open"),
            models.CheckConstraint(
                condition=Q(decided_at=None, to_desk=None) | Q(decided_at__isnull=False, to_desk__isnull=False),
                name="dispute_decided",
            ),
            models.CheckConstraint(condition=Q(why__in=["returned_again", "two_desks"]), name="dispute_why"),
        ]
        indexes = [models.Index(fields=["center"], condition=Q(decided_at=None), name="dispute_open")]

    def __str__(self):
        return f"dispute {self.pk}"
