"""What is asked about an export."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.papers.exports.registers import ExportKind


class AskForm(forms.Form):
    """Which columns, and what for."""

    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("What it is for"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The second person reads it, and it stands on the list itself."),
    )

    def __init__(self, kind: ExportKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["columns"]
        field.choices = [
            (column.key, f"{column.label}（{_('sensitive')}）" if column.sensitive else column.label)
            for column in kind.columns
        ]
        field.initial = [column.key for column in kind.columns if not column.sensitive]
