from django.conf import settings
from django.db import models


class StaffSession(models.Model):
    """One sign-in that is still good: since when, last act, by what device and from where. Gone when the session is."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()
    acted_at = models.DateTimeField()  # by the minute; what a page asks by itself is no act
    address = models.GenericIPAddressField(null=True, blank=True)
    device = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "acted_at"], name="session_of_user")]

    def __str__(self):
        return f"{self.user_id} {self.device}"
