from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField
from intake.models import Agent, Attachment, Party
from mediation.models.mediation import Mediation


class Agreement(models.Model):
    """What the sides agreed on (人民调解法 arts. 28-31): drafted, signed by all, in effect, kept or broken."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SIGNING = "signing", _("Being signed")
        IN_EFFECT = "in_effect", _("In effect")
        PERFORMED = "performed", _("Performed in full")
        BROKEN = "broken", _("Not kept")

    mediation = models.OneToOneField(Mediation, models.CASCADE, related_name="agreement")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    form = models.CharField(max_length=10, choices=Mediation.Form.choices)
    facts = models.TextField(blank=True)  # main facts and the points in dispute; empty: as in the case
    responsibility = models.TextField(blank=True)
    terms = models.TextField()
    performance = models.TextField(blank=True)  # way and term
    place = models.CharField(max_length=120, blank=True)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the text that is signed
    lawful_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    mediator_signed_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # performed, or given up as broken
    broken_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "signing", "in_effect", "performed", "broken"]), name="agreement_state"
            ),
            models.CheckConstraint(condition=Q(form__in=["written", "oral"]), name="agreement_form"),
            models.CheckConstraint(condition=Q(amount_cents=None) | Q(amount_cents__gte=0), name="agreement_amount"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "signing"], effective_at=None)
                | Q(state__in=["in_effect", "performed", "broken"], effective_at__isnull=False),
                name="agreement_effect",
            ),
        ]
        indexes = [models.Index(fields=["state", "effective_at"], name="agreement_state_effect")]

    def __str__(self):
        return f"agreement {self.pk}"


class Signature(models.Model):
    """One who signed the text of this digest: on paper, or with strokes on a screen before a member of staff.

    Strokes on a screen show who stood there; a reliable electronic signature (电子签名法 arts. 13-14) they are not.
    """

    class Way(models.TextChoices):
        PAPER = "sign_paper", _("On paper")
        SCREEN = "sign_screen", _("On the screen")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")  # who signed for it
    said_by = models.CharField(max_length=60, blank=True)  # of an organisation: the person in charge
    way = models.CharField(max_length=12, choices=Way.choices)
    strokes = EncryptedTextField(blank=True)  # JSON: lines of points, 0 to 1000
    read_aloud = models.BooleanField(default=False)
    device = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="signature_once"),
            models.CheckConstraint(condition=Q(way__in=["sign_paper", "sign_screen"]), name="signature_way"),
        ]

    def __str__(self):
        return f"signature {self.pk}"


class Instalment(models.Model):
    """A payment promised: how much, by what day, by whom."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    payer = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    amount_cents = models.BigIntegerField()
    due_on = models.DateField()
    way = models.CharField(max_length=60, blank=True)  # cash, transfer to whose account ending in what
    paid_at = models.DateTimeField(null=True, blank=True)  # when the center saw that all of it was paid
    reminded_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)  # when the visit was asked for

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="instalment_number"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="instalment_amount"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(paid_at=None), name="instalment_owed")]

    def __str__(self):
        return f"instalment {self.pk}"


class Payment(models.Model):
    """Money that a side says was paid, with its proof; it counts when the center has looked at it."""

    class State(models.TextChoices):
        REPORTED = "reported", _("Reported")
        CONFIRMED = "confirmed_paid", _("Seen and counted")
        REJECTED = "rejected", _("Not counted")

    instalment = models.ForeignKey(Instalment, models.CASCADE, related_name="payments")
    amount_cents = models.BigIntegerField()
    paid_on = models.DateField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.REPORTED)
    proof = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    reported_by = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: written down by staff
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_amount"),
            models.CheckConstraint(
                condition=Q(state__in=["reported", "confirmed_paid", "rejected"]), name="payment_state"
            ),
        ]

    def __str__(self):
        return f"payment {self.pk}"


class FollowUp(models.Model):
    """A visit after the agreement (回访): is it kept, are the sides content, is there a hidden danger. 人民调解法 art. 31."""

    class Kept(models.TextChoices):
        ALL = "kept_all", _("Kept in full")
        PART = "kept_part", _("Kept in part")
        NOT = "kept_not", _("Not kept")

    class Content(models.TextChoices):
        CONTENT = "content", _("Content")
        FAIRLY = "fairly", _("Fairly content")
        NOT = "not_content", _("Not content")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="follow_ups")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")  # who was visited
    visited_on = models.DateField()
    reason = models.CharField(max_length=120, blank=True)
    kept = models.CharField(max_length=10, choices=Kept.choices)
    satisfied = models.CharField(max_length=12, choices=Content.choices)
    danger = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"follow-up {self.pk}"


class PartyKey(models.Model):
    """With the number of the case this code opens, for one party, the page of its own agreement."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="key")
    code = EncryptedTextField()
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self):
        return f"key {self.pk}"
