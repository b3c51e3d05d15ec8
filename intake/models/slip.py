from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Desk, Posting
from intake.models.case import Case


class Slip(models.Model):
    """A supervision slip (督办单): numbered, says what is asked of the desk, is replied to, and closed by whoever issued it."""

    class State(models.TextChoices):
        ISSUED = "slip_issued", _("To be replied to")
        REPLIED = "slip_replied", _("Replied to")
        CLOSED = "slip_closed", _("Closed")

    case = models.ForeignKey(Case, models.CASCADE, related_name="slips")
    number = models.CharField(max_length=24, unique=True)  # XY-DB-2026-0003
    state = models.CharField(max_length=12, choices=State.choices, default=State.ISSUED)
    demand = models.CharField(max_length=500)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")  # that must reply
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_in = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["slip_issued", "slip_replied"]), name="slip_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["slip_issued", "slip_replied", "slip_closed"]), name="slip_state"
            ),
        ]

    def __str__(self):
        return self.number
