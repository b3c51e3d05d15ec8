"""Who can be tried: one member of staff of each role with the page where the day begins, and one case for a citizen's eyes."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password, make_password
from django.db.models import Count
from django.urls import reverse

from center.foundation import audit
from center.foundation.actor import SYSTEM
from center.foundation.navigation import navigation
from center.foundation.now import today
from center.institution.models import Posting, Role, User
from intake.models import Case, Person, Visit

PASSWORD = "xuyi-demo-2014"
AT_HOME = ("HHT", "XY", "TD", "JT")  # centers whose people are shown first


@dataclass(frozen=True)
class SignIn:
    """A line of the table."""

    role: str
    username: str
    name: str
    desk: str
    page: str


def open_accounts(password_hash: str) -> None:
    """Let everybody who has no password sign in with the one that is printed, and the system administrator into the tables."""
    opened = User.objects.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).update(password=password_hash)
    chiefs = User.objects.filter(
        postings__in=Posting.objects.valid(today()).filter(role=Role.SYSTEM_ADMINISTRATOR), is_superuser=False
    )
    ids = list(chiefs.values_list("pk", flat=True))
    User.objects.filter(pk__in=ids).update(is_staff=True, is_superuser=True)
    if opened or ids:
        audit.record("demonstration_accounts_opened", by=SYSTEM, users=opened, administrators=ids)


def password_hash() -> str:
    """Computed once: it is slow on purpose."""
    return make_password(PASSWORD)


def table() -> list[SignIn]:
    """One person of each role, of the centers shown first where there is one; those whose password is the printed one."""
    postings = Posting.objects.valid(today()).select_related("user", "desk__center", "desk__department").order_by("pk")
    lines, opens = [], cache(lambda encoded: check_password(PASSWORD, encoded))
    for role in Role.values:
        able = [posting for posting in postings if posting.role == role and opens(posting.user.password)]
        if able:
            best = min(able, key=lambda posting: (*_nearness(posting), posting.pk))
            lines.append(
                SignIn(
                    role, best.user.username, best.user.name, f"{best.desk.center.name} {best.desk.name}", _page(best)
                )
            )
    return lines


def sample() -> Case | None:
    """An open case of an ordinary kind, in hand, where there is one at the center shown first."""
    cases = Case.objects.filter(state=Case.State.HANDLING, restricted=False, parties__side="applicant")
    cases = cases.select_related("desk__center", "matter").order_by("-registered_at", "-pk")
    return (
        cases.filter(center__code=AT_HOME[0]).first()
        or cases.first()
        or Case.objects.filter(restricted=False).order_by("-pk").first()
    )


def known_visitor() -> str:
    """The identity number of somebody who has been at the center shown first more than once; "" where nobody has."""
    visits = Visit.objects.filter(center__code=AT_HOME[0]).exclude(person__id_digest=None).values("person")
    often = visits.annotate(times=Count("pk")).filter(times__gt=1).order_by("-times", "person").first()
    return Person.objects.get(pk=often["person"]).id_number if often else ""


def url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _nearness(posting: Posting) -> tuple[int, int]:
    code = posting.desk.center.code
    away = AT_HOME.index(code) if code in AT_HOME else len(AT_HOME)
    return away, int(posting.user.postings.count() > 1)


def _page(posting: Posting) -> str:
    """Where the day of this person begins: the first entry of the rail, or the tables."""
    if posting.user.is_superuser:
        return reverse("admin:index")
    entries = sorted(navigation, key=lambda entry: entry.order)
    return next((reverse(entry.url) for entry in entries if entry.shown(posting.user)), reverse("home"))
