"""The forms of a case's verbs. A form checks what was typed; what may be done is decided by the verb."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from center.foundation import numbering
from center.foundation.actor import Actor
from center.foundation.now import today
from center.institution.attendance import days
from center.institution.models import Desk, Posting, User
from intake import lifecycle, routing
from intake.asking import AskingForm
from intake.lifecycle import chasing, supervising
from intake.lifecycle.merging import BY_HAND, not_there
from intake.models import Card, Case, Event, Handover
from intake.permissions import sees
from intake.sides import FIELDS

REASON, TEXT, RESULT = 300, 2000, 5000  # characters at most
CONCLUDING = [
    outcome for outcome in Case.Outcome if outcome not in lifecycle.ON_THE_SPOT
]  # what is settled on the spot is settled by that verb


class VerbForm(forms.Form):
    """The base: made for a case and the actor; `perform()` calls the verb with what was typed."""

    verb = ""
    fields_of_verb: tuple[str, ...] = ()
    use_required_attribute = False  # the server says what is missing, in words and all at once

    def __init__(self, *args: Any, case: Case, by: Actor, **kwargs: Any) -> None:
        self.case, self.by = case, by
        super().__init__(*args, **kwargs)
        first = next((field for field in self.fields.values() if not field.widget.is_hidden), None)
        if first and not self.is_bound:
            first.widget.attrs["autofocus"] = True

    def perform(self) -> None:
        """Raises Refused."""
        getattr(lifecycle, self.verb)(
            self.case, by=self.by, **{name: self.cleaned_data[name] for name in self.fields_of_verb}
        )


class ArchiveForm(VerbForm):
    verb = "archive"


class ReasonForm(VerbForm):
    """Of every verb that needs a reason and nothing else."""

    fields_of_verb: tuple[str, ...] = ("reason",)
    reason = forms.CharField(label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 3}))


class ReopenForm(ReasonForm):
    verb = "reopen"


class WithdrawForm(ReasonForm):
    verb = "withdraw"


class DeclineForm(ReasonForm):
    verb = "decline"


class SendBackForm(ReasonForm):
    verb = "send_back"
    fields_of_verb = ("code", "reason", "article")
    field_order = ("code", "reason", "article")
    code = forms.ChoiceField(
        label=_("Why it comes back"), choices=Handover.ReturnReason.choices, widget=forms.RadioSelect
    )
    article = forms.CharField(
        label=_("Rule or article"), help_text=_("By which another office is competent; needed where you are not."), max_length=120, required=False
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("code") == Handover.ReturnReason.NOT_COMPETENT and not cleaned.get("article"):
            self.add_error(
                "article",
                _(
                    "Name the rule or article by which another office is competent. The next desk and the director will read it."
                ),
            )
        return cleaned


class PersonChoice(forms.ModelChoiceField):
    """Somebody who has a seat at the desk of the case today and is not away; who is not in today is marked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **kwargs)
        self.not_in: dict[int, str] = {}

    def at(self, desk_id: int) -> None:
        seats = Posting.objects.valid(today()).filter(desk=desk_id).exclude(user__in=days.away(today()).values("user"))
        found = days.places(seats.select_related("desk"), [today()])
        for seat in seats:
            if found[seat.pk, today()].presence != days.Presence.HERE:
                self.not_in[seat.user_id] = found[seat.pk, today()].word
        self.queryset = User.objects.filter(pk__in=seats.values("user")).order_by("name", "pk")

    def label_from_instance(self, obj: User) -> str:
        return f"{obj} · {self.not_in[obj.pk]}" if obj.pk in self.not_in else str(obj)


