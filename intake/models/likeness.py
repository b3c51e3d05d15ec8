from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Named
from intake.models.case import Case


class Fingerprint(models.Model):
    """One band of the signature of a narrative: texts that are alike share some. Says nothing of the text itself."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="fingerprints", db_index=False)
    band = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["band", "case"], name="fingerprint_band")
        ]  # the newest of a band without a look at the rows

    def __str__(self):
        return f"fingerprint {self.pk}"


class LikenessRule(Named):
    """What a sign of likeness weighs, or how far it reaches: a number that a center may change."""

    class Unit(models.TextChoices):
        PERCENT = "percent", _("percent")
        METRES = "metres", _("metres")
        DAYS = "days", _("days")

    key = models.SlugField(max_length=40, unique=True)
    value = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10, choices=Unit.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(unit="percent") | Q(value__lte=100), name="likeness_percent"),
        ]


class Link(models.Model):
    """Two cases that belong together and stay two."""

    class Kind(models.TextChoices):
        REPEAT = "repeat", _("Repeat visit")
        RELATED = "related", _("Related matter")
        COUNTER = "counter", _("Same dispute from the other side")
        SAME_VISIT = "same_visit", _("From the same visit")

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")  # the newer one
    other = models.ForeignKey(Case, models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="link_of_two"),
        ]

    def __str__(self):
        return f"link {self.pk}"


class Merge(models.Model):
    """One case taken up in another (并案): both numbers stay alive, and for seven days it can be undone."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="merges")  # the one taken up
    into = models.ForeignKey(Case, models.CASCADE, related_name="merged_from")
    reason = models.CharField(max_length=300)
    state_before = models.CharField(max_length=20, choices=Case.State.choices)
    moved = models.JSONField(default=dict)  # what went over, by ids, so that it can come back
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()  # the last moment at which it can be undone
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(undone_at=None), name="merge_one_standing"),
            models.CheckConstraint(condition=~Q(case=F("into")), name="merge_of_two"),
        ]

    def __str__(self):
        return f"merge {self.pk}"
