"""The review of a month of readings: made once, with a remark; asked for where it is missing."""

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import audit, notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution.auditing import months
from center.institution.models import AccessReview, Posting, Role
from center.institution.permissions import require

VERB = "audit.read"
TOLD = {Role.AUDITOR: "audit_review", Role.COUNTY_DIRECTOR: ""}  # and the page that helps; a director has none


@transaction.atomic
def review(month: date, *, remark: str, by: Actor) -> AccessReview:
    """The readings of `month` were looked through. PIPL art. 54: audits at regular times.

    Raises Refused: "not_allowed", "month_not_over", "remark_needed", "reviewed_already".
    """
    require(by, VERB)
    month = months.first_of(month)
    if months.last_of(month) >= today():
        raise Refused(_("This month is not over. It can be reviewed from the first of the next."), "month_not_over")
    if not remark.strip():
        raise Refused(_("Write what you looked at and what you found."), "remark_needed", status=422)
    try:
        with transaction.atomic():
            made = AccessReview.objects.create(
                month=month, by_id=by.user_id, at=now(), remark=remark.strip(), readings=months.readings(month).count()
            )
    except IntegrityError as error:
        raise Refused(
            _("This month has been reviewed already. Your remark was not kept."), "reviewed_already"
        ) from error
    audit.record("readings_reviewed", by=by, about=f"month:{month:%Y-%m}", readings=made.readings)
    return made


def ask() -> bool:
    """Tell auditors and county directors, once, of the month that nobody reviewed in time; gives whether one is missing."""
    month = months.missing()
    if month is None:
        return False
    for role, url in TOLD.items():
        told = Posting.objects.valid(today()).filter(role=role).values_list("user_id", flat=True)
        notices.owe(
            "readings.unreviewed", key=f"readings:{month:%Y-%m}", to=sorted(set(told)), about=f"month:{month:%Y-%m}",
            url=reverse(url) if url else "", month=f"{month:%Y-%m}",
        )  # fmt: skip
    return True
