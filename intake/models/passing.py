from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Desk, Named
from intake.models.case import Case
from intake.models.clock import Clock


class OutsideBody(Named):
    """An office outside the center to which matters are passed: a court, a bureau; rows that a center edits."""

    class Kind(models.TextChoices):
        COURT = "court", _("Court")
        PROCURACY = "procuracy", _("Procuracy")
        POLICE = "police", _("Police")
        LABOUR = "labour", _("Labour inspection or arbitration")
        HEALTH = "health", _("Health bureau")
        HOUSING = "housing_bureau", _("Housing bureau")
        LAND = "land", _("Natural resources bureau")
        OTHER = "other_body", _("Other office")

    class Channel(models.TextChoices):
        LETTER = "official_letter", _("Official letter")
        PLATFORM = "platform", _("Their own platform")
        PHONE = "phone_call", _("By phone")
        BY_HAND = "by_hand", _("Handed over in person")

    key = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    phone = models.CharField(max_length=30, blank=True)
    channel = models.CharField(max_length=16, choices=Channel.choices, default=Channel.LETTER)
    contact = models.CharField(max_length=60, blank=True)  # the post or room to ask for
    order = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "key"]


class PassingQuerySet(models.QuerySet):
    def live(self):
        """Those whose answer is still awaited; a case has one at most."""
        return self.exclude(state=Passing.State.ANSWERED)


class Passing(models.Model):
    """A matter in the hands of an outside office: sent, acknowledged, answered; or failed, and sent again."""

    class State(models.TextChoices):
        SENT = "passing_sent", _("Sent, not acknowledged")
        FAILED = "passing_failed", _("Did not arrive")
        ACKNOWLEDGED = "passing_acknowledged", _("Acknowledged")
        ANSWERED = "passing_answered", _("Answered")

    case = models.ForeignKey(Case, models.CASCADE, related_name="passings")
    state = models.CharField(max_length=22, choices=State.choices, default=State.SENT)
    body = models.ForeignKey(OutsideBody, models.PROTECT, null=True, blank=True, related_name="passings")
    office = models.CharField(max_length=120)  # its name on that day
    channel = models.CharField(max_length=16, choices=OutsideBody.Channel.choices)
    contact = models.CharField(max_length=60, blank=True)  # who there
    letter = models.CharField(max_length=60, blank=True)  # number of the letter
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="passings")  # that watches it
    state_before = models.CharField(max_length=20)  # of the case, to which it returns
    clock = models.OneToOneField(Clock, models.SET_NULL, null=True, blank=True, related_name="passing")
    sent_at = models.DateTimeField()  # the last time
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=1)
    failed_at = models.DateTimeField(null=True, blank=True)
    failed_reason = models.CharField(max_length=300, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)

    objects = PassingQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["passing_sent", "passing_failed", "passing_acknowledged", "passing_answered"]
                ),
                name="passing_state",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state="passing_answered"), name="passing_one_live"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["desk", "state"], name="passing_desk")]

    def __str__(self):
        return f"passing {self.pk}"
