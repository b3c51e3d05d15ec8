"""The forms of the agreement: its text, signatures, seal, payments, visits, and what the court says."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.foundation.workdays import add_months
from intake.counter.fields import Yuan
from intake.models import Agent, Attachment, Party
from mediation.lifecycle.agreeing import MOST_INSTALMENTS, STROKES, Promise, Terms, unsigned
from mediation.lifecycle.confirming import EXCLUDED
from mediation.lifecycle.table import MAIN_SIDES, TERMS_LENGTH, answering
from mediation.models import Agreement, Confirmation, FollowUp, Instalment, Mediation, Payment, Signature
from mediation.step_forms import REASON, TEXT, Area, StepForm, reason
from mediation.words import AgentChoice, FileChoice, InstalmentChoice, PartyChoice, PaymentChoice

TERMS = 5000  # characters
LAWFUL = _(
    "Looked at: it breaks no mandatory law and harms neither the public, nor a third party, nor good morals (interpretation of the Civil Procedure Law art. 358)"
)


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


def agreement_of(mediation: Mediation) -> Agreement | None:
    return Agreement.objects.filter(mediation=mediation).first()


def equal_parts(total: int, number: int, first: date) -> tuple[tuple[int, date], ...]:
    """Equal monthly payments in whole cents; what does not divide is paid with the last."""
    share = total // number
    return tuple(
        (share if one < number - 1 else total - share * (number - 1), add_months(first, one)) for one in range(number)
    )


class DraftForm(StepForm):
    """The text, with its payments: monthly ones in equal parts, or one a line (人民调解法 art. 29)."""

    agreement_form = forms.ChoiceField(
        label=_("Form of the agreement"), choices=Mediation.Form.choices, initial=Mediation.Form.WRITTEN, widget=forms.RadioSelect
    )  # fmt: skip
    facts = forms.CharField(
        label=_("Facts and points in dispute"), max_length=TERMS, required=False, widget=Area({"rows": 3}), help_text=_("Empty: as told at the counter.")
    )  # fmt: skip
    responsibility = forms.CharField(
        label=_("Responsibility of each side"), max_length=TEXT, required=False, widget=Area({"rows": 2})
    )
    terms = forms.CharField(
        label=_("Terms"), min_length=TERMS_LENGTH, max_length=TERMS, widget=Area({"rows": 4}), help_text=_("Who does what, how and by when. Both sides read it."),
        error_messages={"min_length": _("Write down what was agreed, in at least ten characters, and whether in writing or orally.")},
    )  # fmt: skip
    performance = forms.CharField(
        label=_("Manner and time of performance"), max_length=TEXT, required=False, widget=Area({"rows": 2})
    )
    place = forms.CharField(label=_("Place of performance"), max_length=120, required=False)
    amount_cents = Yuan(label=_("Amount in yuan"), max_length=40, required=False)
    payer = PartyChoice(label=_("Who pays"), queryset=Party.objects.none(), required=False)
    monthly = forms.IntegerField(
        label=_("Equal monthly payments"), min_value=1, max_value=MOST_INSTALMENTS, required=False, help_text=_("How many; 1 is one payment.")
    )  # fmt: skip
    first_day = day(_("First day of payment"), required=False)
    uneven = forms.CharField(
        label=_("Or uneven payments, one a line"), required=False, max_length=MOST_INSTALMENTS * 90, widget=Area({"rows": 3}),
        help_text=_("Day, yuan and manner, such as: 2026-12-01 500 bank transfer"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agreement := agreement_of(self.mediation):
            same = ("facts", "responsibility", "terms", "performance", "place")
            self.initial.update({name: getattr(agreement, name) for name in same})
            self.initial.update({"agreement_form": agreement.form, "amount_cents": _yuan(agreement.amount_cents)})
            promised = list(agreement.instalments.all())
            self.initial["payer"] = promised[0].payer_id if promised else None
            self.initial["uneven"] = "\n".join(
                f"{one.due_on} {_yuan(one.amount_cents)} {one.way}".strip() for one in promised
            )

    def payer_of(self) -> QuerySet[Party]:
        return self.case.parties.filter(side__in=MAIN_SIDES).select_related("person").order_by("position", "pk")

    def clean_uneven(self) -> list[tuple[date, int, str]]:
        found = []
        for line in self.cleaned_data["uneven"].splitlines():
            if not line.strip():
                continue
            said = [*line.split(maxsplit=2), "", ""]
            try:
                found.append(
                    (forms.DateField().clean(said[0]), Yuan().clean(said[1]) or _missing(), said[2].strip()[:60])
                )
            except ValidationError as error:
                raise ValidationError(
                    _("Write day and yuan in each line, such as 2026-12-01 500; this one cannot be read: %(line)s") % {"line": line[:60]}, "wrong_line"
                ) from error  # fmt: skip
        return found

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("monthly") and not given.get("uneven"):
            if not given.get("amount_cents"):
                self.add_error("amount_cents", _("Write the amount that is paid in parts."))
            if not given.get("first_day"):
                self.add_error("first_day", _("Write the day of the first payment."))
        return given

    @property
    def text(self) -> Terms:
        """What the verb takes."""
        given = self.cleaned_data
        same = ("facts", "responsibility", "terms", "performance", "place", "amount_cents")
        return Terms(form=given["agreement_form"], instalments=self._promises(), **{name: given[name] for name in same})

    def _promises(self) -> tuple[Promise, ...]:
        given = self.cleaned_data
        payer = given["payer"]
        if given["uneven"]:
            return tuple(Promise(cents, on, payer, way) for on, cents, way in given["uneven"])
        if given["amount_cents"] and (given["monthly"] or given["first_day"] or payer):
            parts = equal_parts(given["amount_cents"], given["monthly"] or 1, given["first_day"] or today())
            return tuple(Promise(cents, on, payer) for cents, on in parts if cents)
        return ()


class SignForm(StepForm):
    """Who signs, on what, and the strokes from the screen."""

    party = PartyChoice(label=_("Side"), queryset=Party.objects.none())
    agent = AgentChoice(label=_("Who signs for it"), queryset=Agent.objects.none(), required=False)
    said_by = forms.CharField(label=_("Person in charge, of an organisation"), max_length=60, required=False)
    read_aloud = forms.BooleanField(label=_("It was read aloud"), required=False)
    way = forms.ChoiceField(
        label=_("How it is signed"), choices=Signature.Way.choices, initial=Signature.Way.PAPER, widget=forms.RadioSelect
    )  # fmt: skip
    device = forms.CharField(label=_("Device"), max_length=80, required=False, help_text=_("Such as: tablet at the counter"))  # fmt: skip
    strokes = forms.CharField(max_length=STROKES, required=False, widget=forms.HiddenInput({"data-strokes": ""}))

    def party_of(self) -> QuerySet[Party]:
        agreement = agreement_of(self.mediation)
        missing = [party.pk for party in unsigned(agreement)] if agreement else []
        return answering(self.mediation).filter(pk__in=missing)


class SealForm(StepForm):
    lawful = forms.BooleanField(label=LAWFUL)


class KeysForm(StepForm):
    party = PartyChoice(
        label=_("A new code for"), queryset=Party.objects.none(), required=False, empty_label=_("Nobody: whoever has none gets one"),
        help_text=_("A side whose slip is lost gets a new code; the old one opens nothing any more."),
    )  # fmt: skip

    def party_of(self) -> QuerySet[Party]:
        return answering(self.mediation)


class PaymentForm(StepForm):
    """Money that was seen, or a proof that came in."""

    instalment = InstalmentChoice(label=_("Which payment"), queryset=Instalment.objects.none())
    amount_cents = Yuan(label=_("Paid, in yuan"), max_length=40)
    paid_on = day(_("Paid on"))
    proof = FileChoice(
        label=_("Proof"), queryset=Attachment.objects.none(), required=False, help_text=_("A file of this case; add it on the page of the case first.")
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("paid_on", today())

    def instalment_of(self) -> QuerySet[Instalment]:
        return Instalment.objects.filter(agreement__mediation=self.mediation, paid_at=None)


class ConfirmPaymentForm(StepForm):
    payment = PaymentChoice(label=_("Reported payment"), queryset=Payment.objects.none())

    def payment_of(self) -> QuerySet[Payment]:
        reported = Payment.objects.filter(instalment__agreement__mediation=self.mediation, state=Payment.State.REPORTED)
        return reported.select_related("instalment__agreement__mediation__proceeding__case")


class RejectPaymentForm(ConfirmPaymentForm):
    remark = reason(_("Why it is not counted"), _("The side reads it."))


class FollowUpForm(StepForm):
    party = PartyChoice(label=_("Who was visited"), queryset=Party.objects.none())
    visited_on = day(_("Day of the visit"))
    reason = forms.CharField(label=_("Occasion"), max_length=120, required=False)
    kept = forms.ChoiceField(label=_("Is it kept"), choices=FollowUp.Kept.choices, widget=forms.RadioSelect)
    satisfied = forms.ChoiceField(
        label=_("Is the side content"), choices=FollowUp.Content.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("What the side said"), max_length=TEXT, widget=Area({"rows": 3}))
    danger = forms.BooleanField(
        label=_("A new conflict or danger was noticed"), required=False, help_text=_("The leaders of the center are told.")
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("visited_on", today())


class ApplyForm(StepForm):
    """The joint application (人民调解法 art. 33)."""

    parties = forms.ModelMultipleChoiceField(
        label=_("Who applies"), queryset=Party.objects.none(), widget=forms.CheckboxSelectMultiple, help_text=_("The sides apply together.")
    )  # fmt: skip
    court = forms.CharField(label=_("Court"), max_length=80)
    applied_on = day(_("Day of the application"))
    excluded = forms.MultipleChoiceField(
        label=_("What a court does not confirm"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(EXCLUDED.items()),
        help_text=_("Tick what applies (interpretation of the Civil Procedure Law art. 355)."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"].label_from_instance = PartyChoice.words
        self.initial.setdefault("applied_on", today())

    def parties_of(self) -> QuerySet[Party]:
        return answering(self.mediation)


class CourtForm(StepForm):
    """What the court answered; the application is that of the agreement."""

    on = day(_("Day on the court's paper"))


class CourtReasonForm(CourtForm):
    reason = reason(_("Reason"))


class RulingForm(CourtForm):
    confirmed = forms.TypedChoiceField(
        label=_("Ruling"), choices=[("yes", _("Confirmed")), ("no", _("Not confirmed"))], coerce=lambda answer: answer == "yes", widget=forms.RadioSelect
    )  # fmt: skip
    ruling = forms.CharField(label=_("Number of the ruling"), max_length=60)
    reason = forms.CharField(label=_("Reason, where it is not confirmed"), max_length=REASON, required=False)


def confirmation_of(mediation: Mediation) -> Confirmation | None:
    return Confirmation.objects.filter(agreement__mediation=mediation).first()


def _missing() -> int:
    raise ValidationError("")


def _yuan(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100}.{cents % 100:02d}".removesuffix(".00")
