from django.db import models


class Attempt(models.Model):
    """How often something was tried in a window of time; whose it was is kept as a digest only."""

    key = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "began_at"], name="attempt_one")]

    def __str__(self):
        return f"{self.began_at:%Y-%m-%d %H:%M} {self.count}"
