"""The forms of the auditor: what to look for, and the remark on a month."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.institution.attendance.forms import DayField
from center.institution.auditing.words import KINDS

DAYS = 7  # that are shown without being asked for


class AuditFilter(forms.Form):
    """`first`, `last`: days in Shanghai; left out, the last week."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *KINDS.items()], required=False)
    person = forms.CharField(label=_("Name, user name or spelling"), max_length=60, required=False)
    first = DayField(label=_("From the day"), required=False)
    last = DayField(label=_("To the day"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["last"] = cleaned.get("last") or today()
        cleaned["first"] = cleaned.get("first") or cleaned["last"] - timedelta(days=DAYS - 1)
        if cleaned["first"] > cleaned["last"]:
            self.add_error("first", _("The first day lies after the last."))
        return cleaned


class ReviewForm(forms.Form):
    use_required_attribute = False
    remark = forms.CharField(
        label=_("What was looked at, and what was found"), max_length=1000, widget=forms.Textarea({"rows": 4})
    )
