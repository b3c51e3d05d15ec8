from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField
from intake.models import Attachment, ClockPause, Party
from mediation.models.mediation import Mediation


class Evidence(models.Model):
    """A line of the evidence list: whose it is, its pages, whether the original was seen, and whether one side keeps it to itself."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="evidence")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    label = models.CharField(max_length=80)
    pages = models.PositiveSmallIntegerField(default=1)
    original_seen = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)  # shown to the mediator, not to the other sides
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(pages__gte=1), name="evidence_pages")]

    def __str__(self):
        return f"evidence {self.pk}"


class Appraisal(models.Model):
    """A question put to experts (鉴定): sent, returned, and who pays; the clock stands still where its law says so."""

    class Body(models.TextChoices):
        MEDICAL_ASSOCIATION = "medical", _("Medical association")
        FORENSIC = "forensic", _("Forensic appraisal body")
        PRICE = "price", _("Price or loss assessor")
        HOUSE = "house", _("House or land valuer")
        OTHER = "other", _("Other body")

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="appraisals")
    kind = models.CharField(max_length=10, choices=Body.choices)
    body = models.CharField(max_length=120)
    question = models.CharField(max_length=300)
    joint = models.BooleanField(default=False)  # both sides entrusted it (医疗纠纷预防和处理条例 art. 34)
    letter = models.CharField(max_length=120)  # number of the letter of entrustment or acceptance
    sent_on = models.DateField()
    expected_on = models.DateField()
    returned_on = models.DateField(null=True, blank=True)
    opinion = models.TextField(blank=True)
    fee_cents = models.BigIntegerField(null=True, blank=True)
    applicant_percent = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # of the fee; the other side pays the rest
    pause = models.ForeignKey(ClockPause, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mediation"], condition=Q(returned_on=None), name="appraisal_one_open"),
            models.CheckConstraint(
                condition=Q(applicant_percent=None) | Q(applicant_percent__lte=100), name="appraisal_percent"
            ),
            models.CheckConstraint(condition=Q(fee_cents=None) | Q(fee_cents__gte=0), name="appraisal_fee"),
        ]

    def __str__(self):
        return f"appraisal {self.pk}"


class Danger(models.Model):
    """Signs that somebody may come to harm; read by those who must act, and by nobody else. 人民调解法 art. 25."""

    mediation = models.OneToOneField(Mediation, models.CASCADE, related_name="danger")
    threat = models.BooleanField(default=False)
    weapon = models.BooleanField(default=False)
    self_harm = models.BooleanField(default=False)
    group = models.BooleanField(default=False)
    minors = models.BooleanField(default=False)
    note = EncryptedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    police_told_at = models.DateTimeField(null=True, blank=True)
    police_station = models.CharField(max_length=80, blank=True)
    police_how = EncryptedTextField(blank=True)  # who took the report, under which number
    over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(threat=True) | Q(weapon=True) | Q(self_harm=True) | Q(group=True) | Q(minors=True),
                name="danger_of_something",
            )
        ]

    def __str__(self):
        return f"danger {self.pk}"


SIGNS = ("threat", "weapon", "self_harm", "group", "minors")
