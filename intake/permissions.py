"""Who may see a case and who may do what to it: role, place, and the lock on restricted matters."""

from typing import Any

from django.db.models import Q

from center.foundation.actor import Actor, ActorKind
from center.foundation.now import today
from center.institution import permissions
from center.institution.models import Posting, User
from center.institution.permissions import VERBS, Scope
from intake.models import Case, CaseUserPermission, Handover

# The counter that took the matter in keeps these wherever the case lies: the person comes back to the same window.
AT_ORIGIN = {
    "case.appoint_agent",
    "case.end_agent",
    "case.void",
    "case.note",
    "case.attach",
    "case.bind_pages",
    "case.detach",
    "case.withdraw",
    "case.link",
    "case.unmerge",
}


def visible(user: Any) -> Q:
    """The condition on `Case` for what `user` may see today."""
    if not getattr(user, "is_authenticated", False):
        return Q(pk__in=[])
    scope = permissions.scope(user)
    if not scope.postings:
        return Q(pk__in=[])
    return _reach(user, scope) & ~Q(state=Case.State.VOIDED) & (Q() if scope.cleared else Q(restricted=False))


def may(by: Actor, verb: str, case: Case) -> bool:
    """Whether the actor may do `verb` ("case.sign") to this case, whatever state it is in."""
    if by.kind == ActorKind.SYSTEM:
        return True
    posting = permissions.posting_of(by)
    return posting is not None and _may(posting, permissions.of_postings((posting,), today()), by, verb, case)


def sees(by: Actor, case: Case) -> bool:
    """Whether the actor may read this case: an API client through its one seat, a member of staff through all."""
    if by.kind == ActorKind.SYSTEM:
        return True
    posting = permissions.posting_of(by)
    if posting is None:
        return False
    reader = permissions.confine(posting) if by.kind == ActorKind.API else posting.user
    return Case.objects.filter(visible(reader), pk=case.pk).exists()


def allowed(by: Actor, case: Case) -> frozenset[str]:
    """All verbs that the actor may do to this case; for pages that show many buttons."""
    posting = permissions.posting_of(by)
    if posting is None:
        return frozenset()
    scope = permissions.of_postings((posting,), today())
    return frozenset(verb for verb in VERBS[posting.role] if _may(posting, scope, by, verb, case))


def require(by: Actor, verb: str, case: Case) -> None:
    """Raises Refused("not_allowed") unless the actor may."""
    if not may(by, verb, case):
        raise permissions.not_allowed()


def _may(posting: Posting, scope: Scope, by: Actor, verb: str, case: Case) -> bool:
    if verb not in VERBS[posting.role] or (
        case.restricted and not posting.cleared and not _just_taken_in(by, case, verb)
    ):
        return False
    if scope.covers_desk(case.desk_id, case.desk.center_id, (case.desk.department_id, case.matter.department_id)):
        return True
    if scope.own and posting.user_id in (case.registered_by_id, case.handler_id):
        return True  # a grid worker settles on the spot what the worker reported
    return verb in AT_ORIGIN and case.origin_desk_id in scope.desks


def _just_taken_in(by: Actor, case: Case, verb: str) -> bool:
    """Whoever wrote an accusation down sends it on; then it is closed to those who are not cleared, but for undoing the import."""
    fresh = case.state == Case.State.REGISTERED or verb == "case.void"
    return fresh and by.user_id is not None and case.registered_by_id == by.user_id


def _reach(user: User, scope: Scope) -> Q:
    if scope.everything:
        return Q(pk__isnull=False)  # not an empty Q, which would vanish beside another condition
    handed = Handover.objects.filter(Q(from_desk__in=scope.desks) | Q(to_desk__in=scope.desks))
    shared = CaseUserPermission.objects.filter(user=user, permission__codename="view_case")
    reach = Q(registered_by=user) | Q(handler=user) | Q(pk__in=shared.values("content_object"))
    if scope.desks:
        reach |= Q(desk__in=scope.desks) | Q(origin_desk__in=scope.desks) | Q(pk__in=handed.values("case"))
    if scope.centers:
        reach |= Q(desk__center__in=scope.centers) | Q(center__in=scope.centers)
    if scope.departments:
        reach |= Q(desk__department__in=scope.departments) | Q(matter__department__in=scope.departments)
    return reach
