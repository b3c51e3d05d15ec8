"""Who mediates at a desk."""

from django.db.models import QuerySet

from center.foundation.now import today
from center.institution.models import Posting, User
from center.institution.permissions import VERBS
from intake.models import Case

ROLES = [role for role, verbs in VERBS.items() if "mediation.agree" in verbs]


def of_case(case: Case) -> QuerySet[User]:
    """Those who sit at the desk of `case` today in a role that mediates; for a restricted matter only the cleared."""
    seats = Posting.objects.valid(today()).filter(desk=case.desk_id, role__in=ROLES)
    if case.restricted:
        seats = seats.filter(cleared=True)
    return User.objects.filter(pk__in=seats.values("user")).order_by("name", "pk")
