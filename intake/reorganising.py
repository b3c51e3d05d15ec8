"""What of the counter goes over when offices are merged or split; hand-overs keep the names of the desks they were between."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.now import today
from center.institution.models import DeskMove, Reorganisation
from center.institution.reorganising.carriers import Carrier, carriers, rows, whole
from center.institution.reorganising.naming import Parts, parts
from intake.lifecycle.succeeding import succeed
from intake.models import Case, Clock, LegalAid, MatterType, Passing, Route, Slip, Task

State = Case.State


def _cases(states: Q) -> tuple[Callable[..., int], Callable[..., int]]:
    def todo(plan: Reorganisation, move: DeskMove | None) -> QuerySet[Case]:
        if move is None:
            return Case.objects.none()
        found = Case.objects.filter(states, desk=move.from_desk_id)
        return found if whole(plan) else found.filter(_part(plan, move))

    def left(plan: Reorganisation, move: DeskMove | None) -> int:
        return todo(plan, move).count()

    def carry(plan: Reorganisation, move: DeskMove | None, batch: int, by: Actor) -> int:
        assert move is not None
        found = list(todo(plan, move).order_by("pk")[:batch])
        return sum(
            succeed(case, from_desk=move.from_desk, to_desk=move.to_desk, reorganisation=plan.pk, by=by)
            for case in found
        )

    return left, carry


def _part(plan: Reorganisation, move: DeskMove) -> Q:
    """Of a split: the open cases of the villages, or of the matters, that go over; where both are named, those of both."""
    part = Q(state__in=Case.OPEN)
    villages = list(plan.areas.values_list("code", flat=True))
    if villages:
        places = Q(pk__in=[])
        for code in villages:
            places |= Q(area__code__startswith=code[:12])
        part &= places
    return part & Q(matter__key__in=move.matters) if move.matters else part


def _routes(plan: Reorganisation, move: DeskMove | None) -> QuerySet[Route]:
    """Rules of the routing table that name the desk, and are not over."""
    if move is None or not whole(plan):
        return Route.objects.none()
    return Route.objects.filter(desk=move.from_desk_id).exclude(valid_to__lt=today())


def _repoint(plan: Reorganisation, move: DeskMove | None, batch: int, by: Actor) -> int:
    assert move is not None
    pks = list(_routes(plan, move).values_list("pk", flat=True)[:batch])
    for pk in pks:
        audit.record("route_desk_succeeded", by=by, about=f"route:{pk}", desk=move.to_desk_id)
    return Route.objects.filter(pk__in=pks).update(desk=move.to_desk)


def _own_routes(plan: Reorganisation) -> QuerySet[Route]:
    return (
        Route.objects.filter(center=plan.from_center_id).exclude(valid_to__lt=today())
        if whole(plan)
        else Route.objects.none()
    )


def _end_routes(plan: Reorganisation, move: DeskMove | None, batch: int, by: Actor) -> int:
    """Rules that held at the center that ended end with it; what they sent on stays where it lies."""
    pks = list(_own_routes(plan).values_list("pk", flat=True)[:batch])
    for pk in pks:
        audit.record("route_ended", by=by, about=f"route:{pk}", reorganisation=plan.pk)
    return Route.objects.filter(pk__in=pks).update(valid_to=today() - timedelta(days=1))


RUNNING = Q(stopped_at=None)
for key, label, states in [
    ("cases.to_sign", _("Cases waiting for sign-for"), Q(state=State.ROUTED)),
    ("cases.open", _("Other open cases"), Q(state__in=[State.REGISTERED, State.HANDLING])),
    ("cases.closed", _("Ended cases"), ~Q(state__in=Case.OPEN)),
]:
    carriers.add(Carrier(key, label, *_cases(states)))
carriers.add(rows("clocks", _("Running limits"), lambda: Clock.objects.filter(RUNNING), field="desk", case="case"))
carriers.add(
    rows(
        "tasks",
        _("Tasks to do"),
        lambda: Task.objects.filter(state__in=Task.OPEN),
        field="to_desk",
        case="case",
        only_whole=True,
    )
)
carriers.add(
    rows(
        "slips",
        _("Open supervision slips"),
        lambda: Slip.objects.exclude(state=Slip.State.CLOSED),
        field="desk",
        case="case",
    )
)
carriers.add(
    rows("passings", _("Matters watched at outside offices"), lambda: Passing.objects.all(), field="desk", case="case")
)
carriers.add(
    rows(
        "legal_aid",
        _("Legal aid"),
        lambda: LegalAid.objects.all(),
        field="desk",
        case="proceeding__case",
        only_whole=True,
    )
)
carriers.add(
    Carrier("routes", _("Rules of the routing table"), lambda plan, move: _routes(plan, move).count(), _repoint)
)
carriers.add(
    Carrier(
        "routes.own",
        _("Rules of the center that ends"),
        lambda plan, move: _own_routes(plan).count(),
        _end_routes,
        of_center=True,
    )
)


def _matters() -> list[tuple[str, str]]:
    return [(matter.key, matter.label) for matter in MatterType.objects.filter(active=True)]


parts.add(Parts("matters", _matters))
