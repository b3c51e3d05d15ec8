from django.db import models


class AuditRow(models.Model):
    """Who looked, searched, revealed or changed a setting: ids only, each row chained to the one before."""

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=40)  # "revealed"
    about = models.CharField(max_length=60, blank=True)  # "person:71"
    by_kind = models.CharField(max_length=10)
    by_id = models.BigIntegerField(null=True)
    by_posting = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["about", "at"], name="audit_about"),
            models.Index(fields=["by_id", "at"], name="audit_by"),
            models.Index(fields=["action", "at"], name="audit_action"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self):
        return f"{self.seq} {self.action} {self.about}"


class AuditHead(models.Model):
    """The end of the audit chain: one row, taken last in every transaction that writes to it."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self):
        return str(self.seq)
