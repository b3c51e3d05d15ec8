from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField
from center.foundation.now import now


class NoticeQuerySet(models.QuerySet):
    def inbox(self, user):
        """What a member of staff finds in the inbox, newest first; what quiet hours hold back is not in it yet."""
        return self.filter(to_user=user, channel=Notice.Channel.INBOX, state=Notice.State.SENT).order_by(
            "-sent_at", "-pk"
        )

    def unread(self):
        return self.filter(read_at=None)

    def due(self, moment: datetime):
        """Owed, and their time has come."""
        return self.filter(state=Notice.State.OWED, next_try_at__lte=moment)

    def abandoned(self, moment: datetime):
        """Taken by a worker that has not been heard of since its claim ran out."""
        return self.filter(state=Notice.State.SENDING, claimed_until__lt=moment)

    def undelivered(self):
        """Failed for good and dealt with by nobody, oldest first: who must be told in another way."""
        return self.filter(state=Notice.State.FAILED).order_by("owed_at", "pk")


class Notice(models.Model):
    """A message that is owed to somebody; `key` makes it one message, however often the cause is looked at."""

    class Channel(models.TextChoices):
        INBOX = "inbox", _("Inbox")
        SMS = "sms", _("Text message")
        WECHAT = "wechat", _("WeChat message")
        EMAIL = "email", _("E-mail")

    class State(models.TextChoices):
        OWED = "owed", _("Owed")
        SENDING = "sending", _("On its way")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")
        SETTLED = "settled", _("Dealt with otherwise")  # it failed, and a person saw to it in another way

    class Fault(models.TextChoices):
        REFUSED = "gateway_refused", _("The gateway does not take it")
        SPENT = "tries_spent", _("Every try failed")
        UNKNOWN = "fate_unknown", _("Nobody can say whether it went out")
        UNDELIVERED = "undelivered", _("It did not reach the receiver")
        STALE = "too_old", _("It waited too long to be sent")
        UNREADABLE = "unreadable", _("The address cannot be read")

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
    urgent = models.BooleanField(default=False)  # goes out at night and on rest days too
    state = models.CharField(max_length=10, choices=State.choices, default=State.OWED)
    owed_at = models.DateTimeField()
    next_try_at = models.DateTimeField(
        default=now
    )  # not sent before: the end of quiet hours, or of the wait after a try
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)  # of the worker that has it in hand
    claimed_until = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True, unique=True)  # what a gateway knows it by: the same at every try
    fault = models.CharField(max_length=16, choices=Fault.choices, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)  # by the gateway's receipt
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["owed", "sending", "sent", "failed", "settled"]), name="notice_state"
            )
        ]
        indexes = [
            models.Index(fields=["to_user", "-sent_at"], name="notice_inbox"),
            models.Index(fields=["to_user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["next_try_at"], condition=Q(state="owed"), name="notice_owed"),
            models.Index(fields=["claimed_until"], condition=Q(state="sending"), name="notice_sending"),
            models.Index(fields=["claim"], condition=Q(state="sending"), name="notice_claim"),
            models.Index(fields=["owed_at"], condition=Q(state="failed"), name="notice_failed"),
        ]

    def __str__(self):
        return self.key
