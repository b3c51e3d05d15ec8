from django.db import models


class Counter(models.Model):
    """The last number an office gave out in a day or year."""

    office = models.CharField(max_length=60)  # "case:HHT"
    period = models.CharField(max_length=20)  # "20261124", "2026"
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "period"], name="counter_one")]

    def __str__(self):
        return f"{self.office} {self.period}: {self.last}"
