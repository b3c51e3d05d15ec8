from django.db import models

from center.institution.models.confidentiality import Confidentiality
from center.institution.models.posting import Posting


class ApiToken(models.Model):
    """A key of an API client, which acts in one posting; only its digest is kept."""

    name = models.CharField(max_length=80)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    valid_to = models.DateField()
    ceiling = models.CharField(max_length=10, choices=Confidentiality.choices, default=Confidentiality.ORDINARY)

    def __str__(self):
        return self.name
