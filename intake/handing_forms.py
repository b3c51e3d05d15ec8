"""The forms of what is asked of others: assist and referral, up and down, outside, a part split off, an instruction, a share by name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.institution.models import Center, Desk, Posting, User
from intake import attachments, lifecycle, sides, urgency
from intake.forms import CONCLUDING, REASON, RESULT, DeskChoice, ReasonForm, VerbForm
from intake.lifecycle.assisting import ASKED
from intake.lifecycle.levels import TRIED
from intake.models import Attachment, Case, MatterType, OutsideBody, Party, Task

NAME = 60
LENDABLE = [("case.note", _("Write a note")), ("case.attach", _("Add files"))]


def day(label: Any, **more: Any) -> forms.DateField:
    """A day by the browser's own picker."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def words(label: Any, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    """A field of several lines."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea({"rows": rows}), **more)


class DesksChoice(forms.ModelMultipleChoiceField):
    """Several desks, by their full names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Desk.objects.none(), widget=forms.SelectMultiple({"size": 6}), **kwargs)

    def but(self, desk_id: int, **where: Any) -> None:
        desks = Desk.objects.exclude(pk=desk_id).filter(**where).valid(today())
        self.queryset = desks.select_related("center__area", "department").order_by("center", "department__order")

    def label_from_instance(self, obj: Any) -> str:
        return obj.full_label


class BadgeForm(VerbForm):
    """Of a verb that names a colleague by the badge worn today."""

    def by_badge(self, badge: str) -> User:
        seats = Posting.objects.valid(today()).filter(badge__iexact=badge.strip())
        people = list(User.objects.filter(pk__in=seats.values("user"))[:2])
        if len(people) != 1:
            raise ValidationError(_("Nobody who has a seat today wears this badge number."))
        return people[0]


class AskForm(VerbForm):
    verb = "ask"
    fields_of_verb = ("kind", "to_desk", "text", "due_on")
    kind = forms.ChoiceField(
        label=_("What is asked"), widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in Task.OURS], initial=Task.Kind.ASSIST,
    )  # fmt: skip
    to_desk = DeskChoice(label=_("Desk"))
    text = words(_("What the desk is to do"), ASKED)
    due_on = day(_("By when"), required=False, help_text=_("Empty: the limit of the center."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_desk"].but(self.case.desk_id)


class ReportUpForm(VerbForm):
    verb = "report_up"
    fields_of_verb = ("to_desk", "tried", "copies")
    to_desk = DeskChoice(label=_("Desk of the county center"))
    tried = words(_("What was tried"), REASON, min_length=TRIED, help_text=_("In at least ten characters."))
    copies = DesksChoice(label=_("Copies to"), required=False, help_text=_("These desks are told and read along."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_desk"].but(self.case.desk_id, center__kind=Center.Kind.COUNTY)
        self.fields["copies"].but(self.case.desk_id)
        rule = urgency.rule_for(self.case)
        if rule:
            told = "、".join(desk.full_label for desk in urgency.told(rule))
            self.fields["copies"].help_text = _("By the urgent rule “%(rule)s” these are told besides: %(desks)s") % {
                "rule": rule.label, "desks": told or "—",
            }  # fmt: skip


class AssignDownForm(VerbForm):
    verb = "assign_down"
    fields_of_verb = ("to_desk", "text", "due_on", "report", "copies")
    to_desk = DeskChoice(label=_("Desk of the township center"))
    text = words(_("What the township is to do"), REASON)
    due_on = day(_("By when"), required=False, help_text=_("Empty: the limit of the center."))
    report = forms.BooleanField(label=_("The township reports back"), required=False, initial=True)
    copies = DesksChoice(label=_("Copies to"), required=False, help_text=_("These desks are told and read along."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_desk"].but(self.case.desk_id, center__kind=Center.Kind.TOWNSHIP)
        self.fields["copies"].but(self.case.desk_id)


class InstructForm(BadgeForm):
    verb = "instruct"
    text = words(_("The instruction"), ASKED)
    leader = forms.CharField(
        label=_("Signed by"), max_length=NAME, required=False, help_text=_("Empty: yourself. Answers come to you in either case.")
    )  # fmt: skip
    desks = DesksChoice(label=_("Desks"), required=False)
    badges = forms.CharField(
        label=_("People"), max_length=200, required=False, help_text=_("Badge numbers, with a space between.")
    )
    due_on = day(_("By when"))
    scan = forms.ModelChoiceField(
        Attachment.objects.none(), label=_("Scan of the paper"), required=False, empty_label=_("No scan"),
        help_text=_("One of the files of this case; add it there first."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desks"].but(0)
        self.fields["scan"].queryset = attachments.live(self.case)

    def clean_badges(self) -> list[User]:
        return [self.by_badge(badge) for badge in self.cleaned_data["badges"].split()]

    def perform(self) -> None:
        given = dict(self.cleaned_data)
        lifecycle.instruct(self.case, by=self.by, people=given.pop("badges"), **given)


class PartiesChoice(forms.ModelMultipleChoiceField):
    """Sides of the case, by masked name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_side_display()} {sides.masked_name(obj)}"


