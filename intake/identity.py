"""How a person is written down: documents, names and phones brought to one spelling, or refused with a sentence.

Each function takes what was typed and raises `ValidationError` with a sentence for the field. One spelling matters because
a person is found again by the digest of it.
"""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidLength
from stdnum.exceptions import ValidationError as WrongNumber

from center.foundation.now import today
from center.foundation.phones import phone as phone  # one spelling in every room
from intake.models import Person

OLDEST = 130  # years: nobody is known to have become older
RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
OTHER_DOCUMENT = re.compile(r"[0-9A-Z\u4e00-\u9fff()]{4,24}")
DOTS = str.maketrans("•‧・．", "····")
LATIN_JOINTS = "'-."  # O'Brien, Jean-Luc


def id_number(kind: str, text: str) -> str:
    """The number of an identity document. A resident's card is held to GB 11643-1999, others to letters and digits."""
    number = re.sub(r"[\s-]", "", _plain(text)).upper()
    if not number:
        return ""
    if kind == Person.IdKind.ID_CARD:
        return _resident(number)
    if kind == Person.IdKind.NONE:
        raise ValidationError(_("A number is given: choose which document it is from."), "kind_needed")
    if not OTHER_DOCUMENT.fullmatch(number):
        raise ValidationError(_("A document number has 4 to 24 letters and digits."), "wrong_document")
    return number


def birth_date(day: date | None) -> date | None:
    """A day of birth that somebody alive can have."""
    if day and day > today():
        raise ValidationError(_("This date of birth lies in the future."), "born_in_future")
    if day and today().year - day.year > OLDEST:
        raise ValidationError(
            _("This date of birth makes the person older than %(years)s.") % {"years": OLDEST}, "too_old"
        )
    return day


def name(text: str) -> str:
    """The name of a person: letters of any script, the dot of long names, and spaces."""
    found = " ".join(_plain(text).translate(DOTS).split())
    if found and not (found[0].isalpha() and all(_belongs(character) for character in found)):
        raise ValidationError(
            _("A name has letters, a middle dot and spaces only. Leave out signs and digits."), "wrong_name"
        )
    return found


def organisation(text: str) -> str:
    """The name of a company or office; brackets and digits are part of such names, angle brackets are not."""
    found = " ".join(_plain(text).split())
    if any(character in "<>" or unicodedata.category(character).startswith("C") for character in found):
        raise ValidationError(_("Leave the signs < and > out of the name."), "wrong_name")
    return found


def credit_code(text: str) -> str:
    """The unified social credit code of an organisation: 18 digits and letters, the last one checks the others (GB 32100-2015)."""
    code = re.sub(r"[\s-]", "", _plain(text)).upper()
    if not code:
        return ""
    try:
        return uscc.validate(code)
    except InvalidLength as error:
        raise ValidationError(
            _("A unified social credit code has 18 characters; %(count)s are typed.") % {"count": len(code)},
            "wrong_length",
        ) from error
    except WrongNumber as error:
        raise ValidationError(
            _(
                "This credit code does not add up: one of its characters is wrong. Compare it with the licence; it has no I, O, S, V or Z."
            ),
            "wrong_credit_code",
        ) from error


def _resident(number: str) -> str:
    if len(number) != 18:
        raise ValidationError(
            _("An ID number has 18 characters; %(count)s are typed.") % {"count": len(number)}, "wrong_length"
        )
    if not RESIDENT.fullmatch(number):
        raise ValidationError(_("An ID number is 17 digits and a last digit or X."), "wrong_characters")
    try:
        born = ric.get_birth_date(number)
    except ric.InvalidComponent as error:
        raise ValidationError(
            _("Digits 7 to 14 of this ID number are not a day of birth."), "wrong_birth_date"
        ) from error
    if ric.calc_check_digit(number) != number[-1]:
        raise ValidationError(
            _("This ID number does not add up: one of its digits is wrong. Compare it with the card."), "wrong_checksum"
        )
    birth_date(born)
    return number


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _belongs(character: str) -> bool:
    return character.isalpha() or character in "· " + LATIN_JOINTS or unicodedata.category(character) in ("Mn", "Mc")
