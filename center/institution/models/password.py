from django.conf import settings
from django.db import models


class UsedPassword(models.Model):
    """A password that was set, as its hash: by the newest a password's age is told, and the last ones are not taken again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="used_passwords")
    hash = models.CharField(max_length=128)
    set_at = models.DateTimeField()
    own = models.BooleanField(default=False)  # chosen by the person; else given by an administrator

    class Meta:
        indexes = [models.Index(fields=["user", "-set_at"], name="password_of_user")]

    def __str__(self):
        return f"{self.user_id} {self.set_at}"
