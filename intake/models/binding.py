from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models.case import Attachment, Case


class Binding(models.Model):
    """Pages of a case to be bound into one PDF: asked for, under way, done. Long ones are made by the worker."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be bound")
        WORKING = "working", _("Being bound")
        DONE = "done", _("Bound")
        FAILED = "failed", _("Could not be bound")

    case = models.ForeignKey(Case, models.CASCADE, related_name="bindings")
    sources = models.JSONField()  # ids of attachments, in the order of their pages
    label = models.CharField(max_length=80, blank=True)
    by = models.JSONField()  # the actor who asked: kind, id, posting, badge, user_id
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    pages = models.PositiveSmallIntegerField()
    pages_done = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="bindings")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "working", "done", "failed"]), name="binding_state"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state__in=["waiting", "working"]), name="binding_to_make")
        ]

    def __str__(self):
        return f"binding {self.pk}"
