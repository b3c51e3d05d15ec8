"""The forms of papers. A draft may be kept with gaps; what is missing is said when it is issued."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.papers.registers import PaperKind
from intake.file_forms import WhoseChoice
from intake.models import Attachment, Case, Party, Service

SHORT, REASON = 200, 300  # characters


class PaperForm(forms.Form):
    """What is typed on a paper of this kind, over what the case gives."""

    use_required_attribute = False

    def __init__(self, *args: Any, kind: PaperKind, filled: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, initial=dict(filled), auto_id="paper_%s", **kwargs)
        for field in kind.asked:
            made: forms.CharField
            if field.long:
                made = forms.CharField(
                    label=field.label,
                    required=False,
                    max_length=settings.PAPER_MAX_CHARACTERS,
                    widget=forms.Textarea({"rows": 5}),
                )
            else:
                made = forms.CharField(label=field.label, required=False, max_length=SHORT)
            self.fields[field.key] = made


class PartyForm(forms.Form):
    """For whom the paper is made."""

    party = WhoseChoice(Party.objects.none(), label=_("For"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = case.parties.select_related("person")


class VoidForm(forms.Form):
    """Why a paper no longer holds."""

    reason = forms.CharField(
        label=_("Why it is void"), max_length=REASON, widget=forms.Textarea({"rows": 2}),
        help_text=_("The number stays in the register with this reason."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="void_%s", **kwargs)


class ServeForm(forms.Form):
    """How, when and to whom a paper was brought."""

    use_required_attribute = False
    party = WhoseChoice(Party.objects.none(), label=_("Served on"))
    way = forms.ChoiceField(label=_("Way of service"), choices=Service.Way.choices, widget=forms.RadioSelect)
    served_on = forms.DateField(label=_("Day of service"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    received_by = forms.CharField(
        label=_("Taken by"), required=False, max_length=60, help_text=_("Where not the party: a grown member of the family, the office of an organisation, the agent.")
    )  # fmt: skip
    relation = forms.CharField(label=_("Relation to the party"), required=False, max_length=40)
    address = forms.CharField(
        label=_("Where to"),
        required=False,
        max_length=SHORT,
        help_text=_("The address, or the number or e-mail of an electronic service."),
    )
    agreed_by = forms.CharField(
        label=_("How the party agreed"), required=False, max_length=120, help_text=_("Electronic service only: for instance a signed confirmation of the address.")
    )  # fmt: skip
    witness = forms.CharField(
        label=_("Witness"), required=False, max_length=60, help_text=_("Of a paper left at the home.")
    )
    tracking = forms.CharField(label=_("Number of the registered letter"), required=False, max_length=60)
    proof = forms.ModelChoiceField(
        Attachment.objects.none(), label=_("Proof"), required=False, empty_label=_("None on the case"),
        help_text=_("A file of the case: the signed receipt, a photo, the published notice."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, paper: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"served_on": today(), "way": Service.Way.DIRECT}, auto_id="serve_%s", **kwargs)
        waiting = case.parties.exclude(served__paper=paper).select_related("person")
        self.fields["party"].queryset = waiting
        self.fields["proof"].queryset = case.attachments.filter(removed_at=None)
