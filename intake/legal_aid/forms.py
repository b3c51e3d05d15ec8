"""The forms of legal aid. A form checks what was typed; what may be done is decided by the verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from intake.legal_aid import lifecycle, rules
from intake.models import Case, LegalAid, LegalAidProvider

TEXT = 3000  # characters at most


class ApplyForm(forms.Form):
    """What is applied for and on which ground, proposed from the matter: for a migrant worker's wages it is sent as it stands."""

    item = forms.ChoiceField(label=_("What the aid is for"), choices=LegalAid.Item.choices)
    ground = forms.ChoiceField(
        label=_("Ground that exempts from the check of means"),
        choices=[("", _("None: hardship must be shown")), *LegalAid.Ground.choices],
        required=False,
    )
    means = forms.ChoiceField(
        label=_("How hardship was shown"), choices=[("", _("Not yet")), *LegalAid.Means.choices], required=False
    )
    litigation = forms.BooleanField(label=_("Before a court"), required=False)
    organ = forms.CharField(label=_("Organ that has the case or settles the dispute"), max_length=120, required=False)
    elsewhere = forms.BooleanField(label=_("That organ lies outside this county"), required=False)
    period_ends_on = forms.DateField(
        label=_("A limitation or period ends on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    preservation = forms.BooleanField(label=_("Preservation or advance enforcement is needed at once"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        initial = {
            "item": rules.OFFERED.get(case.matter.key) or None,
            "ground": rules.PROPOSED_GROUND.get(case.matter.key, ""),
        }
        super().__init__(*args, initial=initial, auto_id="aid_%s", **kwargs)


class StepForm(forms.Form):
    """A step of an application; `perform` calls its verb."""

    def __init__(self, *args: Any, aid: LegalAid, **kwargs: Any) -> None:
        self.aid = aid
        super().__init__(*args, **kwargs)

    def perform(self, verb: str, by: Actor) -> None:
        act: Callable[..., None] = getattr(lifecycle, verb)
        act(self.aid, by=by, **self.cleaned_data)


class AskPapersForm(StepForm):
    papers = forms.MultipleChoiceField(
        label=_("Missing papers"),
        choices=list(rules.PAPERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = forms.CharField(label=_("What must be explained besides"), max_length=300, required=False)
    supply_by = forms.DateField(
        label=_("To be brought by"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("Told once and in full; what is not brought by then counts as withdrawn (art. 43)."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rules.exempt(self.aid):  # no proof of means is asked of this person
            self.fields["papers"].choices = [one for one in rules.PAPERS.items() if one[0] != rules.MEANS]


class GrantForm(StepForm):
    means = forms.ChoiceField(
        label=_("How hardship was shown"), choices=[("", _("Not yet")), *LegalAid.Means.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["means"].initial = self.aid.means
        if rules.exempt(self.aid):
            del self.fields["means"]


class RefuseForm(StepForm):
    code = forms.ChoiceField(label=_("Reason by law"), choices=LegalAid.Reason.choices)
    reason = forms.CharField(
        label=_("Reasons"),
        max_length=TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The applicant reads them."),
    )


class AssignForm(StepForm):
    provider = forms.ModelChoiceField(
        label=_("Who gives the aid"), queryset=LegalAidProvider.objects.filter(active=True)
    )


class FinishForm(StepForm):
    report = forms.CharField(label=_("What was achieved"), max_length=TEXT, widget=forms.Textarea({"rows": 3}))


class ObjectForm(StepForm):
    text = forms.CharField(label=_("What the person objects to"), max_length=TEXT, widget=forms.Textarea({"rows": 3}))


class ReviewForm(StepForm):
    reason = forms.CharField(label=_("Reasons of the review"), max_length=TEXT, widget=forms.Textarea({"rows": 3}))


FORMS: dict[str, type[StepForm]] = {
    "grant": GrantForm, "ask_papers": AskPapersForm, "supply": StepForm, "give_early": StepForm, "refuse": RefuseForm,
    "lapse": StepForm, "assign": AssignForm, "accept": StepForm, "finish": FinishForm, "object_to": ObjectForm,
    "uphold": ReviewForm, "overturn": ReviewForm,
}  # fmt: skip
WORDS = {
    "grant": _("Grant aid"), "ask_papers": _("Ask for missing papers"), "supply": _("The papers have come"),
    "give_early": _("Give aid before the review"), "refuse": _("Refuse aid"), "lapse": _("Take as withdrawn"),
    "assign": _("Name a lawyer"), "accept": _("The lawyer accepts"), "finish": _("The lawyer has reported"),
    "object_to": _("Take an objection in"), "uphold": _("Uphold the refusal"), "overturn": _("Order aid to be given"),
}  # fmt: skip
SAID = {
    "grant": _("Aid granted. A lawyer is named within three days."), "ask_papers": _("Hand the notice of missing papers over."),
    "supply": _("Papers complete."), "give_early": _("Aid begins; the papers follow."), "refuse": _("Refused. Hand the decision over: it tells of the right to object."),
    "lapse": _("Taken as withdrawn."), "assign": _("Lawyer named."), "accept": _("The lawyer is at work."), "finish": _("Aid is done."),
    "object_to": _("Objection taken in; the justice bureau reviews it."), "uphold": _("The refusal is upheld."), "overturn": _("Aid is to be given."),
}  # fmt: skip
EXTRA = {"supply"}  # also without a move of state, after an early grant
