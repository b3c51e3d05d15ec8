import re
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.institution.models import Named
from intake.models.case import Case
from intake.models.matter import MatterType

NAMED = re.compile(r"\[\[([a-z_]+\.[a-z_0-9]+)\]\]")  # a limit in the text of a guide: [[labour.arb_award]]


class GuideQuerySet(models.QuerySet):
    def in_force(self, on: date):
        """The version of each guide that is in force on `on`: of those published by then the latest."""
        newer = Guide.objects.filter(
            key=models.OuterRef("key"), state=Guide.State.PUBLISHED, valid_from__lte=on, version__gt=models.OuterRef("version")
        )  # fmt: skip
        published = self.filter(state=Guide.State.PUBLISHED, valid_from__lte=on)
        return published.filter(~models.Exists(newer)).order_by("order", "key")


class Guide(Named):
    """One version of a guide (办事指南): who, what to bring, free or not, where, how long, which rights. Its limits are read from `Limit`."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    # Each in both languages; in this order on the page.
    PARTS = ("summary", "who", "bring", "cost", "steps", "place", "hours", "form", "rights", "source")

    key = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    order = models.PositiveSmallIntegerField(default=0)
    matters = models.ManyToManyField(MatterType, blank=True, related_name="guides")
    free = models.BooleanField(default=True)
    phone = models.CharField(max_length=60, blank=True)
    limits = models.CharField(max_length=300, blank=True)  # keys of limits, in the order of the page
    summary = models.TextField()
    summary_en = models.TextField()
    who = models.TextField()
    who_en = models.TextField()
    bring = models.TextField()  # one thing a line
    bring_en = models.TextField()
    cost = models.TextField()
    cost_en = models.TextField()
    steps = models.TextField()  # one step a line
    steps_en = models.TextField()
    place = models.TextField()
    place_en = models.TextField()
    hours = models.CharField(max_length=160, blank=True)
    hours_en = models.CharField(max_length=200, blank=True)
    form = models.TextField(blank=True)
    form_en = models.TextField(blank=True)
    rights = models.TextField()
    rights_en = models.TextField()
    source = models.TextField()  # the articles it rests on
    source_en = models.TextField()
    note = models.CharField(max_length=200, blank=True)  # why it was changed
    valid_from = models.DateField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ["order", "key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="guide_version"),
            models.UniqueConstraint(fields=["key"], condition=Q(state="draft"), name="guide_one_draft"),
            models.CheckConstraint(condition=Q(state__in=["draft", "published"]), name="guide_state"),
        ]

    def said(self, part: str) -> str:
        """A part of the guide in the reader's language, its limits still by their keys."""
        english = getattr(self, f"{part}_en")
        text: str = english if english and get_language() == "en" else getattr(self, part)
        return text

    @property
    def limit_keys(self) -> list[str]:
        """The limits it tells of: those listed, then those named in its texts."""
        texts = " ".join(getattr(self, part) for part in self.PARTS)
        return list(dict.fromkeys([*self.limits.split(), *NAMED.findall(texts)]))


class Consultation(models.Model):
    """A question answered from a guide, on a case: which version was used, by whom, at which desk. The answer is the result of the case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="consultations")
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="consultations")
    desk = models.ForeignKey("institution.Desk", models.PROTECT, related_name="consultations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["desk", "at"], name="consultation_desk")]

    def __str__(self):
        return f"consultation {self.pk}"
