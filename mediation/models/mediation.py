from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models import Case, Proceeding


class MediationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The mediations of the cases that `user` may see today."""
        return self.filter(proceeding__case__in=Case.objects.visible_to(user))

    def under_way(self):
        return self.filter(state__in=Mediation.UNDER_WAY)


class Mediation(models.Model):
    """Two sides and a mediator: the record of a mediation on a case. 人民调解法."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Asking the sides")
        OPEN = "open", _("In mediation")
        AGREED = "agreed", _("Agreement reached")
        FAILED = "failed", _("No agreement")
        ENDED = "ended", _("Ended with the case")

    UNDER_WAY = [State.PROPOSED, State.OPEN]

    class Form(models.TextChoices):  # art. 28
        WRITTEN = "written", _("In writing")
        ORAL = "oral", _("Orally, noted by the mediator")

    proceeding = models.OneToOneField(Proceeding, models.CASCADE, related_name="mediation")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mediations")
    proposed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    agreement_form = models.CharField(max_length=10, choices=Form.choices, blank=True)
    terms = models.TextField(blank=True)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    failure_reason = models.CharField(max_length=300, blank=True)

    objects = MediationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "open", "agreed", "failed", "ended"]), name="mediation_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | (Q(agreement_form__in=["written", "oral"]) & ~Q(terms="")),
                name="mediation_agreed_on_something",
            ),
            models.CheckConstraint(condition=Q(amount_cents=None) | Q(amount_cents__gte=0), name="mediation_amount"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "open"], ended_at=None)
                | Q(state__in=["agreed", "failed", "ended"], ended_at__isnull=False),
                name="mediation_end",
            ),
        ]
        indexes = [
            models.Index(fields=["mediator", "state"], name="mediation_mediator"),
            models.Index(fields=["state", "ended_at"], name="mediation_state_end"),
        ]

    def __str__(self):
        return f"mediation {self.pk}"

    @property
    def case(self) -> Case:
        return self.proceeding.case
