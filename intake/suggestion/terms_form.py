"""The form of an editor's word on a term."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.models import MatterType
from intake.suggestion import own_terms

LONGEST, MOST = 12, 20  # characters as typed, and as kept: full-width signs become two
STRENGTHS = [
    (3, _("Speaks very strongly for it")),
    (2, _("Speaks strongly for it")),
    (1, _("Speaks for it")),
    (-1, _("Speaks against it")),
    (-3, _("Speaks very strongly against it")),
]
AS_SHIPPED = "shipped"
KEEP, OFF = "keep", "off"


class TermForm(forms.Form):
    """A term with its matter and strength; or one that counts no more; or one that counts as shipped again."""

    use_required_attribute = False
    term = forms.CharField(
        label=_("Term"),
        max_length=LONGEST,
        help_text=_("A word or a short phrase, as people say it. No name of a person or a firm."),
    )
    act = forms.ChoiceField(
        label=_("What shall hold"), initial=KEEP, widget=forms.RadioSelect,
        choices=[(KEEP, _("It speaks for or against a matter")), (OFF, _("It does not count any more")), (AS_SHIPPED, _("As shipped: forget what was entered and learned"))],
    )  # fmt: skip
    matter: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Matter"), queryset=None, to_field_name="key", required=False, empty_label=_("Choose the matter")
    )
    weight = forms.TypedChoiceField(
        label=_("How strongly"), choices=STRENGTHS, coerce=int, initial=1, required=False, empty_value="1"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["matter"].queryset = MatterType.objects.filter(active=True)
        self.fields["matter"].label_from_instance = lambda matter: matter.label

    def clean_term(self) -> str:
        """As it stands in the shape of a note: in one width, without blanks."""
        term = own_terms.form_of(self.cleaned_data["term"])
        if len(term) < 2 or len(term) > MOST:
            raise forms.ValidationError(_("A term has two to twelve characters besides blanks and marks."), "length")
        return term

    def clean(self):
        if self.cleaned_data.get("act") == KEEP and not self.cleaned_data.get("matter") and "matter" not in self.errors:
            self.add_error("matter", forms.ValidationError(_("Choose the matter it speaks for or against."), "needed"))
        self.cleaned_data["weight"] = int(self.cleaned_data.get("weight") or 1)
        return self.cleaned_data
