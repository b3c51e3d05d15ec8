from django.db import models
from django.utils.translation import gettext_lazy as _


class Confidentiality(models.TextChoices):
    """How closely a matter is kept; what each level means is one table in `center.institution.permissions`."""

    ORDINARY = "ordinary", _("Ordinary")
    INTERNAL = "internal", _("Internal")
    SENSITIVE = "sensitive", _("Sensitive")
    ACCUSATION = "accusation", _("Accusation")


ORDER = [level.value for level in Confidentiality]  # from open to closed
RESTRICTED = [Confidentiality.SENSITIVE.value, Confidentiality.ACCUSATION.value]  # in no count; for the cleared only
