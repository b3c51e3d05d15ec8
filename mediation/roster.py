"""Who mediates: those who sit at a desk, and the lines of the roster, with the load of each."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import Center, Posting, User
from center.institution.permissions import VERBS, cleared_for
from intake.models import Case
from mediation.models import Mediation, Mediator

ROLES = [role for role, verbs in VERBS.items() if "mediation.agree" in verbs]


def of_case(case: Case) -> QuerySet[User]:
    """Those who sit at the desk of `case` today in a role that mediates; for a restricted matter only the cleared."""
    seats = Posting.objects.valid(today()).filter(desk=case.desk_id, role__in=ROLES)
    seats = cleared_for(seats, case.confidentiality)
    return User.objects.filter(pk__in=seats.values("user")).order_by("name", "pk")


def profile_of(user: User) -> Mediator | None:
    """The line of the roster of a member of staff, if there is one."""
    return Mediator.objects.filter(user=user).first()


def check_mediates(case: Case, user: User) -> None:
    """Raises Refused("not_a_mediator") unless `user` mediates at the desk today, and what `check` raises for a line of the roster."""
    if not of_case(case).filter(pk=user.pk).exists():
        raise Refused(_("This person does not mediate at the desk today. Choose somebody who does."), "not_a_mediator")
    profile = profile_of(user)
    if profile:
        check(case, profile)


def candidates(case: Case) -> QuerySet[Mediator]:
    """Those of the roster who may be named for `case`, the least busy first: of its center, or of the county center, and in its field."""
    here = Q(center=case.desk.center_id) | Q(center__kind=Center.Kind.COUNTY, user=None)
    in_field = Q(fields=None) | Q(fields=case.matter_id)
    staff_here = Q(user=None) | Q(user__in=of_case(case))
    active = Mediator.objects.filter(here, in_field, staff_here, status=Mediator.Status.ACTIVE, expert=False)
    return with_load(active.distinct()).order_by("load", "name", "pk")  # type: ignore[misc]  # a column of with_load


def with_load(mediators: QuerySet[Mediator]) -> QuerySet[Mediator]:
    """With `load`, the mediations under way that each leads, in the same statement."""
    return mediators.annotate(
        load=Count("led", filter=Q(led__state__in=[str(state) for state in Mediation.UNDER_WAY]), distinct=True)
    )


def check(case: Case, mediator: Mediator) -> None:
    """Whether this line of the roster may mediate `case` now. 人民调解法 arts. 13-15, 23.

    Raises Refused("not_active" | "certificate_expired" | "tied").
    """
    if mediator.status != Mediator.Status.ACTIVE:
        raise Refused(
            _("%(name)s is not active on the roster. Choose somebody else.") % {"name": mediator.name}, "not_active"
        )
    if mediator.certificate_until is not None and mediator.certificate_until < today():
        raise Refused(
            _("The certificate of %(name)s ran out on %(day)s. Choose somebody else, or renew it on the roster first.")
            % {"name": mediator.name, "day": mediator.certificate_until.isoformat()},
            "certificate_expired",
        )
    people = case.parties.exclude(person=None).values("person")
    firms = list(case.parties.exclude(organisation="").values_list("organisation", flat=True))
    if mediator.ties.filter(Q(person__in=people) | Q(organisation__in=firms)).exists():
        raise Refused(
            _("%(name)s is tied to a side of this case and does not mediate it. Choose somebody else.")
            % {"name": mediator.name},
            "tied",
        )
