"""The steps from the text of the agreement to the last payment and the court, for the table in `steps.py`."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from mediation import agreement_forms as forms
from mediation import lifecycle
from mediation.agreement_forms import agreement_of, confirmation_of
from mediation.lifecycle.table import State
from mediation.models import Agreement, Confirmation, Mediation, Payment
from mediation.step_forms import ReasonForm, StepForm
from mediation.step_table import Step, on

OPEN, AGREED = (State.OPEN,), (State.AGREED,)
Written, Asked = Agreement.State, Confirmation.State
Call = Callable[[Mediation, Any, Actor], Any]


def _to_agreement(verb: Callable[..., Any]) -> Call:
    """A verb that takes the agreement and just what its form gives."""

    def call(mediation: Mediation, form: StepForm, by: Actor) -> Any:
        agreement = agreement_of(mediation)
        if agreement is None:
            raise Refused(_("Nothing has been written down as an agreement yet. Write it down first."), "no_agreement")
        return verb(agreement, **form.cleaned_data, by=by)

    return call


def _to_court(verb: Callable[..., Any]) -> Call:
    """A verb on the application for confirmation."""

    def call(mediation: Mediation, form: StepForm, by: Actor) -> Any:
        asked = confirmation_of(mediation)
        if asked is None:
            raise Refused(_("No application for confirmation is recorded yet. Record it first."), "not_applied")
        return verb(asked, **form.cleaned_data, by=by)

    return call


def _draft(mediation: Mediation, form: Any, by: Actor) -> Agreement:
    return lifecycle.draft(mediation, text=form.text, by=by)


def _is(*states: str) -> Callable[[Mediation], bool]:
    return lambda mediation: Agreement.objects.filter(mediation=mediation, state__in=states).exists()


def _unsigned(mediation: Mediation) -> bool:
    return not Agreement.objects.filter(mediation=mediation).exclude(state=Written.DRAFT).exists()


def _all_signed(mediation: Mediation) -> bool:
    agreement = agreement_of(mediation)
    return agreement is not None and agreement.state == Written.SIGNING and not lifecycle.unsigned(agreement)


def _signs(mediation: Mediation) -> bool:
    agreement = agreement_of(mediation)
    return agreement is not None and agreement.state in (Written.DRAFT, Written.SIGNING) and bool(lifecycle.unsigned(agreement))  # fmt: skip


def _reported(mediation: Mediation) -> bool:
    return Payment.objects.filter(
        instalment__agreement__mediation=mediation, state=Payment.State.REPORTED
    ).exists() and _is(Written.IN_EFFECT)(mediation)


def _owing(mediation: Mediation) -> bool:
    return Agreement.objects.filter(mediation=mediation, state=Written.IN_EFFECT, instalments__paid_at=None, instalments__isnull=False).exists()  # fmt: skip


def _asked(*states: str) -> Callable[[Mediation], bool]:
    return lambda mediation: Confirmation.objects.filter(agreement__mediation=mediation, state__in=states).exists()


def _may_apply(mediation: Mediation) -> bool:
    return _is(Written.IN_EFFECT)(mediation) and confirmation_of(mediation) is None


STEPS = [
    Step("draft", _("Write the agreement"), _("Written down. Let every side read it, then sign."), "agreement", "agree", OPEN, forms.DraftForm, _draft, _unsigned),
    Step("sign", _("Sign"), _("Signed."), "agreement", "agree", OPEN, forms.SignForm, _to_agreement(lifecycle.sign), _signs),
    Step("redraft", _("Change the text"), _("The signatures were taken back; the text may be changed."), "agreement", "agree", OPEN, ReasonForm, _to_agreement(lifecycle.redraft), _is(Written.SIGNING)),
    Step("seal", _("Seal"), _("The agreement is in effect; the case is concluded."), "agreement", "agree", OPEN, forms.SealForm, _to_agreement(lifecycle.seal), _all_signed),
    Step("give_keys", _("Give each side its code"), _("Each side has a code for the page of its agreement. Print the slips."), "agreement", "agree", AGREED, forms.KeysForm, _to_agreement(lifecycle.give_keys)),
    Step("apply_for_confirmation", _("Apply for judicial confirmation"), _("The joint application is recorded."), "agreement", "confirm", AGREED, forms.ApplyForm, _to_agreement(lifecycle.apply_for_confirmation), _may_apply),
    Step("court_accepts", _("Court accepted"), _("Written down."), "agreement", "confirm", AGREED, forms.CourtForm, _to_court(lifecycle.court_accepts), _asked(Asked.APPLIED)),
    Step("court_declines", _("Court did not accept"), _("Written down."), "agreement", "confirm", AGREED, forms.CourtReasonForm, _to_court(lifecycle.court_declines), _asked(Asked.APPLIED)),
    Step("court_decides", _("Ruling of the court"), _("Written down."), "agreement", "confirm", AGREED, forms.RulingForm, _to_court(lifecycle.court_decides), _asked(Asked.ACCEPTED)),
    Step("take_back", _("Application taken back"), _("Written down."), "agreement", "confirm", AGREED, forms.CourtReasonForm, _to_court(lifecycle.take_back), _asked(Asked.APPLIED, Asked.ACCEPTED)),
    Step("report_payment", _("Count a payment"), _("The payment is counted."), "payments", "pay", AGREED, forms.PaymentForm, on(lifecycle.report_payment, "instalment"), _owing),
    Step("confirm_payment", _("Count a reported payment"), _("The payment is counted."), "payments", "pay", AGREED, forms.ConfirmPaymentForm, on(lifecycle.confirm_payment, "payment"), _reported),
    Step("reject_payment", _("Do not count a reported payment"), _("Not counted; the side reads why."), "payments", "pay", AGREED, forms.RejectPaymentForm, on(lifecycle.reject_payment, "payment"), _reported),
    Step("follow_up", _("Visit afterwards"), _("The visit is written down."), "payments", "follow_up", AGREED, forms.FollowUpForm, _to_agreement(lifecycle.follow_up), _is(Written.IN_EFFECT, Written.PERFORMED, Written.BROKEN)),
    Step("break_off", _("Not kept"), _("Written down; the sides are told what they may do."), "payments", "pay", AGREED, ReasonForm, _to_agreement(lifecycle.break_off), _is(Written.IN_EFFECT)),
]  # fmt: skip
