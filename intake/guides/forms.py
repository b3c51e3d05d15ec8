"""The forms of the guides: an answer to a person, and the draft of a version."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.guides.lifecycle import COLUMNS, MAY_BE_EMPTY
from intake.lifecycle.table import RESULT_LENGTH
from intake.models import Guide

ANSWER = 5000  # characters at most
WORDS = {
    "name": _("Title"), "summary": _("Answer in short"), "who": _("Whom it is for"), "bring": _("What to bring"), "cost": _("What it costs"),
    "steps": _("Steps"), "place": _("Where"), "hours": _("Opening hours"), "form": _("Form"), "rights": _("Your rights"), "source": _("Articles"),
}  # fmt: skip
SHORT = {"name", "hours"}


class AnswerForm(forms.Form):
    """What the person is told, as the guide says it, to be put into the words that fit."""

    answer = forms.CharField(
        label=_("What the person was told"),
        min_length=RESULT_LENGTH,
        max_length=ANSWER,
        widget=forms.Textarea({"rows": 14}),
    )


class SearchForm(forms.Form):
    """Words looked for in the guides; nothing is kept of them."""

    q = forms.CharField(label=_("Search the guides"), max_length=60, required=False)


class GuideForm(forms.Form):
    """A version of a guide, part by part in both languages. Limits are named by key, [[labour.arb_award]], and read when the page is shown."""

    def __init__(self, *args: Any, guide: Guide, **kwargs: Any) -> None:
        initial = {name: getattr(guide, name) for name in COLUMNS}
        super().__init__(*args, initial=initial, auto_id="guide_%s", **kwargs)
        for part, label in WORDS.items():
            for name, said in ((part, label), (f"{part}_en", _("%(part)s, in English") % {"part": label})):
                area = None if part in SHORT else forms.Textarea({"rows": 4})
                self.fields[name] = forms.CharField(
                    label=said,
                    required=name not in MAY_BE_EMPTY,
                    max_length=80 if part == "name" else ANSWER,
                    widget=area,
                )
        self.fields["free"] = forms.BooleanField(label=_("Free of charge"), required=False)
        self.fields["phone"] = forms.CharField(label=_("Phone"), max_length=60, required=False)
        self.fields["limits"] = forms.CharField(label=_("Limits, by key"), max_length=300, required=False)
        self.fields["valid_from"] = forms.DateField(
            label=_("In force from"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
        )
        self.fields["note"] = forms.CharField(label=_("Why it was changed"), max_length=200, required=False)
