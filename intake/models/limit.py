from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.foundation import workdays
from center.institution.models import Named

UNITS = ["calendar_days", "working_days", "months", "hours"]


class LimitQuerySet(models.QuerySet):
    def valid(self, on: date):
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Limit(Named):
    """A limit set by law or by promise, in force from a day; running clocks keep the version they began with."""

    class Kind(models.TextChoices):
        DUTY = "duty", _("duty")
        RIGHT = "right", _("right")
        MINIMUM = "minimum", _("minimum")
        MAXIMUM = "maximum", _("maximum")
        RETENTION = "retention", _("retention")

    class Unit(models.TextChoices):
        CALENDAR_DAYS = "calendar_days", _("calendar days")
        WORKING_DAYS = "working_days", _("working days")
        MONTHS = "months", _("months")
        HOURS = "hours", _("hours")

    class Direction(models.TextChoices):
        AFTER = "after", _("after")
        BEFORE = "before", _("before")

    class Agreement(models.TextChoices):
        """Who may agree to go on past the limit, where the law leaves it to them."""

        PARTIES = "parties", _("the parties")
        COMMITTEE_AND_PARTIES = "committee_and_parties", _("the committee and the parties")

    class Approver(models.TextChoices):
        """Whose approval an extension by law needs."""

        UNIT_HEAD = "unit_head", _("the head of the organ or unit")
        COMMISSION_DIRECTOR = "commission_director", _("the director of the commission")
        SECTION_HEAD = "section_head", _("the section head")

    class Ground(models.TextChoices):
        """The only ground on which a limit of law pauses."""

        APPRAISAL = "appraisal", _("appraisal")
        HEARING = "hearing", _("hearing")
        SUSPENSION_APPROVED = "suspension_approved", _("suspension approved one level up")
        JUDICIAL_PROCEEDING = "judicial_proceeding", _("proceedings before a court")
        THIRD_PARTY_CONSULTATION = "third_party_consultation", _("asking a third party")

    class Reading(models.TextChoices):
        """How sure the row is; empty for a promise of the house."""

        READ = "read", _("read in the text of the law")
        PARTLY = "partly", _("read in part")
        GENERAL = "general", _("from general knowledge, to be checked")
        REVISED = "revised", _("the text has been revised since, to be checked")

    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DUTY)
    begins = models.CharField(max_length=120, blank=True)  # the event it is counted from
    begins_en = models.CharField(max_length=200, blank=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, choices=Unit.choices)
    direction = models.CharField(max_length=6, choices=Direction.choices, default=Direction.AFTER)
    extend_amount = models.PositiveSmallIntegerField(default=0)  # the most one extension gives; 0: the law knows none
    extend_unit = models.CharField(max_length=15, choices=Unit.choices, blank=True)
    extend_times = models.PositiveSmallIntegerField(default=0)
    extend_by = models.CharField(max_length=24, choices=Approver.choices, blank=True)  # empty: the head of the organ
    extend_agreed_by = models.CharField(max_length=24, choices=Agreement.choices, blank=True)
    extend_condition = models.CharField(max_length=120, blank=True)  # who approves, what the party is told
    extend_condition_en = models.CharField(max_length=200, blank=True)
    pauses_on = models.CharField(max_length=30, choices=Ground.choices, blank=True)  # empty: it never pauses
    whose = models.CharField(max_length=80, blank=True)  # who owes it, or whose right it is
    whose_en = models.CharField(max_length=120, blank=True)
    statutory = models.BooleanField(default=False)
    source = models.CharField(max_length=120)  # the article, or whose promise it is
    source_en = models.CharField(max_length=200, blank=True)
    effect = models.CharField(max_length=160, blank=True)  # what follows when it has passed
    effect_en = models.CharField(max_length=250, blank=True)
    reading = models.CharField(max_length=10, choices=Reading.choices, blank=True)
    in_use = models.BooleanField(default=True)  # off: no clock starts by it until an administrator turns it on
    reason = models.CharField(max_length=200, blank=True)  # why a center changed it, on the version that it made
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = LimitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="limit_version"),
            models.CheckConstraint(condition=Q(unit__in=UNITS), name="limit_unit"),
            models.CheckConstraint(
                condition=Q(kind__in=["duty", "right", "minimum", "maximum", "retention"]), name="limit_kind"
            ),
            models.CheckConstraint(condition=Q(direction__in=["after", "before"]), name="limit_direction"),
            models.CheckConstraint(
                condition=Q(extend_amount=0, extend_times=0)
                | Q(extend_amount__gt=0, extend_times__gt=0, extend_unit__in=UNITS),
                name="limit_extension",
            ),
        ]

    @property
    def basis(self) -> str:
        """The article or promise, in the reader's language."""
        return self._said("source")

    @property
    def begins_with(self) -> str:
        """The event it is counted from, in the reader's language."""
        return self._said("begins")

    @property
    def owed_by(self) -> str:
        """Whose duty or right it is, in the reader's language."""
        return self._said("whose")

    @property
    def follows(self) -> str:
        """What follows when it has passed, in the reader's language."""
        return self._said("effect")

    @property
    def extended_when(self) -> str:
        """On which condition, and by whom, it is extended, in the reader's language."""
        return self._said("extend_condition")

    def due(self, start, calendar: workdays.Calendar) -> workdays.Due:
        """When it ends that begins with the event at `start` (aware), or by when a thing is due before it."""
        return workdays.due(start, self.amount, workdays.Unit(self.unit), calendar, workdays.Direction(self.direction))

    def _said(self, field: str) -> str:
        english = getattr(self, f"{field}_en")
        text: str = english if english and get_language() == "en" else getattr(self, field)
        return text
