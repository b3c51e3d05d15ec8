from django.db import models


class File(models.Model):
    """Bytes that came in: type by content, never by name; found again by SHA-256."""

    content = models.FileField(upload_to="files/%Y/%m/")
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    stored_at = models.DateTimeField()

    def __str__(self):
        return self.sha256[:12]
