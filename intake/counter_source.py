"""How a matter came to the counter: its source, and who filed it for whom; a part of the counter's form."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from intake import identity, sources
from intake.counter.fields import Choice
from intake.models import Filing, Person, Visit
from intake.permissions import visible
from intake.registration import FilingData, PersonData, facts_of_id

STAFF = "staff"  # whoever sits at the counter files it, as an office does


class SourceFields(forms.Form):
    """The fields of the source; `source_facts` is what they give to a `Registration`."""

    source = Choice(
        label=_("Source of the matter"), choices=Visit.Source.choices, initial=Visit.Source.HALL, required=False
    )
    outside_number = forms.CharField(
        label=_("Sender's number"), help_text=_("Under which the sender knows it."), max_length=100, required=False
    )
    filed_by = Choice(
        label=_("Filed by"),
        choices=[("", _("The person concerned")), *Filing.Relation.choices, (STAFF, _("Me, as a member of staff"))],
        required=False,
    )
    filer_name = forms.CharField(label=_("Name of who files it"), max_length=60, required=False)
    filer_phone = forms.CharField(label=_("Phone of who files it"), max_length=40, required=False)
    filer_id_number = forms.CharField(label=_("ID card of who files it"), max_length=60, required=False)

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or Visit.Source.HALL

    def clean_outside_number(self) -> str:
        source = self.cleaned_data.get("source", "")
        number = sources.outside_number(source, self.cleaned_data["outside_number"]) if source else ""
        case = sources.case_of(source, number)
        if case:
            raise ValidationError(_known(case, source, self.user), "outside_number_known")  # type: ignore[attr-defined]
        return number

    def clean_filer_name(self) -> str:
        return identity.name(self.cleaned_data["filer_name"])

    def clean_filer_phone(self) -> str:
        return identity.phone(self.cleaned_data["filer_phone"])

    def clean_filer_id_number(self) -> str:
        return identity.id_number(Person.IdKind.ID_CARD, self.cleaned_data["filer_id_number"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._fill_absent()
        if self.cleaned_data.get("filed_by", "") not in ("", STAFF):
            self._check_filer()
        return self.cleaned_data

    def _fill_absent(self) -> None:
        """Who called or wrote shows no document and brings nobody along: that needs no words of the clerk's."""
        given = self.cleaned_data
        if given.get("source", Visit.Source.HALL) == Visit.Source.HALL:
            return
        given["companions"] = 0
        if given.get("id_number") == "" and not given.get("no_id_reason"):
            given["id_kind"] = Person.IdKind.NONE
            source = Visit.Source(given["source"]).label
            given["no_id_reason"] = _now("%(source)s: no document was shown") % {"source": source}

    def _check_filer(self) -> None:
        given = self.cleaned_data
        if given.get("filer_name") == "":
            self._ask("filer_name", _("Write who files it for the person."))
        if given.get("name") and given.get("name") == given.get("filer_name"):
            self._ask(
                "filer_name",
                _("This is the person the matter is about. Choose “The person concerned”, or name who files it."),
            )

    def _ask(self, field: str, sentence: Any) -> None:
        self.add_error(field, ValidationError(sentence, code="needed"))

    @property
    def source_facts(self) -> dict[str, Any]:
        """Arguments of `Registration`: source, outside_number, filing."""
        given = self.cleaned_data
        return {
            "source": given.get("source") or Visit.Source.HALL, "outside_number": given.get("outside_number", ""), "filing": self._filing,
        }  # fmt: skip

    @cached_property
    def numbered_sources(self) -> str:
        """The sources whose sender gives a number, for the page: the field is put away for the others."""
        return "|".join(sources.NUMBERED)

    @property
    def _filing(self) -> FilingData | None:
        given = self.cleaned_data
        relation = given.get("filed_by")
        if not relation:
            return None
        if relation == STAFF:
            return FilingData(Filing.Relation.OFFICE)
        number = given.get("filer_id_number", "")
        filer = PersonData(
            given.get("filer_name", ""),
            phone=given.get("filer_phone", ""),
            no_id_reason=_now("Files for somebody else"),
        )
        if number:
            sex, birth_date, _district = facts_of_id(number)
            shown = Person.IdKind.ID_CARD
            filer = replace(filer, id_kind=shown, id_number=number, no_id_reason="", sex=sex, birth_date=birth_date)
        return FilingData(relation, filer)


def _known(case: Any, source: str, user: Any) -> Any:
    """The sentence about a number that is taken in already, for whoever sits at this form."""
    return sources.said(
        case, source, seen=user is not None and type(case).objects.filter(visible(user), pk=case.pk).exists()
    )