class SplitForm(ReasonForm):
    verb = "split"
    fields_of_verb = field_order = ("parties", "matter", "narrative", "to_desk", "mandatory", "reason")
    parties = PartiesChoice(Party.objects.none(), label=_("Who takes part"), widget=forms.CheckboxSelectMultiple)
    matter = forms.ModelChoiceField(MatterType.objects.none(), label=_("Matter"))
    narrative = words(_("What this part is about"), 4000, 4)
    to_desk = DeskChoice(label=_("Desk"))
    mandatory = forms.BooleanField(
        label=_("This case waits for the part"), required=False, initial=True,
        help_text=_("It cannot be concluded while the part is in hand."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"].queryset = self.case.parties.by_name()
        self.fields["matter"].queryset = MatterType.objects.filter(active=True)
        self.fields["matter"].initial = self.case.matter_id
        self.fields["to_desk"].but(0)
        self.fields["to_desk"].initial = self.case.desk_id


class PassOutsideForm(ReasonForm):
    verb = "pass_outside"
    fields_of_verb = field_order = ("body", "office", "channel", "contact", "letter", "reason")
    body = forms.ModelChoiceField(
        OutsideBody.objects.filter(in_use=True), label=_("Outside office"), required=False, empty_label=_("Not on the list")
    )  # fmt: skip
    office = forms.CharField(
        label=_("Office it is passed to"), max_length=120, required=False, help_text=_("Only where it is not on the list.")
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=_("How it goes"), required=False, choices=[("", _("As usual with this office")), *OutsideBody.Channel.choices]
    )  # fmt: skip
    contact = forms.CharField(label=_("Contact there"), max_length=NAME, required=False)
    letter = forms.CharField(label=_("Number of the letter"), max_length=NAME, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("body") and not cleaned.get("office", "").strip():
            self.add_error("office", _("Name the office that the case is passed to."))
        return cleaned


class AcknowledgeOutsideForm(VerbForm):
    verb = "acknowledge_outside"
    fields_of_verb = ("contact", "letter")
    contact = forms.CharField(label=_("Who there has it"), max_length=NAME, required=False)
    letter = forms.CharField(label=_("Number of the letter"), max_length=NAME, required=False)


class FailOutsideForm(ReasonForm):
    verb = "fail_outside"


class SendOutsideAgainForm(VerbForm):
    verb = "send_outside_again"
    fields_of_verb = ("channel",)
    channel = forms.ChoiceField(
        label=_("How it goes"), required=False, choices=[("", _("As before")), *OutsideBody.Channel.choices]
    )


class AnswerOutsideForm(VerbForm):
    verb = "answer_outside"
    fields_of_verb = ("answer", "outcome")
    answer = words(_("Answer of the office"), RESULT, 5, min_length=lifecycle.RESULT_LENGTH)
    outcome = forms.ChoiceField(
        label=_("What comes next"), required=False, widget=forms.RadioSelect,
        choices=[("", _("The desk goes on with the case")), *[(outcome.value, outcome.label) for outcome in CONCLUDING]],
        help_text=_("With an outcome the case is concluded, and the person is told the answer."),
    )  # fmt: skip


class ShareForm(BadgeForm):
    verb = "share"
    badge = forms.CharField(
        label=_("Badge number"), help_text=_("Of the colleague who should read this case."), max_length=20
    )
    reason = words(_("Reason"), REASON, 2)
    until = day(_("Until"), required=False, help_text=_("The last day. Empty: until it is ended by hand."))
    verbs = forms.MultipleChoiceField(
        label=_("May also"), required=False, choices=LENDABLE, widget=forms.CheckboxSelectMultiple
    )

    def clean_badge(self) -> str:
        badge: str = self.cleaned_data["badge"].strip()
        self.reader = self.by_badge(badge)
        if not lifecycle.may_be_shared(self.case, self.reader):
            raise ValidationError(_("This matter is restricted, and this person is not cleared for such matters."))
        if Case.objects.visible_to(self.reader).filter(pk=self.case.pk).exists():
            raise ValidationError(_("This person can read the case already."))
        return badge

    def perform(self) -> None:
        given = {name: self.cleaned_data[name] for name in ("reason", "until", "verbs")}
        lifecycle.share(self.case, user=self.reader, by=self.by, **given)


class EndShareForm(VerbForm):
    verb = "end_share"
    fields_of_verb = ("user",)
    user = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = lifecycle.shared_with(self.case)


FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        AskForm, ReportUpForm, AssignDownForm, InstructForm, SplitForm, PassOutsideForm, AcknowledgeOutsideForm, FailOutsideForm,
        SendOutsideAgainForm, AnswerOutsideForm, ShareForm, EndShareForm,
    )
}  # fmt: skip
