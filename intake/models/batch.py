from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.foundation.fields import EncryptedTextField
from center.institution import permissions
from center.institution.models import Desk
from center.papers.models import File
from intake.models.case import Case
from intake.models.person import Visit


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The batches of the counters where `user` takes matters in, or which `user` directs."""
        reach = permissions.scope(user)
        if not reach.allows("case.import"):
            return self.none()
        if reach.everything:
            return self.all()
        return self.filter(Q(desk__in=reach.desks) | Q(desk__center__in=reach.centers))

    def busy(self):
        """Those with work to be done: being checked, taken in or undone."""
        return self.filter(state__in=Batch.BUSY)


class Batch(models.Model):
    """Matters that came in together, by Excel file or by the API: tried first, taken in row by row, undone as one."""

    class Way(models.TextChoices):
        EXCEL = "excel", _("Excel file")
        API = "api", _("API")

    class State(models.TextChoices):
        READING = "reading", _("Being checked")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Being taken in")
        DONE = "done", pgettext_lazy("import", "Taken in")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    BUSY = [State.READING, State.RUNNING, State.UNDOING]

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="batches")
    source = models.CharField(max_length=10, choices=Visit.Source.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    client_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    goes_on = models.BooleanField(default=False)  # what is in order is taken in as soon as it is checked
    rows_read = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)  # of the step under way, for the progress bar
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_posting = models.BigIntegerField(null=True)
    by_token = models.BigIntegerField(null=True, blank=True)  # the API client's key, where a program sent it
    busy_until = models.DateTimeField(null=True, blank=True)  # until then a worker holds it; later another may go on
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=300, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_by_posting = models.BigIntegerField(null=True, blank=True)
    undone_by_token = models.BigIntegerField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "checked", "running", "done", "undoing", "undone"]),
                name="batch_state",
            )
        ]
        indexes = [models.Index(fields=["desk", "-at"], name="batch_desk")]

    def __str__(self):
        return f"batch {self.pk}"

    @property
    def is_busy(self) -> bool:
        return self.state in self.BUSY


class BatchRow(models.Model):
    """One row of a batch: what was written in it (encrypted), what is wrong with it, and the case it became."""

    class State(models.TextChoices):
        READY = "ready", _("In order")
        FAULTY = "faulty", _("With faults")
        KNOWN = "known", _("Already taken in")
        TAKEN = "taken", pgettext_lazy("import", "Taken in")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Kept: worked on since")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    content = EncryptedTextField(blank=True)  # JSON; emptied when it is no longer needed
    faults = models.JSONField(default=list)  # [{"column": "...", "message": "...", "code": "..."}]
    state = models.CharField(max_length=10, choices=State.choices)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="batch_row_line"),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "faulty", "known", "taken", "undone", "kept"]), name="batch_row_state"
            ),
        ]
        indexes = [models.Index(fields=["batch", "state"], name="batch_row_state_idx")]

    def __str__(self):
        return f"row {self.batch_id}/{self.line}"
