from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models import Party
from mediation.models.mediation import Mediation


class Consent(models.Model):
    """What a side said when it was asked whether it wants mediation (art. 17)."""

    class Answer(models.TextChoices):
        AGREED = "agreed", _("Agrees")
        REFUSED = "refused", _("Refuses")

    class Channel(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        PHONE = "phone", _("By phone")
        WRITTEN = "written", _("In writing")

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="consents")
    party = models.ForeignKey(Party, models.PROTECT, related_name="consents")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "party"], name="consent_once"),
            models.CheckConstraint(condition=Q(answer__in=["agreed", "refused"]), name="consent_answer"),
            models.CheckConstraint(condition=Q(channel__in=["in_person", "phone", "written"]), name="consent_channel"),
        ]

    def __str__(self):
        return f"consent {self.pk}"
