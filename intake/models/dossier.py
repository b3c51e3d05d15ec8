from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.papers.models import File
from intake.models.case import Attachment, Case


class DossierItem(models.Model):
    """A place in the dossiers of a procedure, in its order: what lies there, and when a dossier is not whole without it."""

    class Need(models.TextChoices):
        ALWAYS = "item_always", _("Required")
        AGREED = "item_agreed", _("Required when there is an agreement")
        FAILED = "item_failed", _("Required when there is none")
        IF_ANY = "item_if_any", _("If there is any")

    procedure = models.CharField(max_length=30)
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    need = models.CharField(max_length=12, choices=Need.choices)
    papers = models.JSONField(default=list, blank=True)  # kinds of paper that lie here; one of them is enough
    words = models.JSONField(default=list, blank=True)  # in the label of a file that most likely belongs here
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["procedure", "order"]
        constraints = [models.UniqueConstraint(fields=["procedure", "key"], name="dossier_item_once")]

    def __str__(self):
        return self.name


class Dossier(models.Model):
    """The file of a case as it goes into the archive (卷宗): one case, one dossier, one PDF with page numbers."""

    class State(models.TextChoices):
        OPEN = "dossier_open", _("Being put together")
        WAITING = "dossier_waiting", _("Waiting to be made into a book")
        WORKING = "dossier_working", _("Being made into a book")
        BOUND = "dossier_bound", _("Dossier made")
        FAILED = "dossier_failed", _("Dossier could not be made")

    class Retention(models.TextChoices):
        PERMANENT = "permanent", _("Permanent")
        LONG = "long", _("30 years")
        SHORT = "short", _("10 years")

    case = models.OneToOneField(Case, models.CASCADE, related_name="dossier")
    procedure = models.CharField(max_length=30)
    number = models.CharField(max_length=60, blank=True)
    retention = models.CharField(max_length=12, choices=Retention.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)  # 卷宗情况说明
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    by = models.JSONField(default=dict, blank=True)  # the actor who asked
    index = models.JSONField(default=list, blank=True)  # item, title, first and last page
    pages = models.PositiveIntegerField(default=0)
    pages_done = models.PositiveIntegerField(default=0)
    archival = models.BooleanField(default=False)  # whether all of it could be kept as PDF/A
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    bound_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["dossier_open", "dossier_waiting", "dossier_working", "dossier_bound", "dossier_failed"]
                ),
                name="dossier_state",
            ),
            models.CheckConstraint(
                condition=Q(retention__in=["", "permanent", "long", "short"]), name="dossier_retention"
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="dossier_number"),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(state__in=["dossier_waiting", "dossier_working"]),
                name="dossier_to_make",
            )
        ]

    def __str__(self):
        return self.number or f"dossier {self.pk}"


class DossierPiece(models.Model):
    """A file of the case put into its place in the dossier; papers find their place by their kind."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pieces")
    item = models.ForeignKey(DossierItem, models.PROTECT, related_name="+")
    attachment = models.OneToOneField(Attachment, models.CASCADE, related_name="dossier_piece")

    def __str__(self):
        return f"piece {self.pk}"
