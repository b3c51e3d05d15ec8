"""What the institution adds to the rail: messages that did not reach anybody, and the runs of the jobs."""

from django.utils.translation import gettext_lazy as _

from center.foundation.models import Notice
from center.foundation.navigation import Entry, navigation
from center.institution.auditing import months
from center.institution.permissions import scope

navigation.add(
    Entry(
        "messages",
        _("Messages not sent"),
        "messages",
        "mail",
        92,
        lambda user: scope(user).allows("message.see_to"),
        lambda user: Notice.objects.undelivered().count(),
    )
)
navigation.add(Entry("jobs", _("Job runs"), "jobs", "history", 94, lambda user: scope(user).allows("jobs.read")))
navigation.add(
    Entry(
        "sessions",
        _("Who is signed in"),
        "everybodys_sessions",
        "shield-lock",
        96,
        lambda user: scope(user).allows("session.end"),
    )
)
navigation.add(
    Entry("attendance", _("Who is in"), "attendance", "calendar-event", 82, lambda user: bool(scope(user).postings))
)
navigation.add(
    Entry("absences", _("Absence and cover"), "absences", "user-check", 83, lambda user: bool(scope(user).postings))
)
navigation.add(
    Entry(
        "reorganisations",
        _("Offices merged and split"),
        "reorganisations",
        "building",
        98,
        lambda user: scope(user).allows("offices.reorganise") or scope(user).allows("admin.postings"),
    )
)
navigation.add(Entry("audit", _("Audit"), "audit", "eye-check", 10, lambda user: scope(user).allows("audit.read")))
navigation.add(
    Entry(
        "audit_review",
        _("Review of the month"),
        "audit_review",
        "history",
        11,
        lambda user: scope(user).allows("audit.read"),
        lambda user: int(months.missing() is not None),
    )
)
navigation.add(
    Entry("staff", _("People and postings"), "staff", "users", 95, lambda user: scope(user).allows("admin.postings"))
)
