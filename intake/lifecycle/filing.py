"""Filed for somebody else (代为登记): the person is told, and within seven days says that the matter is his, or that it is not.

filed -confirm-> confirmed
      -disown->  disowned      the open cases of the visit are withdrawn; of concluded ones the center's director is told
"""

import re
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import SYSTEM, Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, now, today
from center.institution.models import Posting, Role
from center.institution.permissions import cleared_for, not_allowed
from intake import story
from intake.cases import take
from intake.lifecycle.ending import withdraw
from intake.models import Case, Filing, Person

MOBILE = re.compile(r"1[3-9]\d{9}")  # a landline takes no text message
NOT_THEIRS = (Case.State.WITHDRAWN, Case.State.DECLINED, Case.State.VOIDED)  # has ended already without a result


def tell(case: Case, person: Person | None) -> None:
    """Owe the person a text message with the number and how to look, nothing of the matter; none where no mobile number is known.

    Called inside the verb that registered `case`. The query code is not in the message: it is on the receipt, and the
    desk gives it to whoever shows who he is (个人信息保护法 art. 51).
    """
    phone = person.phone if person else ""
    if not MOBILE.fullmatch(phone):
        return
    told = Filing.objects.filter(visit=case.visit_id, told_at=None).update(told_at=now())
    if told:
        notices.owe_outside(
            "filing.told", key=f"filing:{case.visit_id}:told", channel=notices.SMS, address=phone, about=f"case:{case.number}",
            number=case.grouped, site=settings.SITE_URL + reverse("intake:status"), phone=case.center.phone, center=case.center.label,
            until=case.visit.filing.until.astimezone(SHANGHAI).date().isoformat(),
        )  # fmt: skip


@transaction.atomic
def confirm(case: Case, *, by: Actor) -> None:
    """The person says: this was filed for me, and it is mine. Twice is once."""
    filing = _enter([case], by)
    if filing.confirmed_at:
        return
    _check_open(filing)
    _decide(filing, confirmed_at=now())
    story.record(case, "case.filing_confirmed", by=by)


@transaction.atomic
def disown(case: Case, *, by: Actor, reason: str = "") -> None:
    """The person says: I did not ask for this. Open cases of the visit are withdrawn, their procedures end; twice is once.

    Raises Refused: "no_filing", "decided", "too_late" after seven days.
    """
    filing = _enter([], by, case)
    cases = list(Case.objects.filter(visit=filing.visit_id).order_by("pk"))
    for one in cases:
        take(one)
    filing.refresh_from_db()
    if filing.disowned_at:
        return
    _check_open(filing)
    _decide(filing, disowned_at=now(), disowned_reason=reason.strip()[:300])
    for one in cases:
        story.record(one, "case.disowned", by=by)
        if one.state in Case.OPEN:
            withdraw(one, reason=str(_("The person it was filed for says that it is not theirs.")), by=SYSTEM)
        elif one.state not in NOT_THEIRS:
            _tell_director(one)
    _tell_filer(filing, case)


def _enter(cases: list[Case], by: Actor, case: Case | None = None) -> Filing:
    """Only the person, by number and code, says whose matter it is."""
    if by.kind != ActorKind.PARTY:
        raise not_allowed()
    for one in cases:
        take(one)
    visit = (case or cases[0]).visit_id
    filing = Filing.objects.select_related("visit__received_by", "filer").filter(visit=visit).first()
    if filing is None:
        raise Refused(
            _("This matter was not filed by somebody else. There is nothing to confirm or to disown."), "no_filing"
        )
    return filing


def _check_open(filing: Filing) -> None:
    if filing.confirmed_at or filing.disowned_at:
        raise Refused(
            _(
                "You have answered this already. If it was a mistake, call the desk: it can withdraw the matter for you."
            ),
            "decided",
        )
    if now() > filing.until:
        day = filing.until.astimezone(SHANGHAI).date()
        raise Refused(
            _("The seven days in which this could be said here ended on %(day)s. Call the desk: it can still withdraw the matter.")
            % {"day": day.isoformat()},
            "too_late",
        )  # fmt: skip


def _decide(filing: Filing, **changes: object) -> None:
    """Compare-and-swap: of two answers at once the first counts."""
    if Filing.objects.filter(pk=filing.pk, confirmed_at=None, disowned_at=None).update(**changes) != 1:
        raise Refused(_("This was answered at the same moment in another window. Load the page again."), "moved_on")
    for name, value in changes.items():
        setattr(filing, name, value)


def _tell_director(case: Case) -> None:
    valid = Posting.objects.valid(today())
    valid = cleared_for(valid, case.confidentiality)
    directors = valid.filter(role=Role.CENTER_DIRECTOR, desk__center=case.center_id) or valid.filter(
        role=Role.COUNTY_DIRECTOR
    )
    notices.owe(
        "filing.disowned_concluded", key=f"filing:{case.visit_id}:{case.pk}", to=[posting.user_id for posting in directors],
        about=f"case:{case.number}", url=reverse("intake:case", args=[case.number]), number=case.grouped,
    )  # fmt: skip


def _tell_filer(filing: Filing, case: Case) -> None:
    """That it was disowned, and not why."""
    words: dict[str, Any] = {"about": f"case:{case.number}", "number": case.grouped}
    key = f"filing:{filing.visit_id}:disowned"
    if filing.filer is None:
        if filing.visit.received_by_id:
            notices.owe("filing.disowned", key=key, to=[filing.visit.received_by_id], **words)
    elif MOBILE.fullmatch(filing.filer.phone):
        notices.owe_outside("filing.disowned", key=key, channel=notices.SMS, address=filing.filer.phone, **words)
