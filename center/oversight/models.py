from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CalendarProposal(models.Model):
    """A change of the work calendar that one person asks for and another publishes: a year's notice, or days of our own."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting to be published")
        PUBLISHED = "published", _("Published")
        REJECTED = "rejected", _("Not published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    scope = models.CharField(max_length=40, blank=True, default="")  # as CalendarDay.scope: "", "county", "center:3"
    year = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # of a notice, which holds a whole year; None: single days
    days = models.JSONField()  # {"2027-02-08": {"workday": false, "reason": "春节"}}; null takes a day of our own away
    source = models.CharField(max_length=100)  # the notice's number, or why the days differ
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was not published

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "published", "rejected", "withdrawn"]),
                name="calendar_proposal_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="calendar_proposal_two_people",
            ),
            models.UniqueConstraint(
                fields=["scope", "year"],
                condition=Q(state="proposed", year__isnull=False),
                name="calendar_proposal_one_waiting",
            ),
        ]

    def __str__(self):
        return f"calendar proposal {self.pk}"

    @property
    def is_notice(self) -> bool:
        """A whole year as the State Council's office announced it; else single days of the county or of a center."""
        return self.year is not None

    @property
    def notice_year(self) -> int:
        """The year of a notice; ValueError for single days."""
        if self.year is None:
            raise ValueError("single days are no notice")
        return self.year
