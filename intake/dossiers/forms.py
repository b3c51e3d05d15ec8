"""The form of the dossier: how long it is kept, what is noted, and where each file lies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.dossiers.checklist import Line
from intake.models import Attachment, Dossier

NOTE = 500  # characters


class ArrangeForm(forms.Form):
    """One choice of a place for each file of the case."""

    use_required_attribute = False
    retention = forms.ChoiceField(label=_("Kept for"), choices=[("", "—"), *Dossier.Retention.choices])
    note = forms.CharField(
        label=_("Note on the dossier"), required=False, max_length=NOTE, widget=forms.Textarea({"rows": 2}),
        help_text=_("What a later reader should know: originals kept elsewhere, pages that are missing and why."),
    )  # fmt: skip

    def __init__(self, *args: Any, lines: list[Line], dossier: Dossier | None, **kwargs: Any) -> None:
        initial = {"retention": dossier.retention, "note": dossier.note} if dossier else {}
        super().__init__(*args, initial=initial, auto_id="dossier_%s", **kwargs)
        self.places = [(line.item.pk, line.label) for line in lines]
        self.scans: list[Attachment] = [attachment for line in lines for attachment in line.files]
        for line in lines:
            for attachment in line.files:
                self.fields[f"file_{attachment.pk}"] = forms.TypedChoiceField(
                    label=attachment.label or attachment.get_kind_display(), choices=self.places, coerce=int, initial=line.item.pk, required=False, empty_value=None
                )  # fmt: skip

    @property
    def chosen(self) -> dict[int, int]:
        """The item of each attachment."""
        found = {attachment.pk: self.cleaned_data.get(f"file_{attachment.pk}") for attachment in self.scans}
        return {pk: item for pk, item in found.items() if item}

    @property
    def file_fields(self) -> list[Any]:
        return [self[f"file_{attachment.pk}"] for attachment in self.scans]
