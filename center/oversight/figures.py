"""The director's figures: three statements, whatever the county has; every number with the address of its list."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation.now import now, today
from center.institution.models import Center, Department
from center.oversight.outlook import Outlook
from intake.filters import DUTIES
from intake.models import Case, Clock, MatterType, TallyDelta
from intake.tally import STANDING_MEASURES

Measure = TallyDelta.Measure
FLOWS = [Measure.REGISTERED, Measure.CONCLUDED, Measure.ON_THE_SPOT]


@dataclass(frozen=True)
class Kind:
    """A figure: its word, its one definition, and the chips that give exactly what it counts."""

    key: str
    label: Any
    definition: Any
    standing: bool
    chips: Callable[[str], dict[str, str]]
    tone: str = "plain"


KINDS = [
    Kind("registered", _("Registered today"), _("Cases given a number since midnight, Shanghai time, by the center that registered them."), False, lambda day: {"day": day}),
    Kind("concluded", _("Concluded today"), _("Cases concluded since midnight, Shanghai time, by the center that registered them; on the spot included."), False, lambda day: {"concluded_on": day}, "done"),
    Kind(
        "on_the_spot",
        _("On the spot today"),
        _("Of the cases concluded today, those answered, settled or guided on at the counter while the person stood there."),
        False,
        lambda day: {"concluded_on": day, "on_the_spot": "1"},
        "done",
    ),
    Kind("open", _("Open"), _("Cases registered, waiting for sign-for or in hand, by the center where they lie now."), True, lambda day: {"open": "1"}),
    Kind("to_sign", _("To sign for"), _("Cases sent to a desk that has not signed for them yet."), True, lambda day: {"to_sign": "1"}, "near"),
    Kind("overdue", _("Overdue"), _("Open cases with a running limit past its last day, rest days moved to the next working day."), True, lambda day: {"overdue": "1"}, "late"),
]  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A number and the list that holds just what it counts."""

    kind: Kind
    number: int
    url: str


@dataclass(frozen=True)
class Row:
    """A line of a table: a center, department or matter with its cells."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class Board:
    """The whole page: headline figures and the three tables."""

    headline: list[Cell]
    centers: list[Row]
    departments: list[Row]
    matters: list[Row]


def board(view: Outlook) -> Board:
    """Count once, add up by center, department and matter. Restricted matters are in no figure."""
    matters = list(MatterType.objects.select_related("department").filter(restricted=False))
    counts = _counts(view)
    day = today().isoformat()

    def cells(pick: Callable[[str, Any, Any], bool], **chips: dict[str, str]) -> list[Cell]:
        return [
            Cell(
                kind,
                sum(n for (center, matter), n in counts[kind.key].items() if pick(kind.key, center, matter)),
                _url(view, kind, day, chips),
            )
            for kind in KINDS
        ]

    def center_row(center: Center) -> Row:
        chips = {"flow": {"center": center.code}, "standing": {"at": center.code}}
        return Row(center.label, cells(lambda kind, c, m: c == center.pk, **chips))

    def matter_row(matter: MatterType) -> Row:
        chips = {"matter": matter.key}
        return Row(matter.label, cells(lambda kind, c, m: m == matter.pk, flow=chips, standing=chips))

    def department_row(department: Department) -> Row:
        chips, own = (
            {"department": department.key},
            {matter.pk for matter in matters if matter.department_id == department.pk},
        )
        return Row(department.label, cells(lambda kind, c, m: m in own, flow=chips, standing=chips))

    return Board(
        headline=cells(lambda kind, c, m: True, flow={}, standing={}),
        centers=_busy(center_row(center) for center in Center.objects.order_by("kind", "area__code", "code")),
        departments=[department_row(department) for department in Department.objects.all()],
        matters=_busy(matter_row(matter) for matter in matters),
    )


def _counts(view: Outlook) -> dict[str, Counter]:
    counts: dict[str, Counter] = defaultdict(Counter)
    flows = TallyDelta.objects.filter(measure__in=FLOWS, day=today(), **view.flow)
    for measure, center, matter, n in (
        flows.values_list("measure", "center", "matter").annotate(n=Sum("amount")).order_by()
    ):
        counts[measure][center, matter] += n
    standing = TallyDelta.objects.filter(measure__in=STANDING_MEASURES, **view.standing)
    for measure, center, matter, n in (
        standing.values_list("measure", "desk__center", "matter").annotate(n=Sum("amount")).order_by()
    ):
        counts[measure][center, matter] += n
    late = Clock.objects.overdue(now()).filter(
        case__state__in=Case.OPEN, case__restricted=False, limit__kind__in=DUTIES, **view.clocks
    )
    for center, matter, n in (
        late.values_list("case__desk__center", "case__matter").annotate(n=Count("case", distinct=True)).order_by()
    ):
        counts["overdue"][center, matter] += n
    return counts


def _url(view: Outlook, kind: Kind, day: str, chips: dict[str, dict[str, str]]) -> str:
    side = "standing" if kind.standing else "flow"
    narrowed = {
        **(view.standing_chips if kind.standing else view.flow_chips),
        **chips[side],
        **kind.chips(day),
        "counted": "1",
    }
    return f"{reverse('intake:cases')}?{urlencode(narrowed)}"


def _busy(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if any(cell.number for cell in row.cells)]