class SignForm(VerbForm):
    verb = "sign"
    fields_of_verb = ("handler",)
    handler = PersonChoice(label=_("Handler"), required=False, empty_label=_("I handle it myself"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].at(self.case.desk_id)


class AssignForm(VerbForm):
    verb = "assign"
    fields_of_verb = ("handler",)
    handler = PersonChoice(label=_("Handler"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["handler"]
        field.at(self.case.desk_id)
        field.queryset = field.queryset.exclude(pk=self.case.handler_id)


class DeskChoice(forms.ModelChoiceField):
    """Every desk but the one the case is at, grouped by center."""

    iterator = forms.models.ModelChoiceIterator

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Desk.objects.none(), **kwargs)

    def but(self, desk_id: int, **where: Any) -> None:
        self._offer(Desk.objects.exclude(pk=desk_id).filter(**where))

    def among_those_that_handle(self) -> None:
        """Every desk of a department: a counter only takes in and sends on."""
        self._offer(Desk.objects.exclude(department=None))

    def _offer(self, desks: Any) -> None:
        in_being = desks.valid(today()).select_related("center__area", "department")
        self.queryset = in_being.order_by("center", "department__order")
        groups: dict[str, list[tuple[Any, str]]] = {}
        for desk in self.queryset:
            groups.setdefault(desk.center.label, []).append((desk.pk, desk.label))
        self.widget.choices = [("", _("Choose the desk")), *groups.items()]

    def label_from_instance(self, obj: Any) -> str:
        return obj.full_label


class TransferForm(AskingForm, ReasonForm):
    verb = "transfer"
    fields_of_verb = ("to_desk", "reason")
    field_order = ("to_desk", "reason")
    to_desk = DeskChoice(label=_("Desk"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_desk"].but(self.case.desk_id)
        self.ask()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if desk := cleaned.get("to_desk"):
            self.check_excluded(desk)
        return cleaned

    def perform(self) -> None:
        given = self.cleaned_data
        lifecycle.transfer(self.case, to_desk=given["to_desk"], reason=given["reason"], by=self.by, **self.answered)


class RouteForm(TransferForm):
    """The routing table proposes; another desk needs a reason."""

    verb = "route"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = routing.propose_for(self.case)
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _("Needed when it goes to another desk than proposed.")
        if self.proposal:
            self.fields["to_desk"].initial = self.proposal.desk.pk
            self.fields["to_desk"].help_text = self.proposal.why

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        desk = cleaned.get("to_desk")  # gone where the law keeps the matter from it
        if desk and self.proposal and desk != self.proposal.desk and not cleaned.get("reason"):
            self.add_error("reason", _("Say in a few words why it goes to another desk than proposed."))
        return cleaned

    def perform(self) -> None:
        proposal = self.proposal
        lifecycle.route(
            self.case, to_desk=self.cleaned_data["to_desk"], reason=self.cleaned_data["reason"], by=self.by,
            route=proposal.route if proposal else None, proposed_desk=proposal.desk if proposal else None,
            **self.answered,
        )  # fmt: skip


class ResultForm(VerbForm):
    fields_of_verb = ("outcome", "result")
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    result = forms.CharField(
        label=_("Result"),
        help_text=_("As the person is told it, in at least ten characters."),
        min_length=lifecycle.RESULT_LENGTH,
        max_length=RESULT,
        widget=forms.Textarea({"rows": 5}),
    )
    outcomes: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(outcome.value, outcome.label) for outcome in self.outcomes]


class SettleForm(ResultForm):
    verb = "settle"
    outcomes = list(lifecycle.ON_THE_SPOT)


class ConcludeForm(ResultForm):
    verb = "conclude"
    outcomes = CONCLUDING


class NoteForm(VerbForm):
    """`seen` is the last line when the form was shown: the same note sent twice is kept once."""

    verb = "note"
    fields_of_verb = ("text",)
    text = forms.CharField(
        label=_("Note"), help_text=_("Never shown to the citizen."), max_length=TEXT, widget=forms.Textarea({"rows": 4})
    )
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.case.story_seq

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("text") and cleaned.get("seen") is not None:
            since = Event.objects.filter(
                case=self.case, kind="case.noted", by_posting=self.by.posting, seq__gt=cleaned["seen"]
            )
            if any((event.data or {}).get("text") == cleaned["text"] for event in since):
                self.add_error("text", _("This note is in the story already."))
        return cleaned


class OtherCaseField(forms.CharField):
    """The number of another case, in any spelling; gives the case, which the verb then asks whether the actor may see."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Number of the other case"))
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> Case:
        number = numbering.compact(super().clean(value))
        found = Case.objects.filter(number=number).first()
        if found is None:
            raise ValidationError(str(not_there().message), "not_there")
        return found


class OtherCaseForm(ReasonForm):
    """Of a verb that concerns a second case; one that the actor may not see is not there."""

    other_field = "other"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        other = cleaned.get(self.other_field)
        if other is not None and not sees(self.by, other):
            self.add_error(self.other_field, ValidationError(str(not_there().message), "not_there"))
        return cleaned


class MergeForm(OtherCaseForm):
    verb = "merge"
    other_field = "into"
    fields_of_verb = field_order = ("into", "reason")
    into = OtherCaseField(
        label=_("Number of the case that goes on"),
        help_text=_(
            "Its desk answers for both; files and periods of the law go over. It can be undone for seven days."
        ),
    )


class UnmergeForm(ReasonForm):
    verb = "unmerge"


class LinkForm(OtherCaseForm):
    verb = "link"
    fields_of_verb = field_order = ("other", "kind", "reason")
    other = OtherCaseField()
    kind = forms.ChoiceField(
        label=_("How they belong together"),
        choices=[(kind.value, kind.label) for kind in BY_HAND],
        widget=forms.RadioSelect,
    )


class UnlinkForm(OtherCaseForm):
    verb = "unlink"
    fields_of_verb = field_order = ("other", "reason")
    other = OtherCaseField()


class RevealForm(forms.Form):
    """What to see of a person, and why."""

    field = forms.ChoiceField(label=_("What"), choices=[(key, label) for key, (label, _mask) in FIELDS.items()])
    reason = forms.CharField(label=_("Why"), min_length=2, max_length=200)

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = again  # shown a moment ago: no second purpose
        self.fields["reason"].required = not again


class SuperviseForm(VerbForm):
    verb = "supervise"
    fields_of_verb = ("demand",)
    demand = forms.CharField(
        label=_("What is asked of the desk"), max_length=supervising.DEMAND, widget=forms.Textarea({"rows": 3})
    )


class AnswerSlipForm(VerbForm):
    verb = "answer_slip"
    fields_of_verb = ("reply",)
    reply = forms.CharField(
        label=_("What was done, and what comes next"), max_length=supervising.ANSWER, widget=forms.Textarea({"rows": 5})
    )


class ReturnSlipForm(ReasonForm):
    verb = "return_slip"
    reason = forms.CharField(
        label=_("What is missing"), max_length=supervising.DEMAND, widget=forms.Textarea({"rows": 3})
    )


class CloseSlipForm(VerbForm):
    verb = "close_slip"


class GiveCardForm(ReasonForm):
    verb = "give_card"
    fields_of_verb = field_order = ("colour", "reason")
    colour = forms.ChoiceField(label=_("Card"), choices=Card.Colour.choices, widget=forms.RadioSelect)


class WithdrawCardForm(ReasonForm):
    verb = "withdraw_card"
    fields_of_verb = field_order = ("colour", "reason")
    colour = forms.ChoiceField(label=_("Card"), choices=Card.Colour.choices, widget=forms.RadioSelect)


class AnswerChaseForm(VerbForm):
    verb = "answer_chase"
    fields_of_verb = ("answer",)
    answer = forms.CharField(
        label=_("Answer to the person"),
        help_text=_("The person reads it on the status page, and so does everybody who knows number and code."),
        max_length=chasing.ANSWER,
        widget=forms.Textarea({"rows": 4}),
    )


FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        SettleForm, RouteForm, SignForm, SendBackForm, TransferForm, AssignForm, ConcludeForm, ArchiveForm, ReopenForm,
        WithdrawForm, DeclineForm, NoteForm, MergeForm, UnmergeForm, LinkForm, UnlinkForm,
        SuperviseForm, AnswerSlipForm, ReturnSlipForm, CloseSlipForm, AnswerChaseForm, GiveCardForm, WithdrawCardForm,
    )
}  # fmt: skip
