"""The forms of an import: the file with its source, and the reason for undoing."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake import sources
from intake.importing.workbooks import MEDIA_TYPE


class UploadForm(forms.Form):
    """What is inside the file is looked at by `intake.importing`, never its name or what the browser says of it."""

    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    source = forms.ChoiceField(
        label=_("Source of the matter"),
        choices=[("", _("Choose the source")), *((source.value, source.label) for source in sources.IMPORTED)],
        error_messages={"required": _("Choose the source that the rows come from.")},
    )
    file = forms.FileField(
        label=_("Excel file"),
        help_text=_("The template, filled in (.xlsx)."),
        allow_empty_file=True,
        max_length=None,
        widget=forms.ClearableFileInput(attrs={"accept": f".xlsx,{MEDIA_TYPE}"}),
        error_messages={"required": _("Choose the file to import.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"client_key": secrets.token_urlsafe(16)})
        super().__init__(*args, **options)


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is undone"), max_length=300, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("A reason is needed. It stands in the story of every case.")},
    )  # fmt: skip
