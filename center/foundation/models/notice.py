from django.conf import settings
from django.db import models
from django.db.models import Q

from center.foundation.fields import EncryptedTextField


class NoticeQuerySet(models.QuerySet):
    def inbox(self, user):
        """What a member of staff finds in the inbox, newest first."""
        return self.filter(to_user=user, channel=Notice.Channel.INBOX).order_by("-owed_at", "-pk")

    def unread(self):
        return self.filter(read_at=None)


class Notice(models.Model):
    """A message that is owed to somebody; `key` makes it one message, however often the cause is looked at."""

    class Channel(models.TextChoices):
        INBOX = "inbox"
        SMS = "sms"
        EMAIL = "email"

    class State(models.TextChoices):
        OWED = "owed"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"

    key = models.CharField(max_length=120, unique=True)  # "clock:41:overdue:7"
    kind = models.CharField(max_length=40)  # wording in templates/notices/<kind>.txt
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="notices")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.INBOX)
    address = EncryptedTextField(blank=True)
    about = models.CharField(max_length=60, blank=True)  # "case:HHT202611240017K"
    data = models.JSONField(
        default=dict, blank=True
    )  # words for the template: numbers and names of offices, nothing personal
    url = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OWED)
    owed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["owed", "sending", "sent", "failed"]), name="notice_state")
        ]
        indexes = [
            models.Index(fields=["to_user", "-owed_at"], name="notice_inbox"),
            models.Index(fields=["to_user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return self.key
