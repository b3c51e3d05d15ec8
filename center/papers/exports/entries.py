"""What exports add to the rail."""

from django.utils.translation import gettext_lazy as _

from center.foundation.navigation import Entry, navigation
from center.institution.permissions import scope
from center.papers.exports import views

navigation.add(
    Entry(
        "exports",
        _("Exports"),
        "exports:index",
        "download",
        82,
        lambda user: scope(user).allows("export.ask"),
        views.waiting,
    )
)
