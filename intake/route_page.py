"""The routing table for the eye: each rule in words, how often it was overridden, and what a draft would change."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q

from center.foundation.now import now
from center.institution.models import Desk
from intake.models import Handover, Route, RouteTrial
from intake.routing import wording

OVERRIDES = timedelta(days=90)


@dataclass(frozen=True)
class Overrides:
    """How often a rule proposed, and how often the clerk sent the case elsewhere."""

    proposed: int = 0
    overridden: int = 0

    @property
    def rate(self) -> int:
        """Per cent."""
        return round(100 * self.overridden / self.proposed) if self.proposed else 0


@dataclass(frozen=True)
class Rule:
    """A version as a page tells it."""

    route: Route
    destination: str
    conditions: list[str]
    overrides: Overrides = field(default_factory=Overrides)
    draft: Route | None = None
    waiting: Route | None = None


def rules(on: date) -> list[Rule]:
    """The table in force, in its order, then rules that only wait to begin; in a number of statements that does not grow with it."""
    routes = list(_read(Route.objects.valid(on)))
    drafts = {one.key: one for one in Route.objects.exclude(state=Route.State.PUBLISHED)}
    waiting = {one.key: one for one in Route.objects.filter(state=Route.State.PUBLISHED, valid_from__gt=on)}
    here = {route.key for route in routes}
    new = [pk for key, one in {**waiting, **drafts}.items() if key not in here for pk in [one.pk]]
    routes += list(_read(Route.objects.filter(pk__in=new)).order_by("order", "pk"))
    counted = overrides()
    return [
        Rule(
            route, wording.destination(route), wording.conditions(route), counted.get(route.key, Overrides()),
            drafts.get(route.key), waiting.get(route.key),
        )
        for route in routes
    ]  # fmt: skip


def versions(key: str) -> list[Rule]:
    """All versions of a rule, newest first."""
    counted = overrides(key)
    return [
        Rule(route, wording.destination(route), wording.conditions(route), counted.get(route.key, Overrides()))
        for route in _read(Route.objects.filter(key=key)).order_by("-version")
    ]


def overrides(key: str = "") -> dict[str, Overrides]:
    """Of the hand-overs of the last 90 days: by rule, how many went elsewhere than proposed."""
    sent = Handover.objects.filter(route__isnull=False, proposed_desk__isnull=False, sent_at__gte=now() - OVERRIDES)
    if key:
        sent = sent.filter(route__key=key)
    counted = (
        sent.order_by()
        .values("route__key")
        .annotate(proposed=Count("pk"), elsewhere=Count("pk", filter=~Q(to_desk=F("proposed_desk"))))
    )
    return {row["route__key"]: Overrides(row["proposed"], row["elsewhere"]) for row in counted}


@dataclass(frozen=True)
class Way:
    """So many cases that would go to `after` instead of `before`."""

    before: Desk | None
    after: Desk | None
    cases: int


def ways(trial: RouteTrial) -> list[Way]:
    """The differences of a trial by where from and where to, the most frequent first."""
    counted = list(
        trial.differences.order_by()
        .values("before", "after")
        .annotate(cases=Count("pk"))
        .order_by("-cases", "before", "after")
    )
    desks = Desk.objects.select_related("center", "department").in_bulk(
        {pk for row in counted for pk in (row["before"], row["after"]) if pk}
    )
    return [Way(desks.get(row["before"]), desks.get(row["after"]), row["cases"]) for row in counted]


def differences(trial: RouteTrial, user: Any) -> Any:
    """The cases that would go elsewhere, of those that the reader may see."""
    from intake.models import Case

    desks = ("before__center", "before__department", "after__center", "after__department")
    return trial.differences.filter(case__in=Case.objects.visible_to(user)).select_related("case__matter", *desks)


def _read(routes: Any) -> Any:
    return routes.select_related(
        "center", "desk__center", "desk__department", "drafted_by", "published_by"
    ).prefetch_related("matters", "areas")
