from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField
from center.papers.examining.kinds import KINDS


class File(models.Model):
    """Bytes that came in: type by content, never by name; found again by SHA-256. They are never changed."""

    class Check(models.TextChoices):
        NOT_CHECKED = "not_checked", _("Not checked for viruses")
        CLEAN = "clean", _("Checked, no virus found")
        INFECTED = "infected", _("Virus found")
        UNAVAILABLE = "unavailable", _("Waiting for the virus check")

    content = models.FileField(upload_to="files/%Y/%m/")
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    stored_at = models.DateTimeField()
    name = EncryptedTextField(blank=True)  # as it was called where it came from: often the name of a person
    pages = models.PositiveIntegerField(null=True, blank=True)
    virus_check = models.CharField(max_length=12, choices=Check.choices, default=Check.NOT_CHECKED)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(virus_check__in=["not_checked", "clean", "infected", "unavailable"]),
                name="file_virus_check",
            )
        ]
        indexes = [models.Index(fields=["stored_at"], condition=Q(virus_check="unavailable"), name="file_to_check")]

    def __str__(self):
        return self.sha256[:12]

    @property
    def readable(self) -> bool:
        """Whether it may be given out: no virus was found, and the check is not still owed."""
        if self.virus_check == self.Check.UNAVAILABLE:
            return settings.VIRUS_UNCHECKED_READABLE
        return self.virus_check != self.Check.INFECTED

    @property
    def ending(self) -> str:
        """The ending of a download, by what the file is."""
        kind = KINDS.get(self.media_type)
        return kind.ending if kind else ".bin"
