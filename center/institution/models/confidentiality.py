from django.db import models
from django.utils.translation import pgettext_lazy


class Confidentiality(models.TextChoices):
    """How closely a matter is kept; what each level means is one table in `center.institution.permissions`."""

    ORDINARY = "ordinary", pgettext_lazy("confidentiality", "Ordinary")
    INTERNAL = "internal", pgettext_lazy("confidentiality", "Internal")
    SENSITIVE = "sensitive", pgettext_lazy("confidentiality", "Sensitive")
    ACCUSATION = "accusation", pgettext_lazy("confidentiality", "Accusation")


ORDER = [level.value for level in Confidentiality]  # from open to closed
RESTRICTED = [Confidentiality.SENSITIVE.value, Confidentiality.ACCUSATION.value]  # in no count; for the cleared only


def highest(*levels: str) -> str:
    """The most closed of these levels."""
    return max(levels, key=ORDER.index)
