"""Rules of the routing table, changed by a director.

draft -try_out-> tried -publish-> published
  ^----- edit -----'

What runs is never edited: a change is a new version from a day to come, tried on past cases before it is published. Cases on their
way keep the desk they were sent to.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now, today
from center.institution.models import Area, Role
from center.institution.permissions import not_allowed, require
from intake.models import MatterType, Route, RouteTrial
from intake.routing import trial

State = Route.State
MOVES = Moves(try_out=({State.DRAFT, State.TRIED}, State.TRIED), publish=({State.TRIED}, State.PUBLISHED))


def own_center(by: Actor) -> int | None:
    """The center whose rules alone the actor changes; none: all of the county. Raises Refused("not_allowed")."""
    posting = require(by, "routes.change")
    return posting.desk.center_id if posting is not None and posting.role != Role.COUNTY_DIRECTOR else None


def waiting_draft(key: str) -> Route | None:
    """The version of a rule that is not published yet; there is one at most."""
    return Route.objects.filter(key=key).exclude(state=State.PUBLISHED).first()


@transaction.atomic
def draft(
    key: str, values: dict[str, Any], *, matters: Iterable[MatterType] = (), areas: Iterable[Area] = (), reason: str, by: Actor
) -> Route:  # fmt: skip
    """Write the next version of the rule `key` (an empty key: a new rule), or write the waiting draft anew.

    Refused: "not_allowed" for a rule of another center or of the county; "reason_needed"; "begins_too_early"; "moved_on".
    """
    center = own_center(by)
    _check_own(center, key)
    if center is not None:
        values = {**values, "center_id": center}
    if not reason.strip():
        raise Refused(_("Say in a few words why the rule changes."), "reason_needed", status=422)
    _check_day(values["valid_from"])
    key = key or _new_key()
    Route.objects.filter(key=key).exclude(state=State.PUBLISHED).delete()
    last = Route.objects.filter(key=key).aggregate(last=Max("version"))["last"] or 0
    made = Route(
        key=key, version=last + 1, state=State.DRAFT, reason=reason.strip(), drafted_by_id=by.user_id, **values
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise _quicker() from error
    made.matters.set(matters)
    made.areas.set(areas)
    audit.record("route.drafted", by=by, about=f"route:{key}", version=made.version, reason=made.reason)
    return made


@transaction.atomic
def try_out(route: Route, *, days: int, by: Actor) -> RouteTrial:
    """Run the draft over the cases of the last `days`: what would have gone elsewhere. Refused: "not_allowed", "moved_on"."""
    _check_own(own_center(by), route.key)
    MOVES.take("try_out", route)
    return trial.run(route, days=days, by=by)


@transaction.atomic
def publish(route: Route, *, by: Actor) -> None:
    """The second look: what was tried is in force from its day. Refused: "not_allowed", "begins_too_early", "moved_on"."""
    _check_own(own_center(by), route.key)
    _check_day(route.valid_from)
    replaced = Route.objects.filter(key=route.key, state=State.PUBLISHED, valid_from__gt=today())
    dropped = list(replaced.values_list("version", flat=True))
    replaced.delete()
    running = Route.objects.filter(key=route.key).valid(route.valid_from)
    running.update(valid_to=route.valid_from - timedelta(days=1))
    MOVES.take("publish", route, published_by_id=by.user_id, published_at=now())
    audit.record(
        "route.published", by=by, about=f"route:{route.key}", version=route.version, off=route.off, begins_on=route.valid_from.isoformat(),
        reason=route.reason, replaced=dropped,
    )  # fmt: skip


@transaction.atomic
def discard(route: Route, *, by: Actor) -> None:
    """Throw a draft away. Refused: "not_allowed", "moved_on" where it is published."""
    _check_own(own_center(by), route.key)
    if not Route.objects.filter(pk=route.pk).exclude(state=State.PUBLISHED).delete()[0]:
        raise _quicker()
    audit.record("route.discarded", by=by, about=f"route:{route.key}", version=route.version)


def _check_own(center: int | None, key: str) -> None:
    """A center's director changes the own rules only, which may not be the county's."""
    if center is not None and Route.objects.filter(key=key).exclude(center=center).exists():
        raise not_allowed()


def _check_day(day: date) -> None:
    if day <= today():
        raise Refused(
            _("A rule begins tomorrow at the earliest, so that nothing moves on the day itself. Write the draft anew with a later day."),
            "begins_too_early", status=422,
        )  # fmt: skip


def _new_key() -> str:
    return f"rule{(Route.objects.aggregate(last=Max('pk'))['last'] or 0) + 1}"


def _quicker() -> Refused:
    return Refused(_("Somebody else has just changed this rule. Load the page again."), "moved_on")
