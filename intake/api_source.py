"""How a matter came, in the API: the sender's number, and who filed it for whom."""

from typing import Any

from django.core.exceptions import ValidationError as FormError
from django.utils.translation import gettext as _
from rest_framework import serializers

from intake import identity, sources
from intake.models import Filing, Person, Visit
from intake.registration import FilingData, PersonData, facts_of_id


class FilerSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    id_number = serializers.CharField(max_length=24, default="", allow_blank=True, help_text="resident identity card")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        checks = {
            "name": identity.name, "phone": identity.phone, "id_number": lambda text: identity.id_number(Person.IdKind.ID_CARD, text),
        }  # fmt: skip
        wrong = {}
        for name, check in checks.items():
            try:
                data[name] = check(data[name])
            except FormError as error:
                wrong[name] = error.messages
        if wrong:
            raise serializers.ValidationError(wrong)
        return data


class FilingSerializer(serializers.Serializer):
    """Somebody files for the applicant; without a filer it is the member of staff whose key this is."""

    relation = serializers.ChoiceField(Filing.Relation.choices)
    filer = FilerSerializer(allow_null=True, default=None)


class SourceSerializer(serializers.Serializer):
    """The part of a registration that says how it came."""

    source = serializers.ChoiceField(
        [source for source in Visit.Source if source != Visit.Source.GRID], default=Visit.Source.HALL
    )  # type: ignore[assignment]
    outside_number = serializers.CharField(
        max_length=100, default="", allow_blank=True, help_text="of the sender; unique for each source"
    )
    filing = FilingSerializer(allow_null=True, default=None)

    def to_internal_value(self, given: Any) -> dict[str, Any]:
        data = super().to_internal_value(given)
        try:
            data["outside_number"] = sources.outside_number(data["source"], data["outside_number"])
        except FormError as error:
            raise serializers.ValidationError({"outside_number": error.messages}) from error
        data["filing"] = filing_of(data["filing"])
        return data


def filing_of(given: dict[str, Any] | None) -> FilingData | None:
    """What a registration keeps of who filed it."""
    if not given:
        return None
    filer = given["filer"]
    if filer is None:
        return FilingData(given["relation"])
    number = filer["id_number"]
    sex, born, _district = facts_of_id(number) if number else (Person.Sex.UNKNOWN, None, "")
    person = PersonData(
        name=filer["name"], phone=filer["phone"], id_kind=Person.IdKind.ID_CARD if number else Person.IdKind.NONE, id_number=number,
        no_id_reason="" if number else _("Files for somebody else"), sex=sex, birth_date=born,
    )  # fmt: skip
    return FilingData(given["relation"], person)
