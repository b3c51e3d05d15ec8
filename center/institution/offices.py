"""Desks and the county's center as this process last read them: they change seldom, and every page asks."""

from center.foundation.remembering import kept
from center.institution.models import Center, Desk


def desk(pk: int) -> Desk:
    """The desk with its center and department; Desk.DoesNotExist where there is none."""
    return kept(("desk", pk), lambda: Desk.objects.select_related("center", "department").get(pk=pk))


def county() -> Center | None:
    """The center of the county; None before it is loaded."""
    return kept("county", lambda: Center.objects.filter(kind=Center.Kind.COUNTY).first())
