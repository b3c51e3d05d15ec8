from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Center
from intake.models import MatterType, Party, Person
from mediation.models.mediation import Mediation


class Mediator(models.Model):
    """A line of the roster: who mediates, for which body, in which fields; staff, or invited from outside. 人民调解法 arts. 13-14, 20."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        LEFT = "left", _("Left the roster")

    center = models.ForeignKey(Center, models.PROTECT, related_name="mediators")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="mediator_profile"
    )  # none: invited from outside
    name = models.CharField(max_length=60)
    body = models.CharField(max_length=80)  # the committee
    fields = models.ManyToManyField(MatterType, related_name="mediators", blank=True)  # none: every field
    expert = models.BooleanField(default=False)  # of the expert pool (医疗纠纷预防和处理条例 arts. 33, 35)
    certificate = models.CharField(max_length=40, blank=True)
    certificate_until = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    at = models.DateTimeField()

    class Meta:
        db_table = "mediation_roster"  # an index of `Mediation` has the name that Django would choose
        ordering = ["center", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["active", "suspended", "left"]), name="mediator_status"),
            models.UniqueConstraint(
                fields=["center", "certificate"], condition=~Q(certificate=""), name="mediator_certificate"
            ),
        ]

    def __str__(self):
        return self.name

    def certified(self, on: date) -> bool:
        """Whether the certificate holds on that day; without a last day it holds until it is said otherwise."""
        return bool(self.certificate) and (self.certificate_until is None or on <= self.certificate_until)


class Tie(models.Model):
    """Somebody a mediator is related to or works for: a reason to withdraw."""

    class Kind(models.TextChoices):
        FAMILY = "family", _("Close relative")
        WORK = "work", _("Works or worked there")
        INTEREST = "interest", _("Interest in the matter")
        OTHER = "other", _("Other tie")

    mediator = models.ForeignKey(Mediator, models.CASCADE, related_name="ties")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(organisation=""), name="tie_to_somebody")
        ]

    def __str__(self):
        return f"tie {self.pk}"


class Choice(models.Model):
    """Whom a side wants as mediator (人民调解法 art. 19, 23); the latest counts."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="choices")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mediation", "party"], name="choice_one_a_party")]

    def __str__(self):
        return f"choice {self.pk}"


class Naming(models.Model):
    """A mediator was named for a mediation, by the sides or by the office, and takes it on or not."""

    class How(models.TextChoices):
        CHOSEN = "chosen", _("Chosen by both sides")
        ASSIGNED = "assigned", _("Assigned by the office")

    class State(models.TextChoices):
        NAMED = "named", _("Waiting for the mediator")
        TAKEN_ON = "taken_on", _("Taken on")
        TURNED_DOWN = "turned_down", _("Turned down")
        REPLACED = "replaced", _("Replaced")

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="namings")
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="namings")
    how = models.CharField(max_length=10, choices=How.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NAMED)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["named", "taken_on", "turned_down", "replaced"]), name="naming_state"
            ),
            models.UniqueConstraint(
                fields=["mediation"], condition=Q(state__in=["named", "taken_on"]), name="naming_one"
            ),
        ]

    def __str__(self):
        return f"naming {self.pk}"


class Recusal(models.Model):
    """Somebody asks that the mediator withdraws; the section head or the director decides, and names a successor."""

    class Reason(models.TextChoices):
        FAMILY = "family", _("Party, or close relative of a party or agent")
        INTEREST = "interest", _("Has an interest in the matter")
        OTHER_TIE = "other_tie", _("Other tie that may impair fairness")
        BIAS = "bias", _("Took sides or broke the discipline of mediators")
        OWN_WISH = "own_wish", _("The mediator asks for it")

    class State(models.TextChoices):
        ASKED = "asked", _("To be decided")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="recusals")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")  # none: the mediator
    reason = models.CharField(max_length=10, choices=Reason.choices)
    text = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=300, blank=True)
    successor = models.ForeignKey(Mediator, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["asked", "granted", "refused"]), name="recusal_state"),
            models.UniqueConstraint(fields=["mediation"], condition=Q(state="asked"), name="recusal_one_open"),
        ]

    def __str__(self):
        return f"recusal {self.pk}"
