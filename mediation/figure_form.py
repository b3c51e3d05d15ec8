"""The form by which the county confirms a figure."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.counter_form import Yuan


class FigureForm(forms.Form):
    amount_cents = Yuan(label=_("Amount in yuan"), max_length=40)
    source = forms.CharField(label=_("Where it was published"), max_length=200)
