"""Finding a case by what a person at the counter can say: the number, a name, a document, a phone."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from stdnum.cn import uscc

from center.foundation import numbering
from center.institution.permissions import LEVELS
from intake import identity
from intake.models import Case, Party, Person
from intake.registration import id_digest, phone_digest

SHORTEST, LONGEST = 2, 60
PART_OF_NUMBER = re.compile(r"[A-Z]{2,5}[0-9]{4,20}[0-9A-Z]?")
ID_CARD = re.compile(r"[0-9]{17}[0-9X]")
CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")  # of an organisation, GB 32100
OTHER_DOCUMENT = re.compile(r"(?=.*[0-9])[0-9A-Z]{6,18}")
PHONE = re.compile(r"\+?[0-9]{7,15}")
LATIN = re.compile(r"[A-Za-z' ]+")


@dataclass(frozen=True)
class Found:
    """What was looked for (number, document, phone, name, pinyin, or nothing), which cases fit, and a word to the reader."""

    kind: str
    cases: QuerySet
    message: str = ""


def find(typed: str, user: Any) -> Found:
    """The cases that `user` may see and that fit what was typed; never one more."""
    visible = Case.objects.visible_to(user)
    sought = visible.filter(confidentiality__in=[level for level, means in LEVELS.items() if means.sought])
    text = " ".join(
        "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFKC", typed)).split()
    )
    if not SHORTEST <= len(text) <= LONGEST:
        return Found(
            "nothing", visible.none(), _("Type a number, a name, an ID number or a phone: two to sixty characters.")
        )
    plain = numbering.compact(text)
    if numbering.NUMBER.fullmatch(plain):
        return _by_number(plain, visible)
    if CREDIT_CODE.fullmatch(plain) and uscc.is_valid(plain):
        return Found("organisation", sought.filter(pk__in=_parties(Q(credit_code=plain))))
    if ID_CARD.fullmatch(plain):
        return _by_id_card(plain, sought)
    if PHONE.fullmatch(plain):
        return _by_phone(text, plain, sought)
    if OTHER_DOCUMENT.fullmatch(plain) or PART_OF_NUMBER.fullmatch(plain):
        return _by_letters_and_digits(plain, sought)
    if LATIN.fullmatch(text):
        return _by_pinyin(text, sought)
    return Found(
        "name", sought.filter(pk__in=_parties(Q(person__name__startswith=text) | Q(organisation__startswith=text)))
    )


def _by_number(plain: str, visible: QuerySet) -> Found:
    if not numbering.is_valid(plain):
        return Found("number", visible.none(), _("One character of this number does not fit. Please check the number."))
    return Found("number", visible.filter(number=plain))


def _by_id_card(plain: str, visible: QuerySet) -> Found:
    try:
        number = identity.id_number(Person.IdKind.ID_CARD, plain)
    except ValidationError as error:
        return Found("document", visible.none(), error.messages[0])
    return Found("document", _of_people(visible, Q(id_digest=id_digest(Person.IdKind.ID_CARD, number))))


def _by_phone(text: str, plain: str, visible: QuerySet) -> Found:
    """A phone number; digits that are none may be a document."""
    try:
        number = identity.phone(text)
    except ValidationError:
        return _by_letters_and_digits(plain, visible)
    return Found("phone", _of_people(visible, Q(phone_digest=phone_digest(number))))


def _by_letters_and_digits(plain: str, visible: QuerySet) -> Found:
    """The beginning of a case number, a document other than a resident's card, or an organisation's credit code."""
    digests = [id_digest(kind, plain) for kind in Person.IdKind.values]
    parties = _parties(Q(person__in=Person.objects.filter(id_digest__in=digests)) | Q(credit_code=plain))
    fits = Q(pk__in=parties)
    if PART_OF_NUMBER.fullmatch(plain):
        fits |= Q(number__startswith=plain)
    return Found("document", visible.filter(fits))


def _by_pinyin(text: str, visible: QuerySet) -> Found:
    letters = re.sub("[' ]", "", text).lower()
    spelled = Q(pinyin__startswith=letters) | Q(initials__startswith=letters)  # each by its index
    return Found(
        "pinyin",
        visible.filter(
            pk__in=_parties(Q(person__in=Person.objects.filter(spelled)) | Q(organisation__istartswith=text))
        ),
    )


def _of_people(visible: QuerySet, who: Q) -> QuerySet:
    return visible.filter(pk__in=_parties(Q(person__in=Person.objects.filter(who))))


def _parties(which: Q) -> QuerySet:
    return Party.objects.filter(which).values("case")
