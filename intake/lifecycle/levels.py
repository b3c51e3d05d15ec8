"""Up and down between township and county: reported up (上报) with what was tried, assigned down (交办) with a day and a report.

registered, handling -report_up-> routed      to the county center; untouched only where the urgent rule lets it pass over the township
registered, handling -assign_down-> routed    to a township; the report goes back to whoever assigned it
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution.models import Center, Desk, Posting
from center.institution.permissions import cleared_for
from intake import clocks, reaching, story, urgency
from intake.lifecycle import disputing
from intake.lifecycle.assisting import ASKED, check_day, give
from intake.lifecycle.handing import hand_over
from intake.lifecycle.table import State, check_no_procedure, enter
from intake.models import Case, Handover, Task

TRIED = 10  # characters at least of what was tried
ASSIGNED = "assigned"  # the limit of what was assigned, unless a day is named
Kind = Center.Kind


@transaction.atomic
def report_up(case: Case, *, to_desk: Desk, tried: str, by: Actor, copies: Iterable[Desk] = ()) -> Handover:
    """The township asks the county to take the case over, and says what it has tried. Others may read along (抄送).

    Raises Refused: "wrong_level", "level_skipped", "tried_needed", "in_a_procedure", "bound".
    """
    enter("report_up", case, by)
    if case.desk.center.kind != Kind.TOWNSHIP or to_desk.center.kind != Kind.COUNTY:
        raise Refused(
            _("A township reports up to the county center. What the county cannot settle is passed to an outside office."),
            "wrong_level", status=422,
        )  # fmt: skip
    rule = urgency.rule_for(case)
    if case.state == State.REGISTERED and not urgency.may_skip(case):
        raise Refused(
            _("The township takes the case in hand first. Only what the urgent rule names goes to the county at once."),
            "level_skipped",
        )  # fmt: skip
    if len(tried.strip()) < TRIED:
        raise Refused(
            _("Write what was tried, in at least ten characters. The county begins there."), "tried_needed", status=422
        )
    check_no_procedure(case)
    disputing.check_not_bound(case, by)
    clocks.stop(case, "send_on")
    handover = hand_over("report_up", case, to_desk=to_desk, by=by, reason=tried.strip()[:300])
    told = {desk.pk: desk for desk in (*copies, *(urgency.told(rule) if rule else ())) if desk.pk != to_desk.pk}
    for desk in told.values():
        _copy(case, desk, handover, by=by, sms=rule is not None and rule.sms)
    return handover


@transaction.atomic
def assign_down(
    case: Case,
    *,
    to_desk: Desk,
    text: str,
    by: Actor,
    due_on: date | None = None,
    report: bool = False,
    copies: Iterable[Desk] = (),
) -> Handover:
    """The county gives the case to a township, by a day; with `report` the township reports back to whoever assigned it.

    Raises Refused: "wrong_level", "text_needed", "wrong_day", "in_a_procedure".
    """
    enter("assign_down", case, by)
    if case.desk.center.kind == Kind.TOWNSHIP or to_desk.center.kind != Kind.TOWNSHIP:
        raise Refused(_("The county assigns to a township center."), "wrong_level", status=422)
    if not text.strip():
        raise Refused(_("Write what the township is to do."), "text_needed", status=422)
    check_day(due_on)
    check_no_procedure(case)
    from_desk = case.desk
    clocks.stop(case, "send_on")
    clocks.stop(case, ASSIGNED)
    handover = hand_over("assign_down", case, to_desk=to_desk, by=by, reason=text.strip()[:300])
    clocks.start(case, ASSIGNED, desk=to_desk, about=f"handover:{handover.pk}", due_on=due_on)
    if report:
        give(
            case, kind=Task.Kind.REPORT, to_desk=to_desk, from_desk=from_desk, text=text.strip()[:ASKED], by=by, due_on=due_on
        )  # fmt: skip
    for desk in copies:
        if desk.pk not in (from_desk.pk, to_desk.pk):
            _copy(case, desk, handover, by=by, sms=False)
    return handover


def _copy(case: Case, desk: Desk, handover: Handover, *, by: Actor, sms: bool) -> None:
    """A desk reads the case and is told so, once; by text message too where the urgent rule says so."""
    values = {
        "state": Task.State.DONE, "from_desk": handover.from_desk, "issued_by_id": by.user_id, "issued_in_id": by.posting,
        "issued_at": now(), "ended_at": now(), "text": handover.reason,
    }  # fmt: skip
    _task, new = Task.objects.get_or_create(case=case, kind=Task.Kind.COPY, to_desk=desk, defaults=values)
    if not new:
        return
    story.record(case, "case.copied", by=by, to_desk=desk.pk)
    seats = cleared_for(Posting.objects.valid(today()).filter(desk=desk), case.confidentiality)
    users = sorted(set(seats.values_list("user", flat=True)))
    key = f"copy:{handover.pk}:{desk.pk}"
    notices.owe(
        "case.copied", key=key, to=users, about=f"case:{case.number}", urgent=sms,
        url=reverse("intake:case", args=[case.number]), number=case.grouped,
    )  # fmt: skip
    for user in users:
        phone = reaching.addresses(user).get(notices.SMS) if sms else ""
        if phone:
            notices.owe_outside(
                "case.copied_urgent", key=f"{key}:{user}:sms", channel=notices.SMS, address=phone, about=f"case:{case.number}",
                number=case.grouped,
            )  # fmt: skip
