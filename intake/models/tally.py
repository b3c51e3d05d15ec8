from django.db import models

from center.institution.models import Area, Center, Desk
from intake.models.matter import MatterType


class TallyDelta(models.Model):
    """What a verb changed in the counts, in its own transaction; a sweep folds many rows into one, a page sums them."""

    class Measure(models.TextChoices):
        REGISTERED = "registered"
        OPEN = "open"
        TO_SIGN = "to_sign"
        CONCLUDED = "concluded"
        ON_THE_SPOT = "on_the_spot"
        RETURNED = "returned"

    measure = models.CharField(max_length=12, choices=Measure.choices)
    day = models.DateField()
    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    matter = models.ForeignKey(MatterType, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    amount = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["measure", "day", "center"], name="tally_measure")]

    def __str__(self):
        return f"{self.measure} {self.amount:+d}"
