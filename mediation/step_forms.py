"""The forms of the mediation file, one to a step. A form checks what was typed; what may be done is decided by the verb."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.now import SHANGHAI
from center.institution.models import User
from intake.counter_form import Yuan
from intake.models import Agent, Attachment, Party
from mediation import roster
from mediation.lifecycle.minutes import LONGEST
from mediation.lifecycle.sessions import Plan
from mediation.lifecycle.table import MAIN_SIDES, answering
from mediation.models import SIGNS, Appraisal, Channel, Mediation, Mediator, Recusal, Room, Session, Summons
from mediation.specialist.medical import Elsewhere
from mediation.words import AgentChoice, FileChoice, MediatorChoice, PartyChoice, SessionChoice

REASON, TEXT = 300, 2000
Area = forms.Textarea


class StepForm(forms.Form):
    """A form that knows its mediation; controls of two forms on one page have names of their own."""

    def __init__(self, *args: Any, mediation: Mediation, verb: str = "", **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{verb or 'step'}_%s", **kwargs)
        self.mediation, self.case = mediation, mediation.case
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = getattr(self, f"{name}_of")() if hasattr(self, f"{name}_of") else self._usual(name)

    def _usual(self, name: str) -> QuerySet[Any]:
        if name in ("proof", "attachment"):
            return Attachment.objects.filter(case=self.case, removed_at=None).order_by("position", "pk")
        if name == "agent":
            acting = Agent.objects.filter(party__case=self.case, ended_at=None)
            return acting.select_related("person", "party__person")
        if name == "session":
            return self.mediation.sessions.all()
        if name in ("mediator", "successor"):
            return roster.candidates(self.case)
        return self.case.parties.select_related("person").order_by("position", "pk")


def reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=REASON, widget=Area({"rows": 2}), help_text=help_text)


class NothingForm(StepForm):
    """A step that needs no word."""


class AcceptForm(StepForm):
    mediator: Any = forms.ModelChoiceField(label=_("Mediator"), queryset=User.objects.none())

    def mediator_of(self) -> QuerySet[User]:
        return roster.of_case(self.case)


class DeclineForm(StepForm):
    reason = reason(_("Why it is not taken on"), _("The sides read it."))


class AskForm(StepForm):
    party = PartyChoice(label=_("Side"), queryset=Party.objects.none())
    channel = forms.ChoiceField(label=_("How the side was asked"), choices=Channel.choices)

    def party_of(self) -> QuerySet[Party]:
        return answering(self.mediation).exclude(pk__in=self.mediation.consents.values("party"))


class NoAnswerForm(StepForm):
    party = PartyChoice(label=_("Side that is silent"), queryset=Party.objects.none())

    def party_of(self) -> QuerySet[Party]:
        return answering(self.mediation).exclude(pk__in=self.mediation.consents.values("party"))


class RepresentForm(StepForm):
    side = forms.ChoiceField(label=_("Side"), choices=[(side, side.label) for side in MAIN_SIDES])
    represented = forms.ModelMultipleChoiceField(
        label=_("Whom they represent"), queryset=Party.objects.none(), required=False, help_text=_("Several may be chosen.")
    )  # fmt: skip
    further_names = forms.CharField(
        label=_("Others, one name a line"), required=False, max_length=30_000, widget=Area({"rows": 3})
    )  # fmt: skip
    proof = FileChoice(label=_("Written mandate"), queryset=Attachment.objects.none())

    def represented_of(self) -> QuerySet[Party]:
        group = self.case.parties.filter(representative=False, side__in=MAIN_SIDES).select_related("person")
        return group.exclude(pk__in=self.mediation.consents.values("party")).order_by("position", "pk")


class PowersForm(StepForm):
    agent = AgentChoice(label=_("Agent"), queryset=Agent.objects.none())
    proof = FileChoice(label=_("Power of attorney"), queryset=Attachment.objects.none())


class ShieldForm(StepForm):
    party = PartyChoice(label=_("Side to protect"), queryset=Party.objects.none())
    reason = reason(_("Why"))


class ChooseForm(StepForm):
    party = PartyChoice(label=_("Side"), queryset=Party.objects.none())
    mediator = MediatorChoice(label=_("Wants as mediator"), queryset=Mediator.objects.none())

    def party_of(self) -> QuerySet[Party]:
        return answering(self.mediation)


class AssignForm(StepForm):
    mediator = MediatorChoice(label=_("Mediator"), queryset=Mediator.objects.none())
    reason = forms.CharField(label=_("Why before the sides have chosen"), max_length=REASON, required=False)


class ReasonForm(StepForm):
    reason = reason(_("Reason"))


class AskRecusalForm(StepForm):
    party = PartyChoice(
        label=_("Who asks"), queryset=Party.objects.none(), required=False, empty_label=_("The mediator")
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Reason"), choices=Recusal.Reason.choices)
    text = forms.CharField(label=_("In words"), max_length=REASON, required=False)


class DecideRecusalForm(StepForm):
    granted = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Granted")), ("no", _("Refused"))], coerce=lambda answer: answer == "yes", widget=forms.RadioSelect
    )  # fmt: skip
    decision = reason(_("Why"), _("The sides read it."))
    successor = MediatorChoice(label=_("Successor"), queryset=Mediator.objects.none(), required=False)


class ScheduleForm(StepForm):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    begins = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput({"type": "time"}))
    ends = forms.TimeField(label=_("Ends at"), widget=forms.TimeInput({"type": "time"}))
    kind = forms.ChoiceField(label=_("How they meet"), choices=Session.Kind.choices)
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none(), required=False)
    parties = forms.ModelMultipleChoiceField(
        label=_("Who was told"), queryset=Party.objects.none(), widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    how = forms.ChoiceField(label=_("How they were told"), choices=Summons.How.choices)
    waived = forms.CharField(
        label=_("Why less notice is enough"), max_length=200, required=False, help_text=_("Such as: both came together and want to talk now.")
    )  # fmt: skip
    open_to_public = forms.BooleanField(label=_("Open to others"), required=False)
    all_agree_public = forms.BooleanField(label=_("Every side wants it open"), required=False)
    safety = forms.CharField(label=_("Safety measures"), max_length=TEXT, required=False, widget=Area({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"].label_from_instance = PartyChoice.words

    def room_of(self) -> QuerySet[Room]:
        return Room.objects.filter(center=self.case.desk.center_id, in_use=True)

    @property
    def plan(self) -> Plan:
        """What the verb takes."""
        given = self.cleaned_data
        begins, ends = (datetime.combine(given["day"], given[end], SHANGHAI) for end in ("begins", "ends"))
        same = ("kind", "room", "how", "waived", "open_to_public", "all_agree_public", "safety")
        return Plan(begins, ends, tuple(given["parties"]), **{name: given[name] for name in same})


class PlannedForm(StepForm):
    session = SessionChoice(label=_("Session"), queryset=Session.objects.none())

    def session_of(self) -> QuerySet[Session]:
        return self.mediation.sessions.filter(state=Session.State.PLANNED)


class CancelForm(PlannedForm):
    reason = reason(_("Why"))


class HoldForm(PlannedForm):
    came = forms.ModelMultipleChoiceField(
        label=_("Who came"), queryset=Party.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    excused = forms.ModelMultipleChoiceField(
        label=_("Who is excused"), queryset=Party.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    excuse = forms.CharField(label=_("With what reason"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("came", "excused"):
            self.fields[name].label_from_instance = PartyChoice.words

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("excused") and not given.get("excuse", "").strip():
            self.add_error("excuse", _("Write the reason they gave."))
        return given


class PageForm(StepForm):
    session = SessionChoice(label=_("Session"), queryset=Session.objects.none())
    text = forms.CharField(label=_("Text of the page"), max_length=LONGEST, widget=Area({"rows": 8}))

    def session_of(self) -> QuerySet[Session]:
        return self.mediation.sessions.exclude(state=Session.State.CANCELLED)


class ConfirmForm(StepForm):
    session = SessionChoice(label=_("Session"), queryset=Session.objects.none())
    party = PartyChoice(label=_("Side to whom it was read"), queryset=Party.objects.none())
    agent = AgentChoice(label=_("Who confirms for it"), queryset=Agent.objects.none(), required=False)
    said_by = forms.CharField(label=_("Person in charge, of an organisation"), max_length=60, required=False)

    def session_of(self) -> QuerySet[Session]:
        return self.mediation.sessions.filter(pages__isnull=False).distinct()


class PrivateNoteForm(StepForm):
    party = PartyChoice(label=_("Who said it"), queryset=Party.objects.none(), required=False)
    text = forms.CharField(label=_("Note"), max_length=LONGEST, widget=Area({"rows": 4}))


class EvidenceForm(StepForm):
    party = PartyChoice(label=_("Whose it is"), queryset=Party.objects.none())
    label = forms.CharField(label=_("What it is"), max_length=80)
    pages = forms.IntegerField(label=_("Pages"), min_value=1, initial=1)
    original_seen = forms.BooleanField(label=_("The original was seen"), required=False)
    confidential = forms.BooleanField(label=_("Not for the other side"), required=False)
    attachment = FileChoice(label=_("File"), queryset=Attachment.objects.none(), required=False)


class AppraisalForm(StepForm):
    kind = forms.ChoiceField(label=_("Kind of body"), choices=Appraisal.Body.choices)
    body = forms.CharField(label=_("Who appraises"), max_length=120)
    question = forms.CharField(label=_("Question"), max_length=REASON)
    joint = forms.BooleanField(label=_("Both sides entrusted it"), required=False)
    letter = forms.CharField(label=_("Number of the letter"), max_length=120)
    expected_on = forms.DateField(label=_("Expected back"), widget=forms.DateInput({"type": "date"}))
    fee_cents = Yuan(label=_("Fee in yuan"), max_length=40, required=False)
    applicant_percent = forms.IntegerField(
        label=_("Share of the applicant in percent"), min_value=0, max_value=100, required=False
    )  # fmt: skip


class AppraisalBackForm(StepForm):
    appraisal = forms.ModelChoiceField(label=_("Appraisal"), queryset=Appraisal.objects.none())
    opinion = forms.CharField(label=_("Opinion"), max_length=TEXT, widget=Area({"rows": 4}))

    def appraisal_of(self) -> QuerySet[Appraisal]:
        return self.mediation.appraisals.filter(returned_on=None)


class DangerForm(StepForm):
    signs = forms.MultipleChoiceField(label=_("What was noticed"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label=_("What was seen or said"), max_length=TEXT, widget=Area({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signs"].choices = [(sign, SIGN_WORDS[sign]) for sign in SIGNS]


SIGN_WORDS = {
    "threat": _("Threats"),
    "weapon": _("Weapon"),
    "self_harm": _("Self-harm"),
    "group": _("A group gathers"),
    "minors": _("Minors are affected"),
}


class PoliceForm(StepForm):
    station = forms.CharField(label=_("Police station"), max_length=80)
    how = forms.CharField(
        label=_("Who took the report, when, number"), max_length=REASON, widget=Area({"rows": 2})
    )  # fmt: skip


class YieldForm(StepForm):
    office = forms.ChoiceField(
        label=_("Who has accepted it"), choices=[(office, office.label) for office in Elsewhere if office]
    )  # fmt: skip


class AbsenceForm(StepForm):
    party = PartyChoice(label=_("Who stayed away"), queryset=Party.objects.none())

    def party_of(self) -> QuerySet[Party]:
        absent = Summons.objects.filter(session__mediation=self.mediation, came=False, excuse="")
        return self.case.parties.filter(Q(pk__in=absent.values("party"))).select_related("person")


class RequestPoliceForm(StepForm):
    office = forms.CharField(label=_("Traffic police office"), max_length=80)
    made_on = forms.DateField(label=_("Day of the joint request"), widget=forms.DateInput({"type": "date"}))
    applicants = forms.IntegerField(label=_("People of the applicant"), min_value=1, initial=1)
    respondents = forms.IntegerField(label=_("People of the other side"), min_value=1, initial=1)
