"""What a leader looks out over: the county, one center, or a department's matters; as conditions on counts and as chips of lists."""

from dataclasses import dataclass, field
from typing import Any

from center.institution.models import Center, Department
from center.institution.permissions import Scope


@dataclass(frozen=True)
class Outlook:
    """`flow` and `standing` narrow `TallyDelta` (where it was registered; where it is now); the chips narrow the list alike."""

    label: str
    flow: dict[str, Any] = field(default_factory=dict)
    standing: dict[str, Any] = field(default_factory=dict)
    flow_chips: dict[str, str] = field(default_factory=dict)
    standing_chips: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, Any] = field(default_factory=dict)


def choices(scope: Scope) -> list[Center]:
    """The centers that the leader may look at one by one."""
    centers = Center.objects.order_by("kind", "area__code", "code")
    return list(centers if scope.everything else centers.filter(pk__in=scope.centers))


def outlook(scope: Scope, county: str, chosen: Center | None = None) -> Outlook | None:
    """The outlook of a scope, narrowed to a `chosen` center; nothing for a scope that oversees nothing."""
    if scope.everything and chosen is None:
        return Outlook(county)
    if chosen is None and scope.centers:
        chosen = choices(scope)[0]
    if chosen is not None:
        return Outlook(
            chosen.label,
            {"center": chosen.pk},
            {"desk__center": chosen.pk},
            {"center": chosen.code},
            {"at": chosen.code},
            {"case__desk__center": chosen.pk},
        )
    department = Department.objects.filter(pk__in=scope.departments).order_by("order").first()
    if department is not None:
        where, chips = {"matter__department": department.pk}, {"department": department.key}
        return Outlook(department.label, where, where, chips, chips, {"case__matter__department": department.pk})
    return None
