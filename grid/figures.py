"""The figures of the grid room, each counted from the list that its page shows."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q

from center.foundation.now import SHANGHAI, today
from center.institution.permissions import Scope
from grid.models import GridReport


def since(period: str) -> datetime | None:
    """When the period began: "today" and "month" in Shanghai time, anything else ever."""
    if period not in ("today", "month"):
        return None
    day: date = today() if period == "today" else today().replace(day=1)
    return datetime.combine(day, time.min, SHANGHAI)


def reports_today(scope: Scope) -> int:
    return _within(scope).filter(received_at__gte=since("today")).count()


def settled_share(scope: Scope) -> int:
    """Whole percent; 0 where nothing was reported."""
    counted = (
        _within(scope)
        .filter(received_at__gte=since("month"))
        .aggregate(all=Count("pk"), settled=Count("pk", filter=Q(settled=True)))
    )
    return round(100 * counted["settled"] / counted["all"]) if counted["all"] else 0


def _within(scope: Scope) -> Any:
    reports = GridReport.objects.all()
    reports = reports.filter(case__confidentiality__in=scope.levels)
    if scope.everything:
        return reports
    return reports.filter(
        Q(case__desk__in=scope.desks) | Q(case__origin_desk__in=scope.desks) | Q(case__desk__center__in=scope.centers) | Q(case__center__in=scope.centers)
        | Q(case__desk__department__in=scope.departments) | Q(case__matter__department__in=scope.departments)
    )  # fmt: skip
