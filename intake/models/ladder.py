from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Named, Posting
from intake.models.case import Case
from intake.models.clock import Clock
from intake.models.limit import Limit


class Rung(Named):
    """One step of the ladder for limits of a kind: how many working days from the due day, at what time, what is done, whose turn it is and on which ways.

    One with a `share` is quiet: when so much of the time is gone, the digest of the next morning says so, and nothing else does.
    """

    class Act(models.TextChoices):
        REMIND = "remind", _("Remind")
        YELLOW = "yellow", _("Yellow card")
        RED = "red", _("Red card")
        ESCALATE = "escalate", _("Take it a level up")

    class Level(models.TextChoices):
        HANDLER = "handler_level", _("Whoever handles it")
        SECTION = "section_level", _("Section head of the desk")
        CENTER = "center_level", _("Director of the center")
        COUNTY = "county_level", _("County directors and duty leaders")

    limit_kind = models.CharField(max_length=10, choices=Limit.Kind.choices)
    key = models.CharField(max_length=20)
    offset = models.SmallIntegerField()  # working days from the due day; negative: before it
    share = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # percent of the time, in the unit of the limit; instead of `offset`
    at = models.TimeField(null=True, blank=True)  # in Shanghai; empty: the moment at which the limit ends
    daily = models.BooleanField(default=False)  # again every working day from then on
    act = models.CharField(max_length=10, choices=Act.choices)
    level = models.CharField(max_length=16, choices=Level.choices)
    channels = models.JSONField(default=list, blank=True)  # besides the inbox: "email", "sms", "wechat"
    urgent = models.BooleanField(default=False)  # goes out in quiet hours too
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ["limit_kind", "offset", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["limit_kind", "key"], name="rung_once"),
            models.CheckConstraint(condition=Q(act__in=["remind", "yellow", "red", "escalate"]), name="rung_act"),
            models.CheckConstraint(
                condition=Q(level__in=["handler_level", "section_level", "center_level", "county_level"]),
                name="rung_level",
            ),
            models.CheckConstraint(condition=Q(daily=False) | Q(offset__gte=0), name="rung_daily_when_late"),
            models.CheckConstraint(
                condition=Q(share=None)
                | Q(share__range=(1, 99), act="remind", level="handler_level", offset=0, daily=False),
                name="rung_share_is_quiet",
            ),
        ]


class Climb(models.Model):
    """A step that a clock took: when it fell due, who was told, from whom it went up and why. Once for each clock, rung and day."""

    class Why(models.TextChoices):
        TIME = "time_came", _("its time came")
        UNASSIGNED = "unassigned", _("nobody is named as the handler")
        AWAY = "handler_away", _("the handler has no seat there today")
        EMPTY = "post_empty", _("nobody holds the post today")

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="climbs")
    rung = models.CharField(max_length=20)
    fell_due_at = models.DateTimeField()
    at = models.DateTimeField()
    level_from = models.CharField(max_length=16, choices=Rung.Level.choices)  # whose turn it was
    level_to = models.CharField(max_length=16, choices=Rung.Level.choices)  # whose it became
    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    told = models.JSONField(default=list)  # ids of the users
    why = models.CharField(max_length=16, choices=Why.choices)

    class Meta:
        ordering = ["fell_due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["clock", "rung", "fell_due_at"], name="climb_once")]

    def __str__(self):
        return f"{self.rung} of clock {self.clock_id}"


class CardQuerySet(models.QuerySet):
    def standing(self):
        """Cards that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Card(models.Model):
    """A yellow or red card on a case, dated when the step fell due, whenever a worker came to it; or given by hand, with a reason."""

    class Colour(models.TextChoices):
        YELLOW = "yellow", _("Yellow card")
        RED = "red", _("Red card")

    case = models.ForeignKey(Case, models.CASCADE, related_name="cards")
    clock = models.ForeignKey(Clock, models.CASCADE, null=True, blank=True, related_name="cards")  # none: by hand
    colour = models.CharField(max_length=6, choices=Colour.choices)
    given_at = models.DateTimeField()
    second_yellow = models.BooleanField(default=False)  # red, because it is the second yellow one of the case
    reason = models.CharField(max_length=300, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    issued_in = models.ForeignKey(Posting, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "colour"], name="card_once"),
            models.CheckConstraint(
                condition=Q(clock__isnull=False, issued_by=None, issued_in=None)
                | Q(clock=None, issued_by__isnull=False, issued_in__isnull=False) & ~Q(reason=""),
                name="card_by_clock_or_hand",
            ),
            models.CheckConstraint(condition=Q(colour__in=["yellow", "red"]), name="card_colour"),
        ]
        indexes = [models.Index(fields=["-given_at"], name="card_newest")]

    def __str__(self):
        return f"{self.colour} card {self.pk}"
