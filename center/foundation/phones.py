"""A telephone number brought to one spelling, as it is dialled here."""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

COUNTRY = "CN"


def phone(text: str) -> str:
    """Digits as dialled here: 13812345678, 051788221234; a foreign number with its country, +85223456789."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _(
                "This is not a phone number that can be called. A mobile number has 11 digits; a landline begins with its area code, such as 0517."
            ),
            "wrong_phone",
        )
    if number.country_code != phonenumbers.country_code_for_region(COUNTRY):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"\D", "", national)
