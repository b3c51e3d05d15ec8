from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from intake.models.matter import MatterType


class SuggestionTerm(models.Model):
    """A county's own word on a term: what it speaks for and how strongly; or, without a matter, that a shipped one is switched off."""

    WEAKEST, STRONGEST = -3, 3

    term = models.CharField(max_length=20)
    matter = models.ForeignKey(MatterType, models.CASCADE, null=True, blank=True, related_name="+")
    weight = models.SmallIntegerField(default=1)  # from -3, speaks against, to 3, speaks strongly for
    active = models.BooleanField(default=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["term", "matter__order"]
        constraints = [
            models.UniqueConstraint(fields=["term", "matter"], name="suggestion_term_once", condition=Q(matter__isnull=False)),
            models.UniqueConstraint(fields=["term"], name="suggestion_term_off_once", condition=Q(matter=None)),
            models.CheckConstraint(condition=Q(weight__gte=-3, weight__lte=3), name="suggestion_term_weight"),
        ]  # fmt: skip

    def __str__(self):
        return self.term


class SuggestionLessonQuerySet(models.QuerySet):
    def summed(self) -> dict[tuple[str, str], float]:
        """What all lessons add to the score of a matter where a term stands: each person's share bounded, and the sum of all."""
        shares = self.values_list("term", "matter__key").annotate(total=models.Sum("hundredths"))
        most = SuggestionLesson.MOST_OF_ALL
        return {
            (term, matter): max(-most, min(most, total)) / 100 for term, matter, total in shares.order_by() if total
        }


class SuggestionLesson(models.Model):
    """What one clerk's corrections taught of one public term and one matter: a weight, never the note it came from."""

    MOST_OF_ONE, MOST_OF_ALL = 60, 150  # hundredths: one clerk alone cannot turn the table over
    KEPT = timedelta(days=730)

    taught_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    term = models.CharField(max_length=20)
    matter = models.ForeignKey(MatterType, models.CASCADE, related_name="+")
    hundredths = models.SmallIntegerField()
    taught_at = models.DateTimeField()

    objects = SuggestionLessonQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["taught_by", "term", "matter"], name="suggestion_lesson_once"),
            models.CheckConstraint(
                condition=Q(hundredths__gte=-60, hundredths__lte=60), name="suggestion_lesson_bounded"
            ),
        ]

    def __str__(self):
        return self.term
