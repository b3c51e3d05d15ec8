"""What the roof puts on the rail."""

from django.utils.translation import gettext_lazy as _

from center.foundation.navigation import Entry, navigation
from center.institution.permissions import scope

navigation.add(
    Entry(
        "dashboard",
        _("Overview"),
        "oversight:dashboard",
        "chart-bar",
        5,
        lambda user: scope(user).allows("dashboard.read"),
    )
)
navigation.add(
    Entry(
        "calendar",
        _("Work calendar"),
        "oversight:calendar",
        "calendar",
        90,
        lambda user: scope(user).allows("calendar.propose") or scope(user).allows("calendar.publish"),
    )
)
