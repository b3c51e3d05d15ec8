from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Posting
from intake.models.clock import Clock
from intake.models.interruption import ClockExtension


class ExtensionRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Asked, not decided, of a clock that runs."""
        return self.filter(state=ExtensionRequest.State.ASKED, clock__stopped_at=None)


class ExtensionRequest(models.Model):
    """The desk asks for more time, with a reason; whoever the law names approves or refuses. An approved one is a `ClockExtension`."""

    class State(models.TextChoices):
        ASKED = "extension_asked", _("Extension asked for")
        APPROVED = "extension_approved", _("Extension approved")
        REFUSED = "extension_refused", _("Extension refused")

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="requests")
    state = models.CharField(max_length=20, choices=State.choices, default=State.ASKED)
    amount = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    late = models.BooleanField(default=False)  # less than a working day before the end: the center's director decides
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_in = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)  # why it was refused
    extension = models.OneToOneField(ClockExtension, models.PROTECT, null=True, blank=True, related_name="request")

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(state="extension_asked"), name="extension_request_one_open"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="extension_request_some"),
            models.CheckConstraint(
                condition=Q(state="extension_asked", decided_at=None, extension=None)
                | Q(state="extension_approved", decided_at__isnull=False, extension__isnull=False)
                | Q(state="extension_refused", decided_at__isnull=False, extension=None) & ~Q(answer=""),
                name="extension_request_decided",
            ),
        ]

    def __str__(self):
        return f"extension request {self.pk}"
