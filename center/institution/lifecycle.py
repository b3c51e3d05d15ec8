"""Postings: appoint and end. Both write the object permissions that the seat carries, and the audit. And how a person is reached."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import (
    Attendance,
    Center,
    CenterUserPermission,
    Department,
    DepartmentUserPermission,
    Desk,
    Posting,
    Role,
    User,
)
from center.institution.permissions import GRANTS, forget


@transaction.atomic
def appoint(
    user: User, *, desk: Desk, role: str, badge: str, by: Actor, valid_from: date | None = None, valid_to: date | None = None,
    covers: Posting | None = None, cleared: bool = False, accusations: bool = False, attendance: str = Attendance.RESIDENT,
    call_in_minutes: int | None = None, delegated: Iterable[str] = (),
) -> Posting:  # fmt: skip
    """Give `user` a seat at `desk`.

    Raises Refused: "department_needed" for a department head at a desk without department, "ends_before_it_began",
    "sits_there_already" when the person holds that seat with no last day.
    """
    if role == Role.DEPARTMENT_HEAD and desk.department_id is None:
        raise Refused(_("A department head sits at a desk of the department."), "department_needed")
    posting = Posting(
        user=user, desk=desk, role=role, badge=badge, valid_from=valid_from or today(), valid_to=valid_to, covers=covers, cleared=cleared,
        accusations=accusations, attendance=attendance, call_in_minutes=call_in_minutes, delegated=sorted(delegated),
    )  # fmt: skip
    if valid_to is not None and valid_to < posting.valid_from:
        raise _ends_before_it_began()
    try:
        with transaction.atomic():  # a savepoint: whoever comes second is told
            posting.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This person sits at this desk in this role already."), "sits_there_already") from error
    if role in GRANTS:
        assign_perm(f"institution.{GRANTS[Role(role)]}", user, _governed(posting))
    forget(user)
    audit.record("posting_appointed", by=by, about=f"posting:{posting.pk}", user=user.pk, desk=desk.pk, role=role)
    return posting


@transaction.atomic
def end(posting: Posting, *, by: Actor, last_day: date | None = None) -> None:
    """The seat is held for the last time on `last_day` (today); from the next day it opens nothing, whatever grants are left.

    Raises Refused: "ends_before_it_began"; "ended_already" when its last day is past, which is not re-written.
    """
    last_day = last_day or today()
    if last_day < posting.valid_from:
        raise _ends_before_it_began()
    if not Posting.objects.not_ended(today()).filter(pk=posting.pk).update(valid_to=last_day):
        raise Refused(_("This posting has ended already. Appoint the person anew."), "ended_already")
    posting.valid_to = last_day
    forget(posting.user)
    withdraw_grants()
    audit.record("posting_ended", by=by, about=f"posting:{posting.pk}", last_day=last_day.isoformat())


def withdraw_grants() -> int:
    """Take back every grant that no posting carries, now or later; gives their number. Safe to run twice.

    A posting that begins later and the seat of a closed account keep theirs: a grant opens nothing by itself.
    """
    kept = Posting.objects.not_ended(today()).filter(user=OuterRef("user"))
    directors = kept.filter(role=Role.CENTER_DIRECTOR, desk__center=OuterRef("content_object"))
    heads = kept.filter(role=Role.DEPARTMENT_HEAD, desk__department=OuterRef("content_object"))
    stale = CenterUserPermission.objects.filter(permission__codename="direct_center").exclude(Exists(directors))
    idle = DepartmentUserPermission.objects.filter(permission__codename="supervise_department").exclude(Exists(heads))
    return stale.delete()[0] + idle.delete()[0]


def _ends_before_it_began() -> Refused:
    return Refused(_("A posting cannot end before it began."), "ends_before_it_began")


def _governed(posting: Posting) -> Center | Department | None:
    return posting.desk.center if posting.role == Role.CENTER_DIRECTOR else posting.desk.department


@transaction.atomic
def keep_addresses(user: User, *, by: Actor, **addresses: str) -> None:
    """How `user` is reached besides the inbox: `email`, `phone`, `wechat`, those that are given; empty ones take it away.

    The person's own, or by who keeps the accounts; the audit names the fields, never what is in them.
    """
    unknown = addresses.keys() - {"email", "phone", "wechat"}
    if unknown:
        raise TypeError(f"no address is called {sorted(unknown)}")
    User.objects.filter(pk=user.pk).update(**addresses)
    audit.record("addresses_kept", by=by, about=f"user:{user.pk}", fields=sorted(addresses))
