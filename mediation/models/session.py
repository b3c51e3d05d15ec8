from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField
from center.institution.models import Center, Named
from intake.models import Agent, Case, Party
from mediation.models.mediation import Mediation


class Room(Named):
    """A room of a center in which the sides meet."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="rooms")
    seats = models.PositiveSmallIntegerField(default=6)
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ["center", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["center", "name"], name="room_name")]


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The sessions of the cases that `user` may see today."""
        return self.filter(mediation__proceeding__case__in=Case.objects.visible_to(user))

    def at(self, begins, ends):
        """Those that still stand and overlap the time from `begins` to `ends`."""
        return self.filter(state=Session.State.PLANNED, begins__lt=ends, ends__gt=begins)


class Session(models.Model):
    """The sides meet the mediator, together, apart, or by video."""

    class Kind(models.TextChoices):
        FACE_TO_FACE = "face_to_face", _("Face to face")
        SEPARATE = "separate", _("Separate talks")
        VIDEO = "video", _("By video")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        MISSED = "missed", _("A side did not come")
        CANCELLED = "cancelled", _("Cancelled")

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.FACE_TO_FACE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="sessions")  # none: by video
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    open_to_public = models.BooleanField(default=False)  # only where every side agreed to it
    notice_waived = models.CharField(max_length=200, blank=True)  # why less notice was enough: the sides agreed
    safety = EncryptedTextField(blank=True)  # measures, where danger was noted
    held_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why cancelled
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["begins", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="session_forward"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "held", "missed", "cancelled"]), name="session_state"
            ),
            models.CheckConstraint(condition=Q(room__isnull=False) | Q(kind="video"), name="session_somewhere"),
        ]
        indexes = [
            models.Index(fields=["room", "begins"], name="session_room"),
            models.Index(fields=["mediator", "begins"], name="session_mediator"),
        ]

    def __str__(self):
        return f"session {self.pk}"


class Summons(models.Model):
    """A party was told of a session, and came or did not."""

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        PHONE = "phone", _("By phone")
        SMS = "sms", _("By text message")
        WRITTEN = "written", _("In writing")

    session = models.ForeignKey(Session, models.CASCADE, related_name="summonses")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()
    came = models.BooleanField(null=True, blank=True)
    excuse = models.CharField(max_length=200, blank=True)  # why it did not come; empty: without reason

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "party"], name="summons_once")]

    def __str__(self):
        return f"summons {self.pk}"


class MinutesPage(models.Model):
    """A page of the minutes of a session; once a side has confirmed it, it is not changed any more."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    text = EncryptedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["session", "number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="minutes_page_number")]

    def __str__(self):
        return f"page {self.number} of session {self.session_id}"


class PageConfirmation(models.Model):
    """A page was read back to a side, and the side said that it is right."""

    page = models.ForeignKey(MinutesPage, models.CASCADE, related_name="confirmations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64)  # of the page as it was read
    at = models.DateTimeField()
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["page", "party"], name="page_confirmed_once")]

    def __str__(self):
        return f"confirmation {self.pk}"


class PrivateNote(models.Model):
    """What a side told the mediator alone: read by the mediator, by nobody else, and in no paper."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="private_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    text = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"note {self.pk}"
