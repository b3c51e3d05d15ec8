"""The verbs of attendance: the mode and days of a seat, a day by hand, being away, standing in, coming back."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution import lifecycle, permissions
from center.institution.models import Absence, Attendance, Posting, Role, Rota, Shift, User

ARRANGE = "attendance.arrange"
APART = {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}  # GB/T 22239: never in one hand
LONGEST = timedelta(days=365)  # of one absence
WEEKS, MINUTES = 8, 24 * 60  # at most: of a round; until somebody on call is there


@transaction.atomic
def set_attendance(
    posting: Posting, *, attendance: str, by: Actor, of_weeks: int = 1, days: Iterable[tuple[int, int]] = (), minutes: int | None = None
) -> None:  # fmt: skip
    """How somebody sits at the desk (常驻, 轮驻, 随驻): of who rotates the (week, weekday) days in a round of `of_weeks`.

    Raises Refused: "days_needed", "minutes_needed".
    """
    require_over(by, posting)
    chosen = sorted(set(days)) if attendance == Attendance.ROTATING else []
    if attendance not in Attendance.values:
        raise Refused(_("Choose how the person sits at the desk."), "wrong_attendance", status=422)
    if attendance == Attendance.ROTATING and not (
        chosen and 1 <= of_weeks <= WEEKS and all(1 <= week <= of_weeks and 0 <= day <= 6 for week, day in chosen)
    ):
        raise Refused(_("Mark at least one day of the round on which the person is there."), "days_needed", status=422)
    if attendance == Attendance.ON_CALL and not (minutes and 0 < minutes <= MINUTES):
        raise Refused(_("Write within how many minutes the person is there when called."), "minutes_needed", status=422)
    kept = minutes if attendance == Attendance.ON_CALL else None
    Posting.objects.filter(pk=posting.pk).update(attendance=attendance, call_in_minutes=kept)
    posting.attendance, posting.call_in_minutes = attendance, kept
    Rota.objects.filter(posting=posting).delete()
    Rota.objects.bulk_create(Rota(posting=posting, of_weeks=of_weeks, week=week, weekday=day) for week, day in chosen)
    audit.record("attendance_set", by=by, about=f"posting:{posting.pk}", attendance=attendance, days=len(chosen))


@transaction.atomic
def set_shift(posting: Posting, *, day: date, present: bool, by: Actor, window: str = "") -> Shift:
    """One day by hand, before every rule: in, at which window, or not in. Written twice, the second counts."""
    require_over(by, posting)
    said = {"present": present, "window": window.strip() if present else "", "by_id": by.user_id, "at": now()}
    shift, _new = Shift.objects.update_or_create(posting=posting, day=day, defaults=said)
    audit.record("shift_set", by=by, about=f"posting:{posting.pk}", day=day.isoformat(), present=present)
    return shift


@transaction.atomic
def be_away(user: User, *, first_day: date, last_day: date, reason: str, by: Actor) -> Absence:
    """Write down that somebody is away, oneself or somebody of one's desks.

    Raises Refused: "ends_before_it_began", "past", "too_long", "away_already".
    """
    _require_about(by, user)
    _check_days(first_day, last_day)
    User.objects.select_for_update().filter(pk=user.pk).first()  # two at once: the second sees the first
    if Absence.objects.filter(user=user, ended_at=None, first_day__lte=last_day, last_day__gte=first_day).exists():
        raise Refused(_("An absence is written down for some of these days already."), "away_already", status=422)
    absence = Absence.objects.create(
        user=user, first_day=first_day, last_day=last_day, reason=reason, by_id=by.user_id, at=now()
    )
    audit.record(
        "absence_reported", by=by, about=f"absence:{absence.pk}", user=user.pk,
        first_day=first_day.isoformat(), last_day=last_day.isoformat(),
    )  # fmt: skip
    return absence


@transaction.atomic
def stand_in(absence: Absence, *, posting: Posting, deputy: User, by: Actor, verbs: Iterable[str] = ()) -> Posting:
    """Somebody stands in for one seat of the person who is away (顶岗、代理), for all it carries or for some verbs.

    Clearance is the deputy's own. What the seat approves, the deputy never approves of a case in the own hand (`may`).
    Raises Refused: "ended", "not_their_seat", "no_chain", "own_seat", "deputy_away", "deputy_elsewhere", "kept_apart",
    "not_carried", "covered_already".
    """
    _require_about(by, absence.user)
    lent = frozenset(verbs)
    begins = max(absence.first_day, today())
    _check_cover(absence, posting, deputy, lent)
    own = _seat_of(deputy, posting, begins)
    _check_kept_apart(deputy, posting, begins)
    cleared = Posting.objects.valid(begins).filter(user=deputy)
    cover = lifecycle.appoint(
        deputy, desk=posting.desk, role=posting.role, badge=own.badge, valid_from=begins, valid_to=absence.last_day, covers=posting,
        cleared=cleared.filter(cleared=True).exists(), accusations=cleared.filter(accusations=True).exists(), delegated=lent, by=by,
    )  # fmt: skip
    absence.covers.add(cover)
    audit.record(
        "cover_arranged", by=by, about=f"absence:{absence.pk}", posting=posting.pk, deputy=deputy.pk, verbs=sorted(lent)
    )
    return cover


@transaction.atomic
def come_back(absence: Absence, *, by: Actor) -> None:
    """The person is back, or does not go after all: the covers end with today, those that have not begun are taken back."""
    _require_about(by, absence.user)
    if not Absence.objects.filter(pk=absence.pk, ended_at=None).update(ended_at=now()):
        raise Refused(_("This absence has ended already."), "ended")
    absence.refresh_from_db()
    for cover in absence.covers.select_related("user"):
        if cover.valid_from >= today():
            absence.covers.remove(cover)
        if cover.valid_from > today():
            cover.delete()
            audit.record("cover_taken_back", by=by, about=f"absence:{absence.pk}", posting=cover.covers_id)
        elif cover.valid_to is None or cover.valid_to >= today():
            lifecycle.end(cover, by=by)
    audit.record("absence_ended", by=by, about=f"absence:{absence.pk}")


def require_over(by: Actor, posting: Posting) -> None:
    """Raises Refused("not_allowed") unless the actor arranges attendance at the desk of this seat."""
    if by.kind == ActorKind.SYSTEM:
        return
    reach = arranging(by)
    if reach is None or not over(reach, posting):
        raise permissions.not_allowed()


def arranging(by: Actor) -> permissions.Scope | None:
    """Where the actor arranges attendance, in the seat that is taken; None for nowhere."""
    seat = permissions.posting_of(by)
    if seat is None or not permissions.carries(seat, ARRANGE):
        return None
    return permissions.of_postings((seat,), today())


def over(reach: permissions.Scope, posting: Posting) -> bool:
    """Whether the desk of this seat lies within reach."""
    return reach.covers_desk(posting.desk_id, posting.desk.center_id, (posting.desk.department_id,))


def arranges(by: Actor, user: User) -> bool:
    """Whether the actor may write down where this person is: the own absence, or one at the own desks."""
    try:
        _require_about(by, user)
    except Refused:
        return False
    return True


def _require_about(by: Actor, user: User) -> None:
    own = by.kind == ActorKind.STAFF and by.user_id == user.pk and permissions.posting_of(by) is not None
    if own or by.kind == ActorKind.SYSTEM:
        return
    seats = Posting.objects.not_ended(today()).filter(user=user, covers=None).select_related("desk")
    reach = arranging(by)
    if reach is None or not any(over(reach, seat) for seat in seats):
        raise permissions.not_allowed()


def _check_days(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise Refused(_("The last day is before the first."), "ends_before_it_began", status=422)
    if last_day < today():
        raise Refused(_("These days are past. Absences are written down for today and later."), "past", status=422)
    if last_day - first_day > LONGEST:
        raise Refused(
            _("An absence of more than a year ends a posting. End it, and appoint anew."), "too_long", status=422
        )


def _check_cover(absence: Absence, posting: Posting, deputy: User, lent: frozenset[str]) -> None:
    if absence.ended_at is not None or absence.last_day < today():
        raise Refused(_("This absence has ended already."), "ended")
    if posting.user_id != absence.user_id:
        raise Refused(_("This is no seat of the person who is away."), "not_their_seat", status=422)
    if posting.covers_id is not None:
        raise Refused(
            _("What somebody was lent is not lent on. Cover the seat of whoever holds it."), "no_chain", status=422
        )
    if deputy.pk == absence.user_id:
        raise Refused(_("Nobody stands in for himself."), "own_seat", status=422)
    if Absence.objects.filter(
        user=deputy, ended_at=None, first_day__lte=absence.last_day, last_day__gte=absence.first_day
    ).exists():
        raise Refused(_("This person is away on some of these days too. Choose another."), "deputy_away", status=422)
    if lent - permissions.VERBS[posting.role]:
        raise Refused(_("The seat does not carry all of this. Nothing was changed."), "not_carried", status=422)
    if absence.covers.filter(covers=posting, user=deputy).exists():
        raise Refused(_("This person stands in for the seat already."), "covered_already")


def _seat_of(deputy: User, posting: Posting, day: date) -> Posting:
    """The deputy's own seat, in the same house or the same department."""
    own = Posting.objects.valid(day).filter(user=deputy, covers=None).select_related("desk").order_by("pk")
    for seat in own:
        same = seat.desk.department_id is not None and seat.desk.department_id == posting.desk.department_id
        if seat.desk.center_id == posting.desk.center_id or same:
            return seat
    raise Refused(
        _("Who stands in has a seat of their own at the same center or in the same department."),
        "deputy_elsewhere",
        status=422,
    )


def _check_kept_apart(deputy: User, posting: Posting, day: date) -> None:
    """The three administrations are never in one hand, and never lent to somebody who handles cases."""
    roles = set(Posting.objects.valid(day).filter(user=deputy).values_list("role", flat=True)) | {posting.role}
    if roles & APART and len(roles) > 1:
        raise Refused(
            _("Administration and audit are kept in different hands. Choose somebody of the same duty."),
            "kept_apart",
            status=422,
        )
