from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField
from intake.models import Agent, Attachment, Party
from mediation.models.mediation import Mediation


class Channel(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    WRITTEN = "written", _("In writing")


class Asking(models.Model):
    """A side was asked whether it wants mediation, and has some days to answer."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="askings")
    party = models.ForeignKey(Party, models.PROTECT, related_name="askings")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    at = models.DateTimeField()
    until = models.DateTimeField()  # by when an answer is waited for
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"asking {self.pk}"


class Consent(models.Model):
    """What a side said when it was asked whether it wants mediation (art. 17)."""

    class Answer(models.TextChoices):
        AGREED = "agreed", _("Agrees")
        REFUSED = "refused", _("Refuses")
        NO_ANSWER = "no_answer", _("No answer")

    Channel = Channel

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="consents")
    party = models.ForeignKey(Party, models.PROTECT, related_name="consents")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")  # who answered for it
    said_by = models.CharField(max_length=60, blank=True)  # of an organisation: the person in charge
    proof = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "party"], name="consent_once"),
            models.CheckConstraint(condition=Q(answer__in=["agreed", "refused", "no_answer"]), name="consent_answer"),
            models.CheckConstraint(condition=Q(channel__in=["in_person", "phone", "written"]), name="consent_channel"),
        ]

    def __str__(self):
        return f"consent {self.pk}"


class Mandate(models.Model):
    """Joint claimants have said in writing who answers for them: those named as parties, and others by a list."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="mandates")
    side = models.CharField(max_length=12, choices=Party.Side.choices)
    represented = models.ManyToManyField(Party, related_name="mandates", blank=True)
    further_names = EncryptedTextField(blank=True)  # one a line: who is represented and is no party of the case
    count = models.PositiveIntegerField()  # how many are represented, both together
    proof = models.ForeignKey(Attachment, models.PROTECT, related_name="+")  # the written mandate
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "side"], name="mandate_one_a_side"),
            models.CheckConstraint(condition=Q(count__gte=1), name="mandate_of_somebody"),
        ]

    def __str__(self):
        return f"mandate {self.pk}"


class Shield(models.Model):
    """Where this party lives and how it is reached is kept from the other sides (人民调解法 art. 15; 反家庭暴力法 art. 5)."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="shield")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"shield {self.pk}"
