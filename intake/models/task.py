from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.institution.models import Desk, Posting
from intake.models.case import Attachment, Case
from intake.models.clock import Clock


class Instruction(models.Model):
    """A leader's written instruction (批示): who gave it, its words and scan, by when; each desk that it names has a task of it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="instructions")
    leader = models.CharField(max_length=60)  # as the paper names whoever signed it
    text = models.CharField(max_length=500)
    scan = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_in = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at", "-pk"]

    def __str__(self):
        return f"instruction {self.pk}"


class TaskQuerySet(models.QuerySet):
    def open(self):
        """Those that a desk still owes, or whose answer is still to be read."""
        return self.filter(state__in=Task.OPEN)

    def ours(self):
        """What the leading desk asked of others for its own sake; it ends with the case."""
        return self.filter(kind__in=Task.OURS)

    def reading(self):
        """Those by which a desk reads the case: what was declined or taken back opens nothing."""
        return self.exclude(state__in=[Task.State.DECLINED, Task.State.REVOKED])


class Task(models.Model):
    """What one desk is asked to do in a case that stays another desk's, or to report on: its own limit, its own answer."""

    class Kind(models.TextChoices):
        ASSIST = "assist", _("Assist")
        REFERRAL = "referral", _("Referral")
        REPORT = "report", _("Report on what was assigned")
        INSTRUCTION = "instruction", _("Leader's instruction")
        COPY = "copy", _("Copy for information")

    class State(models.TextChoices):
        ASKED = "task_asked", _("To be accepted")
        ACCEPTED = "task_accepted", pgettext_lazy("of a task", "Accepted")
        ANSWERED = "task_answered", _("Answered, to be read")
        DONE = "task_done", _("Done")
        DECLINED = "task_declined", _("Declined by the desk")
        REVOKED = "task_revoked", _("Taken back")

    OURS = [Kind.ASSIST, Kind.REFERRAL]
    OPEN = [State.ASKED, State.ACCEPTED, State.ANSWERED]

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=14, choices=State.choices, default=State.ASKED)
    instruction = models.ForeignKey(Instruction, models.CASCADE, null=True, blank=True, related_name="tasks")
    from_desk = models.ForeignKey(Desk, models.PROTECT, related_name="tasks_given")
    to_desk = models.ForeignKey(Desk, models.PROTECT, related_name="tasks_had")
    text = models.CharField(max_length=500)  # what is asked
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_in = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    clock = models.OneToOneField(Clock, models.SET_NULL, null=True, blank=True, related_name="task")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)  # the opinion, the service given, the report
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why declined, taken back or asked again
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "task_asked",
                        "task_accepted",
                        "task_answered",
                        "task_done",
                        "task_declined",
                        "task_revoked",
                    ]
                ),
                name="task_state",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["assist", "referral", "report", "copy"], instruction=None)
                | Q(kind="instruction", instruction__isnull=False),
                name="task_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["assist", "referral"]) | ~Q(from_desk=F("to_desk")), name="task_of_another_desk"
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "to_desk"],
                condition=Q(kind__in=["assist", "referral"], state__in=["task_asked", "task_accepted"]),
                name="task_one_open",
            ),
            models.UniqueConstraint(fields=["instruction", "to_desk"], name="task_once_of_an_instruction"),
            models.UniqueConstraint(fields=["case", "to_desk"], condition=Q(kind="copy"), name="task_one_copy"),
        ]
        indexes = [
            models.Index(fields=["to_desk", "state"], name="task_had"),
            models.Index(fields=["from_desk", "state"], name="task_given"),
        ]  # fmt: skip

    def __str__(self):
        return f"task {self.pk}"
