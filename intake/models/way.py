from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Desk
from intake.models.case import Case
from intake.models.matter import Route


class Handover(models.Model):
    """From one desk to another: sent, then signed for or returned; the sender keeps reading."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for sign-for")
        SIGNED = "signed", _("Signed for")
        RETURNED = "returned", _("Returned")
        CANCELLED = "cancelled", _("Cancelled")

    class ReturnReason(models.TextChoices):
        NOT_COMPETENT = "not_competent", _("Not within our competence")
        WRONG_AREA = "wrong_area", _("Another township's matter")
        INCOMPLETE = "incomplete", _("Something needed is missing")
        DUPLICATE = "duplicate", _("Already in hand under another number")

    case = models.ForeignKey(Case, models.CASCADE, related_name="handovers")
    from_desk = models.ForeignKey(Desk, models.PROTECT, related_name="handovers_out")
    to_desk = models.ForeignKey(Desk, models.PROTECT, related_name="handovers_in")
    route = models.ForeignKey(Route, models.PROTECT, null=True, blank=True, related_name="handovers")
    proposed_desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # why not as proposed, or why it goes on
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    owned_by = models.JSONField(default=dict, blank=True)  # whose it was before: center, desk, department, handler
    disputed = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    return_code = models.CharField(max_length=20, choices=ReturnReason.choices, blank=True)
    return_reason = models.CharField(max_length=300, blank=True)
    return_article = models.CharField(max_length=120, blank=True)  # the rule by which it is another's

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="pending"), name="handover_one_pending"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "signed", "returned", "cancelled"]), name="handover_state"
            ),
            models.CheckConstraint(condition=~Q(from_desk=F("to_desk")), name="handover_goes_somewhere"),
        ]
        indexes = [
            models.Index(fields=["from_desk", "case"], name="handover_from"),
            models.Index(fields=["to_desk", "case"], name="handover_to"),
        ]

    def __str__(self):
        return f"handover {self.pk}"


class Proceeding(models.Model):
    """This case is in that procedure. A lent one waits, its clocks running, while its child proceeds."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="proceedings")
    key = models.CharField(max_length=30)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    lent = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None, lent=False), name="proceeding_one_live")
        ]

    def __str__(self):
        return f"{self.key} {self.pk}"


class Event(models.Model):
    """A line of the story: appended, never changed; chained to the one before by a keyed digest."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)  # "case.registered"; wording in templates/events/case.registered.html
    by_kind = models.CharField(max_length=10)
    by_id = models.BigIntegerField(null=True)
    by_posting = models.BigIntegerField(null=True)
    by_badge = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    data = models.JSONField(default=dict, null=True)
    salt = models.CharField(max_length=32, blank=True)
    data_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["case_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="event_seq")]

    def __str__(self):
        return f"{self.case_id}/{self.seq} {self.kind}"
