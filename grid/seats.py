"""In which of a person's seats the grid is worked and overseen."""

from typing import Any

from django.http import Http404, HttpRequest

from center.institution.middleware import current
from center.institution.models import Area, Center, Posting
from center.institution.permissions import carries, scope

REPORT, OVERSEE, DASHBOARD = "grid.report", "grid.oversee", "dashboard.read"


def worker(request: HttpRequest) -> Posting:
    """The seat in which this person reports: the one taken now, else the first that carries the right. Raises Http404."""
    taken = current(request)
    held: list[Posting] = [taken, *request.seats] if taken else []  # type: ignore[attr-defined]
    for posting in held:
        if carries(posting, REPORT):
            return posting
    raise Http404


def oversees(user: Any) -> bool:
    """Whether `user` sees which grids have nobody: grid leaders, heads and directors."""
    return scope(user).allows(OVERSEE) or scope(user).allows(DASHBOARD)


def townships(user: Any) -> list[str] | None:
    """The codes of the townships that `user` oversees; None for the whole county. Raises Http404 when it is none of the person's business."""
    if not oversees(user):
        raise Http404
    reach = scope(user)
    desks = [posting.desk for posting in reach.postings]
    if reach.everything or reach.departments or any(desk.center.kind == Center.Kind.COUNTY for desk in desks):
        return None
    here = Area.objects.filter(level=Area.Level.TOWNSHIP, centers__in=[desk.center_id for desk in desks])
    return list(here.values_list("code", flat=True))
