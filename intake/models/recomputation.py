from django.db import models

from intake.models.clock import Clock


class Recomputation(models.Model):
    """Open clocks computed anew after the calendar changed: how many were looked at and what became of them."""

    after = models.BigIntegerField(
        unique=True
    )  # the one before it, 0 for the first: of two that begin at once one gives way
    calendar = models.CharField(max_length=64)  # fingerprint of the calendar it was done by
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    scanned = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"recomputation {self.pk}"


class RecomputedClock(models.Model):
    """A line of the report: what a clock said before and says after."""

    recomputation = models.ForeignKey(Recomputation, models.CASCADE, related_name="lines")
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="recomputed")
    raw_before = models.DateTimeField()
    raw_after = models.DateTimeField()
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    provisional_before = models.BooleanField()
    provisional_after = models.BooleanField()

    class Meta:
        ordering = ["due_after", "pk"]
        constraints = [models.UniqueConstraint(fields=["recomputation", "clock"], name="recomputed_once")]

    def __str__(self):
        return f"clock {self.clock_id}: {self.due_before:%Y-%m-%d} -> {self.due_after:%Y-%m-%d}"

    @property
    def moved(self) -> bool:
        """Whether the day that counts is another one; else only what was provisional is certain now."""
        return self.due_before != self.due_after
