"""The forms for how closely a case is kept, and for whom an accusation is against."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.institution.models import Center, Confidentiality, Department, Posting, User
from intake import lifecycle
from intake.forms import REASON, VerbForm


class ClassifyForm(VerbForm):
    verb = "classify"
    fields_of_verb = ("level", "reason")
    level = forms.ChoiceField(
        label=_("Level"),
        help_text=_("Raising is free; lowering is for directors and department heads."),
        choices=Confidentiality.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("level", self.case.confidentiality)


class NameAccusedForm(VerbForm):
    verb = "name_accused"
    fields_of_verb = ("center", "department", "user")
    center = forms.ModelChoiceField(Center.objects.all(), label=_("Center"), required=False)
    department = forms.ModelChoiceField(Department.objects.all(), label=_("Department"), required=False)
    badge = forms.CharField(label=_("Badge number of a member of staff"), max_length=20, required=False)

    def clean_badge(self) -> str:
        badge = self.cleaned_data["badge"].strip()
        self.user: User | None = None
        if badge:
            held = Posting.objects.held(today()).filter(badge__iexact=badge).values("user")
            people = list(User.objects.filter(pk__in=held)[:2])
            if len(people) != 1:
                raise ValidationError(_("Nobody who has a seat today wears this badge number."))
            self.user = people[0]
        return badge

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("center") or cleaned.get("department") or self.user):
            self.add_error("center", _("Name the center, the department or the member of staff."))
        return cleaned

    def perform(self) -> None:
        given = self.cleaned_data
        lifecycle.name_accused(
            self.case, center=given["center"], department=given["department"], user=self.user, by=self.by
        )


FORMS: dict[str, type[VerbForm]] = {form.verb: form for form in (ClassifyForm, NameAccusedForm)}
