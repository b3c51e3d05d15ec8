"""Who approves an extension by law: whom the row of the limit names, and on the last day the director of the center."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI
from center.foundation.workdays import subtract_workdays
from center.institution.models import Role
from center.institution.permissions import posting_of
from intake import clocks, posts
from intake.models import Case, Clock, Limit, Rung

NOTICE_DAYS = 1  # working days before the due day by which a request is in time
DIRECTORS = (Role.CENTER_DIRECTOR, Role.COUNTY_DIRECTOR)
HEADS = (Role.DEPARTMENT_HEAD, *DIRECTORS)


def is_late(clock: Clock, moment: datetime) -> bool:
    """Whether less than a working day is left before the due day: the desk should have asked before."""
    days = clocks.calendar_of(clock.limit, clock.desk)
    due, day = clock.due_at.astimezone(SHANGHAI).date(), moment.astimezone(SHANGHAI).date()
    return day > subtract_workdays(due, NOTICE_DAYS, days)


def approves(by: Actor, clock: Clock, *, late: bool) -> bool:
    """Whether the actor holds the seat whose approval this needs; the reach over the case is asked for apart."""
    if by.kind == ActorKind.SYSTEM:
        return True
    posting = posting_of(by)
    if posting is None or clock.desk is None:
        return False
    own_director = posting.role in DIRECTORS and posting.desk.center_id == clock.desk.center_id
    if clock.limit.extend_by == Limit.Approver.COMMISSION_DIRECTOR:
        return own_director
    if late:
        return own_director or posting.role == Role.COUNTY_DIRECTOR
    if clock.limit.extend_by == Limit.Approver.SECTION_HEAD:
        return posting.role == Role.SECTION_HEAD or posting.role in HEADS
    return posting.role in HEADS


def check(by: Actor, clock: Clock, *, late: bool) -> None:
    """Raises Refused("not_the_approver"), naming who decides and the article."""
    if approves(by, clock, late=late):
        return
    if late and clock.limit.extend_by != Limit.Approver.COMMISSION_DIRECTOR:
        raise Refused(
            _("Less than a working day is left: only the center's director extends this limit now. Nothing was changed."),
            "not_the_approver", status=403,
        )  # fmt: skip
    words = {
        "article": clock.limit.basis,
        "who": Limit.Approver(clock.limit.extend_by or Limit.Approver.UNIT_HEAD).label,
    }
    raise Refused(
        _("By %(article)s it is approved by %(who)s. Nothing was changed.") % words, "not_the_approver", status=403
    )


def approvers(clock: Clock, case: Case, *, late: bool) -> tuple[int, ...]:
    """The people who are told that somebody asks: the heads of the department, or the section head, else the center's director."""
    if not late and clock.limit.extend_by == Limit.Approver.SECTION_HEAD:
        return posts.turn(clock, case, Rung.Level.SECTION).users
    if not late and not clock.limit.extend_by and clock.desk and (heads := _heads(clock, case)):
        return heads
    return posts.turn(clock, case, Rung.Level.CENTER).users


def _heads(clock: Clock, case: Case) -> tuple[int, ...]:
    department = clock.desk.department_id if clock.desk else None
    return posts.sitting(case, desk__department=department, role=Role.DEPARTMENT_HEAD) if department else ()
