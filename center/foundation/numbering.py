"""Numbers of cases and papers: gapless per office and period, with a check character, and readable aloud."""

import re
import unicodedata
from datetime import date

from django.db import connection
from django.db.transaction import TransactionManagementError
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from center.foundation.models import Counter

NUMBER = re.compile(r"([A-Z]{2,5})([0-9]{8})([0-9]{4,})([0-9A-Z])")  # HHT 20261124 0017 K
CODE = re.compile(r"[A-Z]{2,5}")
ALPHABET = re.compile(r"[0-9A-Z]+")
ADVANCE = f'UPDATE {Counter._meta.db_table} SET "last" = "last" + 1 WHERE office = %s AND period = %s RETURNING "last"'
NOISE = {"Pd", "Zs", "Zl", "Zp", "Cc", "Cf"}  # dashes, spaces, control and invisible characters, by Unicode category


def next_number(office: str, period: str) -> int:
    """The next serial of `office` in `period`, from 1.

    Call it inside the transaction that uses the number, as the last thing before the inserts: others wait for its end,
    and a roll-back gives the number back. TransactionManagementError outside one.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A number is taken inside the transaction that uses it.")
    if serial := _advance(office, period):
        return serial
    Counter.objects.bulk_create([Counter(office=office, period=period)], ignore_conflicts=True)
    return _advance(office, period)


def _advance(office: str, period: str) -> int:
    """One more, and how many that makes; 0 where this office has no counter for the period yet."""
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, [office, period])
        row = cursor.fetchone()
    return row[0] if row else 0


def compose(code: str, day: date, serial: int) -> str:
    """The number of a case: two to five letters, the day, the serial and a check character; ValueError for another code."""
    if not CODE.fullmatch(code):
        raise ValueError("the code of an office is two to five capital letters")
    body = f"{code}{day:%Y%m%d}{serial:04d}"
    return body + check_character(body)


def check_character(text: str) -> str:
    """The ISO 7064 MOD 37,36 character for `text` of digits and letters; ValueError for anything else."""
    body = compact(text)
    if not ALPHABET.fullmatch(body):
        raise ValueError("a number is made of digits and letters")
    return mod_37_36.calc_check_digit(body)


def is_valid(text: str) -> bool:
    """Whether `text`, however it is spelled, ends with the right check character."""
    number = compact(text)
    if not ALPHABET.fullmatch(number) or len(number) < 2:
        return False
    try:
        mod_37_36.validate(number)
    except ValidationError:
        return False
    return True


def compact(text: str) -> str:
    """One spelling of a number as typed: half-width capitals without spaces and dashes."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in plain if unicodedata.category(character) not in NOISE)


def group(number: str) -> str:
    """A case number for the eye, HHT-20261124-0017-K; anything else as it is."""
    found = NUMBER.fullmatch(number)
    return "-".join(found.groups()) if found else number
