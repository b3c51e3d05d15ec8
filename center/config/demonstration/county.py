"""The loaded county as the demonstration walks through it: centers, counters, desks, villages, grids and their workers."""

from collections import defaultdict

from center.foundation.errors import Refused
from center.institution.models import Area, Center, Desk, Posting
from grid.models import Assignment, Category
from intake import routing
from intake.models import MatterType
from intake.routing import Proposal, Question

STREETS = 1.7  # people to a grid in a street of the town, against one in a township
STREET_CODES = ("0",)  # GB/T 10114: 001-099 are streets, 100-199 towns, 200-399 townships


class County:
    """Read once; every list is ordered, so that a seed means the same every time."""

    def __init__(self) -> None:
        drawings = ("boundary", "parent__boundary", "parent__parent__boundary")  # large, and not needed here
        areas = Area.objects.select_related("parent__parent").defer(*drawings).order_by("code")
        self.townships = list(areas.filter(level=Area.Level.TOWNSHIP))
        self.villages: dict[str, list[Area]] = defaultdict(list)
        for village in areas.filter(level=Area.Level.VILLAGE):
            self.villages[village.stem[:9]].append(village)
        self.grids: dict[str, list[Area]] = defaultdict(list)
        by_pk = {}
        for grid in areas.filter(level=Area.Level.GRID):
            self.grids[grid.code[:9]].append(grid)
            by_pk[grid.pk] = grid
        self.workers: dict[str, list[tuple[Posting, Area]]] = defaultdict(list)
        for held in Assignment.objects.select_related("posting__user").order_by("pk"):
            self.workers[by_pk[held.grid_id].code[:9]].append((held.posting, by_pk[held.grid_id]))
        self.matters = {matter.key: matter for matter in MatterType.objects.select_related("department")}
        self.categories = {category.key: category for category in Category.objects.select_related("matter__department")}
        self._proposals: dict[Question, Proposal | None] = {}
        self._offices()

    def _offices(self) -> None:
        desks = Desk.objects.select_related("center__area", "department").order_by(
            "center__code", "department__order", "pk"
        )
        self.desks = list(desks)
        self.counters = {desk.center_id: desk for desk in self.desks if desk.department is None}
        self.centers = {center.pk: center for center in Center.objects.select_related("area").order_by("code")}
        by_kind: dict[str, list[Center]] = defaultdict(list)
        for center in self.centers.values():
            by_kind[center.kind].append(center)
        self.county_center = by_kind[Center.Kind.COUNTY][0]
        self.special = {
            kind: found[0] for kind, found in by_kind.items() if kind not in (Center.Kind.COUNTY, Center.Kind.TOWNSHIP)
        }
        self.by_township = {center.area.code[:9]: center for center in by_kind[Center.Kind.TOWNSHIP]}
        self.townships = [
            area for area in self.townships if area.code[:9] in self.by_township and self.villages[area.code[:9]]
        ]

    def weights(self) -> list[float]:
        """How many people live in each of `townships`: by their grids, more to a grid in the streets of the town."""
        return [
            max(1, len(self.grids[area.code[:9]])) * (STREETS if area.code[6:].startswith(STREET_CODES) else 1.0)
            for area in self.townships
        ]

    def proposal(self, question: Question) -> Proposal | None:
        """What the routing table proposes; asked once for each question, for nobody changes the table meanwhile."""
        if question not in self._proposals:
            try:
                self._proposals[question] = routing.propose(question)
            except Refused:
                self._proposals[question] = None
        return self._proposals[question]

    def desk(self, center: Center, department: str) -> Desk | None:
        """The desk of a department at a center."""
        return next(
            (
                desk
                for desk in self.desks
                if desk.center_id == center.pk and desk.department and desk.department.key == department
            ),
            None,
        )
