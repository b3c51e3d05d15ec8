"""Who may see a case and who may do what to it: role x place x matter type x confidentiality; what none of them opens is closed."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from center.foundation.actor import Actor, ActorKind
from center.foundation.now import today
from center.institution import permissions
from center.institution.models import Center, Confidentiality, Desk, Posting, User
from center.institution.permissions import Scope
from intake.models import Accused, Case, CaseUserPermission, Handover, LegalAid, Share, Task

# The counter that took the matter in keeps these wherever the case lies: the person comes back to the same window.
AT_ORIGIN = {
    "case.appoint_agent",
    "case.end_agent",
    "case.void",
    "case.note",
    "case.guide",
    "case.attach",
    "case.bind_pages",
    "case.detach",
    "case.withdraw",
    "case.link",
    "case.unmerge",
    "legal_aid.apply",
}

# Whom a case is shared with may be lent these; a desk that has accepted a task has them.
LENT = ("case.note", "case.attach")


def visible(user: Any) -> Q:
    """The condition on `Case` for what `user` may see today."""
    if not getattr(user, "is_authenticated", False):
        return Q(pk__in=[])
    scope = permissions.scope(user)
    if not scope.postings:
        return Q(pk__in=[])
    reach = Q(pk__in=[])
    for part in scope.parts():
        reach |= _reach(part) & Q(confidentiality__in=part.levels)
    by_name = _by_name(user, scope) & Q(confidentiality__in=scope.levels)
    seen = (reach | by_name) & ~Q(state=Case.State.VOIDED)
    return seen & ~_against(user, scope) if Confidentiality.ACCUSATION in scope.levels else seen


def may(by: Actor, verb: str, case: Case) -> bool:
    """Whether the actor may do `verb` ("case.sign") to this case, whatever state it is in."""
    if by.kind == ActorKind.SYSTEM:
        return True
    posting = permissions.posting_of(by)
    if posting is None:
        return False
    scope = permissions.of_postings((posting,), today())
    return _may(posting, scope, by, verb, case, _opens(posting, scope, case))


def sees(by: Actor, case: Case) -> bool:
    """Whether the actor may read this case: an API client through its one seat, a member of staff through all."""
    if by.kind == ActorKind.SYSTEM:
        return True
    posting = permissions.posting_of(by)
    if posting is None:
        return False
    reader = permissions.confine(posting, posting.ceiling) if by.kind == ActorKind.API else posting.user  # type: ignore[attr-defined]
    return Case.objects.filter(visible(reader), pk=case.pk).exists()


def allowed(by: Actor, case: Case) -> frozenset[str]:
    """All verbs that the actor may do to this case; for pages that show many buttons."""
    posting = permissions.posting_of(by)
    if posting is None:
        return frozenset()
    scope = permissions.of_postings((posting,), today())
    opens = _opens(posting, scope, case)
    return frozenset(verb for verb in permissions.verbs_of(posting) if _may(posting, scope, by, verb, case, opens))


def require(by: Actor, verb: str, case: Case) -> None:
    """Raises Refused("not_allowed") unless the actor may."""
    if not may(by, verb, case):
        raise permissions.not_allowed()


def _may(posting: Posting, scope: Scope, by: Actor, verb: str, case: Case, opens: bool) -> bool:
    if not permissions.carries(posting, verb) or _own_request(posting, verb, case):
        return False
    if not opens and not _just_taken_in(by, case, verb):
        return False
    if scope.covers_desk(case.desk_id, case.desk.center_id, (case.desk.department_id, case.matter.department_id)):
        return True
    if scope.own and posting.user_id in (case.registered_by_id, case.handler_id):
        return True  # a grid worker settles on the spot what the worker reported
    if verb in AT_ORIGIN and {case.origin_desk_id, case.origin_desk.successor_id} & scope.desks:
        return True
    return verb in LENT and (_at_work(scope, case) or _lent(posting, verb, case))


def _at_work(scope: Scope, case: Case) -> bool:
    """Whether one of these desks has accepted a task of the case."""
    return Task.objects.filter(case=case, state=Task.State.ACCEPTED, to_desk__in=scope.desks).exists()


def _lent(posting: Posting, verb: str, case: Case) -> bool:
    share = Share.objects.valid().filter(case=case, user=posting.user_id).first()
    return share is not None and verb in share.verbs


def at_desk(by: Actor, verb: str, case: Case, desk: Desk) -> bool:
    """Whether the actor may do `verb` for this desk in a case that it is asked about, wherever the case lies."""
    if by.kind == ActorKind.SYSTEM:
        return True
    posting = permissions.posting_of(by)
    if posting is None or not permissions.carries(posting, verb):
        return False
    scope = permissions.of_postings((posting,), today())
    return _opens(posting, scope, case) and scope.covers_desk(desk.pk, desk.center_id, (desk.department_id,))


def _opens(posting: Posting, scope: Scope, case: Case) -> bool:
    """Whether the seat reads matters so closely kept, and is not the one that this accusation is against."""
    if case.confidentiality not in scope.levels:
        return False
    accused = case.confidentiality == Confidentiality.ACCUSATION
    return not accused or not Accused.objects.filter(_names(posting.user_id, [posting]), case=case).exists()


def _own_request(posting: Posting, verb: str, case: Case) -> bool:
    """Whoever stands in approves nothing of a case that is in the own hand, or in that of the person who is away."""
    if posting.covers is None or verb not in permissions.APPROVING or case.handler_id is None:
        return False
    return case.handler_id in (posting.user_id, posting.covers.user_id)


def _just_taken_in(by: Actor, case: Case, verb: str) -> bool:
    """Whoever wrote an accusation down sends it on; then it is closed to those who are not cleared, but for undoing the import."""
    fresh = case.state == Case.State.REGISTERED or verb == "case.void"
    return fresh and by.user_id is not None and case.registered_by_id == by.user_id


def against(user: User) -> Q:
    """The condition on `Case` for accusations against the person, or against an office in which the person sits today."""
    return _against(user, permissions.scope(user))


def _against(user: User, scope: Scope) -> Q:
    return Q(pk__in=Accused.objects.filter(_names(user.pk, scope.postings)).values("case"))


def _names(user_id: int, postings: Iterable[Posting]) -> Q:
    """Accused rows that name the person, or the office of one of these seats: its center, its department, or that department there."""
    names = Q(user=user_id)
    for posting in postings:
        center, department = posting.desk.center_id, posting.desk.department_id
        at = Q(center=center) | Q(center=None)
        within = Q(department=None) if department is None else Q(department=department) | Q(department=None)
        names |= Q(user=None) & at & within & ~Q(center=None, department=None)
    return names


def _by_name(user: User, scope: Scope) -> Q:
    """What is the person's own: registered, in hand, or shared by name."""
    if scope.everything:
        return Q(pk__in=[])
    over = Share.objects.filter(user=user, ended_at=None, until__lt=today())  # whose last day has passed
    shared = CaseUserPermission.objects.filter(user=user, permission__codename="view_case").exclude(
        content_object__in=over.values("case")
    )
    return Q(registered_by=user) | Q(handler=user) | Q(pk__in=shared.values("content_object"))


