from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from center.institution.models.area import Area
from center.institution.models.office import Center, Desk


class Reorganisation(models.Model):
    """Offices merged or split by a decision of the county: the plan, how far it is carried out, and what it came to."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("Merge of offices")
        SPLIT = "split", _("Split of offices")

    class State(models.TextChoices):
        PLANNED = "planned", _("Plan made")
        RUNNING = "running", _("Being carried out")
        DONE = "done", _("Carried out")
        DROPPED = "dropped", _("Dropped")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    from_center = models.ForeignKey(Center, models.PROTECT, related_name="reorganisations")
    to_center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=200)  # number and day of the county's decision
    effective_on = models.DateField()
    areas = models.ManyToManyField(Area, blank=True, related_name="+")  # villages that go to the other township
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["merge", "split"]), name="reorganisation_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "running", "done", "dropped"]), name="reorganisation_state"
            ),
            models.CheckConstraint(condition=~Q(from_center=F("to_center")), name="reorganisation_of_two"),
            models.UniqueConstraint(
                fields=["from_center"], condition=Q(state__in=["planned", "running"]), name="reorganisation_one_open"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"


class DeskMove(models.Model):
    """One desk of a plan: where its work goes, all of it or that of some villages or matters, and what becomes of its people."""

    class Staff(models.TextChoices):
        MOVE = "move", _("Go with the work")
        END = "end", _("Their postings end")
        STAY = "stay", _("Stay where they are")

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="moves")
    from_desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    to_desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    matters = models.JSONField(default=list, blank=True)  # keys of matter types; none: any
    staff = models.CharField(max_length=6, choices=Staff.choices, default=Staff.MOVE)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "from_desk", "to_desk"], name="desk_move_once"),
            models.CheckConstraint(condition=~Q(from_desk=F("to_desk")), name="desk_move_goes_somewhere"),
            models.CheckConstraint(condition=Q(staff__in=["move", "end", "stay"]), name="desk_move_staff"),
        ]

    def __str__(self):
        return f"move {self.pk}"


class CarryStep(models.Model):
    """How far one kind of thing of a plan has been carried over: how many there were, and how many have gone."""

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="steps")
    move = models.ForeignKey(
        DeskMove, models.CASCADE, null=True, blank=True, related_name="steps"
    )  # none: of the center
    key = models.CharField(max_length=40)  # of the register of what is carried
    before = models.PositiveIntegerField()
    carried = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reorganisation", "move", "key"], name="carry_step_once")]

    def __str__(self):
        return f"{self.key} {self.carried}/{self.before}"
