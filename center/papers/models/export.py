from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField


class ExportQuerySet(models.QuerySet):
    def left(self):
        """Approved or half built: what the sweep goes on with."""
        return self.filter(state__in=[Export.State.APPROVED, Export.State.BUILDING])


class Export(models.Model):
    """A list that somebody wants to take out of the house as a workbook: which, why, on whose word, until when."""

    class State(models.TextChoices):
        ASKED = "export_asked", _("Waiting for approval")
        APPROVED = "export_approved", _("Waiting to be made")
        BUILDING = "export_building", _("Being made")
        READY = "export_ready", _("Ready")
        REFUSED = "export_refused", _("Not approved")
        WITHDRAWN = "export_withdrawn", _("Asking withdrawn")
        FAILED = "export_failed", _("Could not be made")
        EXPIRED = "export_expired", _("Past its time")

    kind = models.CharField(max_length=30)  # a key of `exports`
    query = models.TextField(blank=True)  # the filter of the list as in its address: keys and ids
    columns = models.JSONField()  # keys of the kind's columns
    sensitive = models.BooleanField(default=False)
    rows = models.PositiveIntegerField()  # when it was asked for
    written = models.PositiveIntegerField(default=0)
    reason = EncryptedTextField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    posting = models.ForeignKey("institution.Posting", models.PROTECT, related_name="exports")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("institution.Posting", models.PROTECT, null=True, related_name="exports_decided")
    decided_at = models.DateTimeField(null=True)
    refusal = EncryptedTextField(blank=True)
    begun_at = models.DateTimeField(null=True)  # of the building, which another worker takes over when it stands still
    expires_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    fetches = models.PositiveIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "export_asked",
                        "export_approved",
                        "export_building",
                        "export_ready",
                        "export_refused",
                        "export_withdrawn",
                        "export_failed",
                        "export_expired",
                    ]
                ),
                name="export_state",
            )
        ]
        indexes = [
            models.Index(fields=["state", "expires_at"], name="export_sweep"),
            models.Index(fields=["asked_by", "-asked_at"], name="export_of_user"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"


class ExportContent(models.Model):
    """The workbook of an export, encrypted; deleted when its time is over."""

    export = models.OneToOneField(Export, models.CASCADE, related_name="content")
    sealed = EncryptedTextField()  # base64

    def __str__(self):
        return f"export {self.export_id}"
