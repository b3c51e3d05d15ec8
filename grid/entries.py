"""What the grid room puts into the registers: its story line, its places on the rail, its figures."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation.indicators import Indicator, indicators
from center.foundation.navigation import Entry, navigation
from center.institution.permissions import scope
from grid import figures, seats
from intake.registers import EventKind, event_kinds

event_kinds.add(EventKind("grid.reported", _("Reported from the grid"), "map-pin"))

navigation.add(
    Entry("grid_home", _("My grids"), "grid:home", "map-pin", 11, lambda user: scope(user).allows(seats.REPORT))
)
navigation.add(
    Entry("grid_report", _("Report"), "grid:report", "camera", 12, lambda user: scope(user).allows(seats.REPORT))
)
navigation.add(Entry("grid_coverage", _("Grids and workers"), "grid:coverage", "grid-dots", 60, seats.oversees))

indicators.add(
    Indicator(
        "grid_reports_today", _("Grid reports today"), _("Reports of grid workers received since midnight, Shanghai time, in the centers you see."), 60,
        figures.reports_today, lambda scope: f"{reverse('grid:reports')}?period=today",
    )
)  # fmt: skip
indicators.add(
    Indicator(
        "grid_settled_share", _("Settled in the grid, per cent"),
        _("Of the grid reports received this calendar month, how many in a hundred the worker settled on the spot with a photo and a result."), 61,
        figures.settled_share, lambda scope: f"{reverse('grid:reports')}?period=month&settled=1",
    )
)  # fmt: skip
