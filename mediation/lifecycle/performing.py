"""Whether an agreement is kept (人民调解法 art. 31): payments with their proof, the visit afterwards, and what comes when it is broken.

in_effect -perform-> performed      every payment was seen, or the visit found all of it kept
in_effect -break_off-> broken       the sides are told that they may sue, or ask for enforcement where a court has confirmed it
reported -confirm-> confirmed_paid, reported -reject-> rejected      a payment
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import SYSTEM, Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import SHANGHAI, now, today
from center.institution.permissions import not_allowed
from intake import clocks, posts, story
from intake.cases import take
from intake.models import Attachment, Case, Clock, Party, Rung
from intake.permissions import require
from mediation.lifecycle.agreeing import AGREEMENT, CONFIRM, FOLLOW_UP, PAYING, VISIT
from mediation.lifecycle.table import check_file, check_party, one_of
from mediation.models import Agreement, FollowUp, Instalment, Payment

State, Money = Agreement.State, Payment.State
PAYMENT = Moves(confirm=({Money.REPORTED}, Money.CONFIRMED), reject=({Money.REPORTED}, Money.REJECTED))


def enter(agreement: Agreement, right: str, by: Actor, *states: str) -> Case:
    """Take the case, let in only who may, and read the agreement as it is now. Raises Refused("moved_on")."""
    case = take(agreement.mediation.case)
    require(by, f"mediation.{right}", case)
    _in_state(agreement, *states)
    return case


@transaction.atomic
def report_payment(
    instalment: Instalment,
    *,
    amount_cents: int,
    paid_on: date,
    by: Actor,
    proof: Attachment | None = None,
    party: Party | None = None,
) -> Payment:
    """A side says that it paid or was paid, with the proof; staff look at it next. What staff write down themselves counts at once."""
    agreement = instalment.agreement
    if by.kind == ActorKind.PARTY:
        case = take(agreement.mediation.case)
        if party is None or party.case_id != case.pk:
            raise not_allowed()
    else:
        case = enter(agreement, "pay", by, State.IN_EFFECT)
    check_file(agreement.mediation, proof)
    check_payment(instalment, amount_cents=amount_cents, paid_on=paid_on, by=by)
    made = Payment.objects.create(
        instalment=instalment, amount_cents=amount_cents, paid_on=paid_on, proof=proof, reported_by=party, at=now()
    )
    story.record(case, "payment.reported", by=by, instalment=instalment.pk, payment=made.pk, amount_cents=amount_cents)
    if by.kind == ActorKind.PARTY:
        _tell_handler("payment.reported", f"payment:{made.pk}", case)
    else:
        _confirm(made, case, by)
    return made


def check_payment(instalment: Instalment, *, amount_cents: int, paid_on: date, by: Actor) -> None:
    """Raises Refused("paid_already" | "wrong_amount" | "wrong_day" | "reported_already" | "moved_on")."""
    agreement = instalment.agreement
    _in_state(agreement, State.IN_EFFECT)
    instalment.refresh_from_db()
    if instalment.paid_at:
        raise Refused(_("This payment has been made already."), "paid_already")
    if amount_cents <= 0 or amount_cents > left(instalment):
        raise Refused(_("The amount is more than nothing and at most what is still owed."), "wrong_amount", status=422)
    if paid_on > today() or paid_on < agreement.drafted_at.astimezone(SHANGHAI).date():
        raise Refused(
            _("Name the day of the payment: not before the agreement, and not a day to come."), "wrong_day", status=422
        )
    if by.kind == ActorKind.PARTY and instalment.payments.filter(state=Money.REPORTED).exists():
        raise Refused(_("A proof is being looked at already. You are told here what came of it."), "reported_already")


@transaction.atomic
def confirm_payment(payment: Payment, *, by: Actor) -> None:
    """The proof was looked at: the money counts."""
    case = enter(payment.instalment.agreement, "pay", by, State.IN_EFFECT)
    payment.instalment.refresh_from_db()
    if payment.amount_cents > left(payment.instalment):
        raise Refused(_("More would be counted than is owed. Reject it with the reason."), "wrong_amount")
    _confirm(payment, case, by)


@transaction.atomic
def reject_payment(payment: Payment, *, remark: str, by: Actor) -> None:
    """The proof does not show it: not counted, and the side reads why."""
    case = enter(payment.instalment.agreement, "pay", by, State.IN_EFFECT)
    if not remark.strip():
        raise Refused(_("Say in a few words why it is not counted. The side reads it."), "reason_needed", status=422)
    PAYMENT.take("reject", payment, remark=remark.strip(), decided_at=now(), decided_by_id=by.user_id)
    story.record(
        case, "payment.rejected", by=by, instalment=payment.instalment_id, payment=payment.pk, text=remark.strip()
    )


@transaction.atomic
def follow_up(
    agreement: Agreement,
    *,
    party: Party,
    visited_on: date,
    kept: str,
    satisfied: str,
    text: str,
    by: Actor,
    danger: bool = False,
    reason: str = "",
) -> FollowUp:
    """A side was visited or called after the agreement (回访): what it said is written down, and the visit is no longer owed. 人民调解法 art. 31."""
    case = enter(agreement, "follow_up", by, State.IN_EFFECT, State.PERFORMED, State.BROKEN)
    check_party(agreement.mediation, party)
    one_of(kept, FollowUp.Kept.values, _("Say whether the agreement is kept."), "kept_needed")
    one_of(satisfied, FollowUp.Content.values, _("Say whether the side is content."), "content_needed")
    if (
        visited_on > today()
        or agreement.effective_at is None
        or visited_on < agreement.effective_at.astimezone(SHANGHAI).date()
    ):
        raise Refused(
            _("Name the day of the visit: not before the agreement, and not a day to come."), "wrong_day", status=422
        )
    if not text.strip():
        raise Refused(_("Write down what the side said."), "text_needed", status=422)
    made = FollowUp.objects.create(
        agreement=agreement, party=party, visited_on=visited_on, reason=reason.strip(), kept=kept, satisfied=satisfied, danger=danger,
        text=text.strip(), at=now(), by_id=by.user_id,
    )  # fmt: skip
    clocks.stop(case, FOLLOW_UP)
    clocks.stop(case, VISIT)
    story.record(
        case, "agreement.followed_up", by=by, agreement=agreement.pk, follow_up=made.pk, party=party.pk, kept=str(kept)
    )
    if danger:
        _tell_handler("agreement.danger", f"follow_up:{made.pk}", case, level=Rung.Level.CENTER, urgent=True)
    if agreement.state == State.IN_EFFECT and kept == FollowUp.Kept.ALL and not _owed(agreement):
        _performed(agreement, case, by)
    return made


@transaction.atomic
def break_off(agreement: Agreement, *, reason: str, by: Actor) -> None:
    """It is not kept and will not be: the sides are told that they may sue on it (art. 32), or ask for enforcement of what a court confirmed (art. 33)."""
    case = enter(agreement, "pay", by, State.IN_EFFECT)
    if not reason.strip():
        raise Refused(_("Say in a few words what was not kept. The sides will read it."), "reason_needed", status=422)
    AGREEMENT.take("break_off", agreement, broken_reason=reason.strip(), ended_at=now())
    for key in (PAYING, VISIT, FOLLOW_UP):
        clocks.stop(case, key)
    story.record(case, "agreement.broken", by=by, agreement=agreement.pk, text=reason.strip())


@transaction.atomic
def remind(instalment: Instalment, *, by: Actor = SYSTEM) -> bool:
    """Some days before it is due the payer gets a message: the number and the day, nothing else. Once."""
    case = take(instalment.agreement.mediation.case)
    again = Instalment.objects.filter(pk=instalment.pk, paid_at=None, reminded_at=None)
    if instalment.due_on > today() + timedelta(days=settings.MEDIATION_REMIND_DAYS) or not again.update(
        reminded_at=now()
    ):
        return False
    phone = instalment.payer.person.phone if instalment.payer and instalment.payer.person else ""
    if phone:
        notices.owe_outside(
            "payment.near", key=f"instalment:{instalment.pk}:near", channel=notices.SMS, address=phone, about=f"case:{case.number}",
            number=case.grouped, due=instalment.due_on.isoformat(),
        )  # fmt: skip
    story.record(
        case, "payment.near", by=by, instalment=instalment.pk, due=instalment.due_on.isoformat(), told=bool(phone)
    )
    return True


@transaction.atomic
def late(instalment: Instalment, *, by: Actor = SYSTEM) -> bool:
    """The last day has passed and it is not paid: somebody goes and asks, within the promise of the center. Once."""
    case = take(instalment.agreement.mediation.case)
    passed = Clock.objects.running().filter(
        case=case, limit__key=PAYING, about=f"instalment:{instalment.pk}", due_at__lt=now()
    )
    unpaid = Instalment.objects.filter(pk=instalment.pk, paid_at=None, late_at=None, agreement__state=State.IN_EFFECT)
    if not passed.exists() or not unpaid.update(late_at=now()):
        return False
    if not Clock.objects.running().filter(case=case, limit__key=VISIT).exists():
        clocks.start(case, VISIT, desk=case.desk)
    story.record(case, "payment.late", by=by, instalment=instalment.pk, due=instalment.due_on.isoformat())
    _tell_handler("payment.late", f"instalment:{instalment.pk}:late", case)
    return True


def left(instalment: Instalment) -> int:
    """Cents that are still owed of it."""
    paid = instalment.payments.filter(state=Money.CONFIRMED).aggregate(sum=Sum("amount_cents"))["sum"] or 0
    return instalment.amount_cents - paid


def _in_state(agreement: Agreement, *states: str) -> None:
    agreement.refresh_from_db()
    if agreement.state not in states:
        raise Refused(
            _("The agreement stands at “%(state)s”; this step comes at another time.") % {"state": agreement.get_state_display()}, "moved_on"
        )  # fmt: skip


def _confirm(payment: Payment, case: Case, by: Actor) -> None:
    instalment = payment.instalment
    PAYMENT.take("confirm", payment, decided_at=now(), decided_by_id=by.user_id)
    story.record(
        case,
        "payment.confirmed",
        by=by,
        instalment=instalment.pk,
        payment=payment.pk,
        amount_cents=payment.amount_cents,
    )
    if left(instalment):
        return
    Instalment.objects.filter(pk=instalment.pk).update(paid_at=now())
    clocks.stop(case, PAYING, about=f"instalment:{instalment.pk}")
    agreement = instalment.agreement
    if not _owed(agreement):
        _performed(agreement, case, by)


def _owed(agreement: Agreement) -> bool:
    return agreement.instalments.filter(paid_at=None).exists()


def _performed(agreement: Agreement, case: Case, by: Actor) -> None:
    """Nothing is left for a court to confirm; and what was paid on the day of the agreement needs no visit."""
    AGREEMENT.take("perform", agreement, ended_at=now())
    clocks.stop(case, CONFIRM)
    clocks.stop(case, VISIT)
    if agreement.effective_at and agreement.effective_at.astimezone(SHANGHAI).date() == today():
        clocks.stop(case, FOLLOW_UP)
    story.record(case, "agreement.performed", by=by, agreement=agreement.pk)


def _tell_handler(kind: str, key: str, case: Case, *, level: str = Rung.Level.HANDLER, urgent: bool = False) -> None:
    turn = posts.turn(Clock(desk=case.desk), case, level)
    notices.owe(
        kind, key=key, to=turn.users, about=f"case:{case.number}", url=reverse("intake:case", args=[case.number]), urgent=urgent, number=case.grouped
    )  # fmt: skip
