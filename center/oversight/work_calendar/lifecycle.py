"""How the work calendar changes: one person proposes, another publishes.

proposed -publish--> published   by somebody else, who has seen the difference as it is now
         -reject---> rejected    by somebody else, with a reason
         -withdraw-> withdrawn   by who proposed it
"""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import audit, calendar, notices
from center.foundation.actor import Actor
from center.foundation.calendar import Day
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now, today
from center.institution.models import Posting, Role
from center.institution.permissions import VERBS, not_allowed, require
from center.oversight.models import CalendarProposal
from center.oversight.work_calendar import difference as differences

State = CalendarProposal.State
NOTICE_ROLES = frozenset(
    role for role, verbs in VERBS.items() if "calendar.propose" in verbs and role != Role.CENTER_DIRECTOR
)  # a center's director asks for days of the own center only
MOVES = Moves(
    publish=({State.PROPOSED}, State.PUBLISHED),
    reject=({State.PROPOSED}, State.REJECTED),
    withdraw=({State.PROPOSED}, State.WITHDRAWN),
)


@transaction.atomic
def propose_notice(year: int, days: Mapping[date, Day], *, source: str, by: Actor) -> CalendarProposal:
    """Ask that `days` become the exceptions of `year`, as the notice `source` says. 全国年节及纪念日放假办法 arts. 2 and 7.

    Refused: "not_allowed"; "other_year" when a day lies outside; "waiting" when one for that year waits already;
    "no_change" when the calendar says so already.
    """
    posting = require(by, "calendar.propose")
    if posting is not None and posting.role not in NOTICE_ROLES:
        raise not_allowed()
    if any(day.year != year for day in days):
        raise Refused(
            _("Every day of a notice must lie in its year. Split the file by years."), "other_year", status=422
        )
    return _propose(CalendarProposal(year=year, days=differences.packed(days), source=source), by)


@transaction.atomic
def propose_days(scope: str, days: Mapping[date, Day | None], *, reason: str, by: Actor) -> CalendarProposal:
    """Ask that single days differ in the county or at one center (`scope`), or, with None, that they differ no more.

    They move promises of the house only: rest days of the law are those of the notice (民法典 art. 203). Refused:
    "not_allowed" also for a center's director who asks for another center; "no_change".
    """
    posting = require(by, "calendar.propose")
    own = calendar.center_scope(posting.desk.center_id) if posting is not None else scope
    if posting is not None and posting.role == Role.CENTER_DIRECTOR and scope != own:
        raise not_allowed()
    if not scope:
        raise ValueError("the official calendar changes by a notice only")
    return _propose(CalendarProposal(scope=scope, days=differences.packed(days), source=reason), by)


@transaction.atomic
def publish(proposal: CalendarProposal, *, seen: str, by: Actor) -> None:
    """Put the days into force. `seen`: the digest of the difference that was looked at. Open clocks follow within minutes.

    Refused: "not_allowed"; "own_proposal" for who proposed it; "difference_changed" when the calendar has moved meanwhile.
    """
    _somebody_else(proposal, by)
    MOVES.take("publish", proposal, decided_by_id=by.user_id, decided_at=now())
    difference = differences.of(proposal)
    if difference.digest != seen:
        raise Refused(
            _(
                "The calendar has changed since this page was loaded. Nothing was published. Look at the difference again."
            ),
            "difference_changed",
        )
    days = differences.unpacked(proposal.days)
    if proposal.is_notice:
        calendar.load_year(proposal.notice_year, {d: said for d, said in days.items() if said}, source=proposal.source)
    else:
        calendar.set_days(proposal.scope, days)
    audit.record(
        "calendar.published", by=by, about=f"calendar:{proposal.pk}", scope=proposal.scope, year=proposal.year,
        proposed_by=proposal.proposed_by_id, source=proposal.source,
        days=[f"{change.day} {'work' if change.after else 'rest'}" for change in difference.changes],
    )  # fmt: skip


@transaction.atomic
def reject(proposal: CalendarProposal, *, reason: str, by: Actor) -> None:
    """Not published, and why. Refused: "not_allowed"; "own_proposal", which its proposer withdraws."""
    _somebody_else(proposal, by)
    MOVES.take("reject", proposal, decided_by_id=by.user_id, decided_at=now(), reason=reason)
    audit.record("calendar.rejected", by=by, about=f"calendar:{proposal.pk}", reason=reason)


@transaction.atomic
def withdraw(proposal: CalendarProposal, *, by: Actor) -> None:
    """Taken back by who proposed it. Refused: "not_allowed" for anybody else."""
    require(by, "calendar.propose")
    if proposal.proposed_by_id != by.user_id:
        raise not_allowed()
    MOVES.take("withdraw", proposal, decided_by_id=by.user_id, decided_at=now())
    audit.record("calendar.withdrawn", by=by, about=f"calendar:{proposal.pk}")


def ask_for_missing_year() -> int | None:
    """From 1 November remind those who may propose a calendar of the coming year's notice, once a week until it is loaded."""
    year = calendar.missing(today())
    if year is not None:
        week = today().isocalendar()
        notices.owe(
            "calendar.missing",
            key=f"calendar:{year}:{week.year}-{week.week}",
            to=_holders("calendar.publish"),
            about=f"calendar:{year}",
            url=reverse("oversight:calendar"),
            year=year,
        )
    return year


def _propose(proposal: CalendarProposal, by: Actor) -> CalendarProposal:
    if by.user_id is None:
        raise not_allowed()
    proposal.proposed_by_id, proposal.proposed_at = by.user_id, now()
    if not differences.of(proposal).anything:
        raise Refused(_("The calendar says this already. Nothing was proposed."), "no_change", status=422)
    try:
        with transaction.atomic():  # a savepoint: whoever comes second is told
            proposal.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("A notice for this year is waiting to be published already. Publish, reject or withdraw that one first."),
            "waiting",
        ) from error
    audit.record("calendar.proposed", by=by, about=f"calendar:{proposal.pk}", scope=proposal.scope, year=proposal.year)
    notices.owe(
        "calendar.proposed",
        key=f"calendar:{proposal.pk}:proposed",
        to=[user for user in _holders("calendar.publish") if user != by.user_id],
        about=f"calendar:{proposal.pk}",
        url=reverse("oversight:calendar_proposal", args=[proposal.pk]),
        year=proposal.year or "",
    )
    return proposal


def _somebody_else(proposal: CalendarProposal, by: Actor) -> None:
    if by.user_id is None:
        raise not_allowed()
    require(by, "calendar.publish")
    if proposal.proposed_by_id == by.user_id:
        raise Refused(
            _("A calendar is published by a second person. Ask a colleague who may, or withdraw what you proposed."),
            "own_proposal",
        )


def _holders(verb: str) -> list[int]:
    roles = [role for role, verbs in VERBS.items() if verb in verbs]
    return list(Posting.objects.valid(today()).filter(role__in=roles).values_list("user_id", flat=True))
