from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mediation.models.agreement import Agreement


class Confirmation(models.Model):
    """Both sides ask a court to confirm the agreement, within 30 days of its effect (人民调解法 art. 33; 民事诉讼法 arts. 205-206)."""

    class State(models.TextChoices):
        APPLIED = "conf_applied", _("Applied for jointly")
        ACCEPTED = "conf_accepted", _("Accepted by the court")
        CONFIRMED = "conf_confirmed", _("Confirmed by the court")
        REFUSED = "conf_refused", _("Not confirmed")
        NOT_ACCEPTED = "conf_not_accepted", _("Not accepted by the court")
        WITHDRAWN = "conf_withdrawn", _("Application withdrawn")

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="confirmation")
    state = models.CharField(max_length=18, choices=State.choices, default=State.APPLIED)
    court = models.CharField(max_length=80)
    applied_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    ruling = models.CharField(max_length=60, blank=True)  # number of the ruling or notice
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "conf_applied",
                        "conf_accepted",
                        "conf_confirmed",
                        "conf_refused",
                        "conf_not_accepted",
                        "conf_withdrawn",
                    ]
                ),
                name="confirmation_state",
            )
        ]

    def __str__(self):
        return f"confirmation {self.pk}"
