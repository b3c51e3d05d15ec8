from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Center
from mediation.models.mediation import Mediation
from mediation.models.roster import Mediator


class SubsidyRate(models.Model):
    """What a settled dispute of a difficulty is worth, from a day on (财行〔2007〕179号: set by the county's justice bureau and finance)."""

    class Grade(models.TextChoices):
        SIMPLE = "simple", _("Simple")
        ORDINARY = "grade_ordinary", _("Ordinary")
        DIFFICULT = "difficult", _("Difficult")
        MAJOR = "major", _("Major")

    grade = models.CharField(max_length=16, choices=Grade.choices)
    written_cents = models.BigIntegerField()
    oral_cents = models.BigIntegerField(default=0)
    valid_from = models.DateField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["grade", "valid_from"], name="subsidy_rate_once"),
            models.CheckConstraint(condition=Q(written_cents__gte=0, oral_cents__gte=0), name="subsidy_rate_amount"),
        ]

    def __str__(self):
        return f"{self.grade} {self.valid_from}"


class SubsidyList(models.Model):
    """The subsidies of a center for a month (以案定补): proposed, checked by the justice office, approved by the bureau, published."""

    class State(models.TextChoices):
        PROPOSED = "sub_proposed", _("Proposed")
        CHECKED = "sub_checked", _("Checked by the justice office")
        APPROVED = "sub_approved", _("Approved by the bureau")
        PUBLISHED = "sub_published", _("Published")

    center = models.ForeignKey(Center, models.PROTECT, related_name="subsidy_lists")
    month = models.DateField()  # its first day
    state = models.CharField(max_length=14, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_until = models.DateField(null=True, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-month", "center", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "month"], name="subsidy_list_once"),
            models.CheckConstraint(
                condition=Q(state__in=["sub_proposed", "sub_checked", "sub_approved", "sub_published"]),
                name="subsidy_list_state",
            ),
        ]

    def __str__(self):
        return f"subsidy list {self.pk}"


class Subsidy(models.Model):
    """What one mediator is paid for one dispute: once, whatever number of mediations it took."""

    listed = models.ForeignKey(SubsidyList, models.CASCADE, related_name="lines")
    mediation = models.OneToOneField(Mediation, models.PROTECT, related_name="subsidy")
    matter_key = models.CharField(max_length=24, unique=True)  # number of the case: no dispute is paid twice
    mediator = models.ForeignKey(Mediator, models.PROTECT, null=True, blank=True, related_name="subsidies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    grade = models.CharField(max_length=16, choices=SubsidyRate.Grade.choices)
    amount_cents = models.BigIntegerField()
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["listed", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gte=0), name="subsidy_amount")]

    def __str__(self):
        return f"subsidy {self.pk}"
