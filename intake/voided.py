"""Numbers whose import was undone: in no list and no search; by the full number alone, to those who answer for the numbers."""

from typing import Any

from django.db.models import Q

from center.foundation import numbering
from center.institution.models import Role
from center.institution.permissions import scope
from intake.models import Case, Event


def find(user: Any, number: str) -> Case | None:
    """The void case of this number, to the center's and the county's directors and to auditors; to all others there is none."""
    if not getattr(user, "is_authenticated", False):
        return None
    reach = scope(user)
    if not reach.roles & {Role.AUDITOR, Role.CENTER_DIRECTOR, Role.COUNTY_DIRECTOR}:
        return None
    found = Case.objects.filter(number=numbering.compact(number), state=Case.State.VOIDED)
    if Role.AUDITOR not in reach.roles and not reach.everything:
        found = found.filter(Q(center__in=reach.centers))
    return found.select_related("center", "origin_desk__center", "origin_desk__department", "visit__batch").first()


def why(case: Case) -> Event:
    """The line of the story that tells who undid the import, when and why."""
    return Event.objects.filter(case=case, kind="case.voided").latest("seq")
