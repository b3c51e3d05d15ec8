"""The form of a clearance: which, given or taken, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from center.institution.staffing.lifecycle import CLEARANCES


class ClearanceForm(forms.Form):
    use_required_attribute = False
    clearance = forms.ChoiceField(label=_("Clearance for"), choices=list(CLEARANCES.items()))
    given = forms.TypedChoiceField(
        label=_("What is done"), choices=[("yes", _("Give")), ("no", _("Take away"))], coerce=lambda value: value == "yes"
    )  # fmt: skip
    reason = forms.CharField(label=_("Why, and who decided it"), max_length=200)
