"""The forms of the panel of files. What a file is, and whether it is taken in, is decided while the form is checked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.papers import files, uploads
from center.papers.files import Incoming
from intake import attachments, sides
from intake.models import Attachment, Case, Party

LABEL, REASON = 80, 300  # characters
ACCEPT = "image/*,audio/*,.pdf,.tif,.tiff,.heic,.amr,.docx,.xlsx"  # a hint for the browser's own dialogue, and no check


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A list of uploads; what is wrong with one is told by the examination, in full words."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [upload for upload in data or [] if upload is not None]


class WhoseChoice(forms.ModelChoiceField):
    """A side of the case, by its masked name."""

    def label_from_instance(self, party: Any) -> str:
        return f"{party.get_side_display()} {sides.masked_name(party)}"


def read_all(request: HttpRequest, sent: list[Any], case: Case, by: Actor) -> list[Incoming]:
    """Examine every file of a request, one after the other. Raises Refused, whose message names the file where there are several."""
    uploads.check(request)
    papers = []
    for upload in sent:
        try:
            papers.append(files.read(upload, size=upload.size, name=upload.name, by=by, about=f"case:{case.number}"))
        except Refused as refusal:
            if len(sent) == 1:
                raise
            words = {"name": files.clean_name(upload.name or "") or str(len(papers) + 1), "why": refusal.message}
            raise Refused(
                _("%(name)s: %(why)s None of the files was kept.") % words, refusal.code, status=422
            ) from refusal
    return papers


class AttachForm(forms.Form):
    """Several files at once and a photo just taken, who handed them in, and what they are."""

    use_required_attribute = False
    papers = SeveralFilesField(
        label=_("Files"),
        required=False,
        widget=SeveralFiles({"accept": ACCEPT}),
        help_text=_("Photos, scans, recordings, Word and Excel files, up to 20 MB each. They can be dropped here."),
    )
    photo = forms.FileField(
        label=_("Take a photo"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
    )
    party = WhoseChoice(Party.objects.none(), label=_("Handed in by"), required=False, empty_label=_("Not by a side"))
    label = forms.CharField(
        label=_("What it is"), required=False, max_length=LABEL, widget=forms.TextInput({"list": "usual-papers"})
    )

    def __init__(self, *args: Any, case: Case, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.request = case, request
        self.fields["party"].queryset = case.parties.select_related("person")

    def clean(self) -> None:
        """All files are examined here, one after the other."""
        sent = [*self.cleaned_data.get("papers", []), *filter(None, [self.cleaned_data.get("photo")])]
        if self.errors:
            return
        try:
            if not sent:
                uploads.check(self.request)
                raise Refused(_("Choose at least one file, or take a photo."), "no_file")
            self.cleaned_data["papers"] = read_all(self.request, sent, self.case, self.request.actor)
        except Refused as refusal:
            self.add_error("papers", ValidationError(refusal.message, refusal.code))

    @property
    def files_lost(self) -> bool:
        """A browser without script cannot send chosen files a second time by itself."""
        return self.is_bound and bool(self.errors) and bool(self.request.FILES)

    @property
    def usual(self) -> list[Any]:
        return attachments.USUAL


class DetachForm(forms.Form):
    """Why a file is taken off."""

    use_required_attribute = False
    reason = forms.CharField(label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 3}))


class BindForm(forms.Form):
    """For every photo and scan whether it is bound, and its place; the same place twice keeps the order of the list."""

    use_required_attribute = False
    label = forms.CharField(
        label=_("What it is"), required=False, max_length=LABEL, widget=forms.TextInput({"list": "usual-papers"})
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (Attachment.Kind.PHOTO, Attachment.Kind.SCAN)
        self.rows = [attachments.row(one) for one in attachments.live(case).filter(kind__in=kinds)]
        for place, one in enumerate(self.rows, start=1):
            pk = one.attachment.pk
            self.fields[f"take_{pk}"] = forms.BooleanField(label=one.label, required=False, initial=True)
            self.fields[f"place_{pk}"] = forms.IntegerField(
                label=_("Page order"), required=False, min_value=1, max_value=9999, initial=place
            )

    @property
    def lines(self) -> list[tuple[attachments.Row, Any, Any]]:
        """Each file with its two fields."""
        return [(one, self[f"take_{one.attachment.pk}"], self[f"place_{one.attachment.pk}"]) for one in self.rows]

    @property
    def usual(self) -> list[Any]:
        return attachments.USUAL

    def chosen(self) -> list[Attachment]:
        """The files in the order of their pages."""
        taken = [one.attachment for one in self.rows if self.cleaned_data.get(f"take_{one.attachment.pk}")]
        return sorted(taken, key=lambda attachment: self.cleaned_data.get(f"place_{attachment.pk}") or 9999)
