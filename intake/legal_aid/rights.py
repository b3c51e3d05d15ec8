"""Who may do what about legal aid: the desk that decides on it acts wherever the case lies; an objection is the justice bureau's."""

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution import permissions
from center.institution.models import Role
from intake.legal_aid.rules import JUSTICE
from intake.models import LegalAid
from intake.permissions import may as may_on_case

REVIEW = ("uphold", "overturn")


def may(by: Actor, verb: str, aid: LegalAid) -> bool:
    """Whether the actor may do `verb` ("grant") to this application, whatever state it is in."""
    if by.kind == ActorKind.SYSTEM:
        return True
    posting = permissions.posting_of(by)
    if posting is None or not permissions.carries(posting, f"legal_aid.{verb}"):
        return False
    scope = permissions.of_postings((posting,), today())
    if aid.case.confidentiality not in scope.levels:
        return False
    desk = aid.desk
    if verb in REVIEW:
        department = posting.desk.department
        return posting.role == Role.DEPARTMENT_HEAD and department is not None and department.key == JUSTICE
    at_the_desk = scope.covers_desk(desk.pk, desk.center_id, (desk.department_id,))
    return at_the_desk or (verb == "object_to" and may_on_case(by, "legal_aid.apply", aid.case))


def require(by: Actor, verb: str, aid: LegalAid) -> None:
    """Raises Refused("not_allowed" | "not_the_reviewer") unless the actor may."""
    if may(by, verb, aid):
        return
    if verb in REVIEW:
        raise Refused(
            _(
                "An objection is reviewed by the justice bureau that set up the aid office (Legal Aid Law art. 49). Nothing was changed."
            ),
            "not_the_reviewer",
            status=403,
        )
    raise permissions.not_allowed()


def allowed(by: Actor, aid: LegalAid, verbs: list[str]) -> list[str]:
    """Those of `verbs` that the actor may do to this application."""
    return [verb for verb in verbs if may(by, verb, aid)]