def _with_predecessors(offices: QuerySet[Any, Any], ids: frozenset[int]) -> QuerySet[Any, Any]:
    """These offices, and those that became part of them: what stands under the old name is theirs to read."""
    return offices.filter(Q(pk__in=ids) | Q(successor__in=ids)).order_by().values("pk")


def _reach(scope: Scope) -> Q:
    if scope.everything:
        return Q(pk__isnull=False)  # not an empty Q, which would vanish beside another condition
    desks = _with_predecessors(Desk.objects.all(), scope.desks)
    handed = Handover.objects.filter(Q(from_desk__in=desks) | Q(to_desk__in=desks))
    asked = Q(to_desk__in=scope.desks) | Q(to_desk__center__in=scope.centers)
    asked |= Q(to_desk__department__in=scope.departments)
    reach = Q(pk__in=Task.objects.reading().filter(asked).values("case"))
    reach |= Q(pk__in=LegalAid.objects.filter(_aided(scope)).values("proceeding__case"))
    if scope.desks:
        reach |= Q(desk__in=scope.desks) | Q(origin_desk__in=desks) | Q(pk__in=handed.values("case"))
    if scope.centers:
        reach |= Q(desk__center__in=scope.centers) | Q(
            center__in=_with_predecessors(Center.objects.all(), scope.centers)
        )
    if scope.departments:
        reach |= Q(desk__department__in=scope.departments) | Q(matter__department__in=scope.departments)
    return reach


def _aided(scope: Scope) -> Q:
    """Applications for legal aid at these desks, wherever the case lies; the justice bureau reads those it reviews (法律援助法 art. 49)."""
    aided = Q(desk__in=scope.desks) | Q(desk__department__in=scope.departments)
    departments = {
        posting.desk.department for posting in scope.postings if posting.desk.department_id in scope.departments
    }
    if any(department.key == "judicial" for department in departments if department is not None):
        aided |= Q(objected_at__isnull=False)
    return aided
