"""The form of a kind of matter: its name, the department that leads and the promise of handling, from a day to come."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.institution.models import Department
from intake.lifecycle.matters import HANDLING
from intake.models import Limit, MatterType


class MatterForm(forms.Form):
    """Filled with the row in use, or with the change that waits."""

    use_required_attribute = False
    name = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), empty_label=None)
    handling_limit = forms.ChoiceField(label=_("Promise of handling"))
    begins_on = forms.DateField(
        label=_("In force from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Tomorrow at the earliest. What is registered already keeps name, department and limit."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, matter: MatterType, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].queryset = Department.objects.all()
        promises = Limit.objects.valid(today()).filter(key__startswith=HANDLING, statutory=False).order_by("pk")
        self.fields["handling_limit"].choices = [(limit.key, f"{limit.label}（{limit.basis}）") for limit in promises]
        self.initial = {
            "name": matter.name, "name_en": matter.name_en, "department": matter.department_id, "handling_limit": matter.handling_limit,
            "begins_on": max(matter.valid_from, today() + timedelta(days=1)), "reason": "" if matter.active else matter.reason,
        }  # fmt: skip
