"""The forms of the panel. A form checks what was typed; what may be done is decided by the verb."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.models import Case, Visit
from petitions.models import Petition

NOTICE, REASON, OPINION = 1000, 300, 5000  # characters at most
CAME_BY = {
    Visit.Source.LETTER: Petition.Form.LETTER,
    Visit.Source.PHONE: Petition.Form.PHONE,
    Visit.Source.ONLINE: Petition.Form.ONLINE,
}
KINDS = {"petition_suggestion": Petition.Category.SUGGESTION, "whistleblowing": Petition.Category.ACCUSATION}


class OpenForm(forms.Form):
    """How it came and what kind it is, proposed from the visit and the matter."""

    came_as = forms.ChoiceField(
        label=_("How it came"), choices=Petition.Form.choices
    )  # "form" would hide the form from htmx
    category = forms.ChoiceField(label=_("Kind of petition"), choices=Petition.Category.choices)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        came = CAME_BY.get(Visit.Source(case.visit.source), Petition.Form.VISIT)
        initial = {"came_as": came, "category": KINDS.get(case.matter.key, Petition.Category.CLAIM)}
        super().__init__(*args, initial=initial, auto_id="petition_%s", **kwargs)


class AcceptForm(forms.Form):
    """The written notice of acceptance, with the standard words to begin from."""

    text = forms.CharField(
        label=_("What the petitioner is told"),
        max_length=NOTICE,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Given in writing (art. 23)."),
    )

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text": standard_notice(petition)}, auto_id="accept_%s", **kwargs)


class RefuseForm(forms.Form):
    """Where the petitioner should go instead, and why."""

    where = forms.CharField(label=_("Right office or route"), max_length=120)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The petitioner reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="refuse_%s", **kwargs)


class DecideForm(forms.Form):
    """The opinion, part by part (art. 32)."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Petition.Outcome.choices, widget=forms.RadioSelect)
    request = forms.CharField(label=_("What is asked"), max_length=OPINION, widget=forms.Textarea({"rows": 2}))
    facts = forms.CharField(label=_("Facts found"), max_length=OPINION, widget=forms.Textarea({"rows": 4}))
    view = forms.CharField(label=_("View taken"), max_length=OPINION, widget=forms.Textarea({"rows": 4}))
    law = forms.CharField(label=_("Law it rests on"), max_length=OPINION, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, initial={"request": case.claim}, auto_id="decide_%s", **kwargs)


def standard_notice(petition: Petition) -> str:
    """The usual words of an acceptance, in the language of the office."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"desk": petition.case.desk.full_label}
        if petition.category == Petition.Category.CLAIM:
            return (
                gettext(
                    "Your petition is accepted. %(desk)s handles it and answers in writing within 60 days (Regulations on Petition Work art. 34)."
                )
                % words
            )
        return gettext("Your petition is accepted. %(desk)s studies it and answers you.") % words
