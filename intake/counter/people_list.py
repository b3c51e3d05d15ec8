"""A list of joint claimants, pasted from a spreadsheet or typed: one line a person, read with the number of each faulty line.

    王建国	320830199001010014	13812345678	代表
    李秀英，320830199001010022，13900000002
    赵小燕

Columns may stand apart by tabs, commas (Chinese ones too) or semicolons; a serial number in front and a line of headings
are passed over. The name comes first; document, phone and the mark of a representative are known by their looks.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake import identity
from intake.models import Person
from intake.registration import PersonData, facts_of_id

MOST_LINES = 500
MOST_CHARACTERS = 100_000
LONGEST_NAME = 60
COLUMNS = re.compile(r"[\t,;，；、|]")
GAPS = re.compile(r"\s+(?=[0-9*★])|(?<=[0-9Xx*★])\s+")  # typed by hand: before and behind numbers and marks
SERIAL = re.compile(r"[0-9]{1,4}[.．、)）]?")
MARKS = frozenset({"代表", "代表人", "是", "*", "★", "√", "✓", "y", "yes", "representative"})
NOT_MARKED = frozenset({"否", "无", "-", "—", "/", "n", "no"})
HEADINGS = frozenset(
    "序号 姓名 名字 身份证 身份证号 身份证号码 证件号 证件号码 公民身份号码 电话 手机 手机号 手机号码 联系电话 联系方式 代表 是否代表 是否为代表 备注 "
    "no name id idnumber documentnumber phone representative".split()
)
DOCUMENT = re.compile(r"[0-9]{14,18}[0-9Xx]?")


@dataclass(frozen=True)
class Listed:
    """One person of the list: the line it stands on (from 1), what is known, and whether it is marked as a representative."""

    line: int
    person: PersonData
    representative: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line, as a sentence."""

    line: int
    message: Any


@dataclass
class PeopleList:
    """What a pasted text holds: people in order, and faults by line."""

    people: list[Listed] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def representatives(self) -> int:
        return sum(listed.representative for listed in self.people)


def read(text: str) -> PeopleList:
    """The people of a pasted text; never raises, whatever was pasted."""
    found, seen = PeopleList(), dict[str, int]()
    lines = [(place, line) for place, line in enumerate(text[:MOST_CHARACTERS].splitlines(), start=1) if line.strip()]
    if len(text) > MOST_CHARACTERS or len(lines) > MOST_LINES + 1:
        found.faults.append(
            Fault(
                lines[-1][0],
                _("A list has at most %(most)s lines. Register the rest as a further part.") % {"most": MOST_LINES},
            )
        )
        return found
    for place, line in lines:
        columns = _columns(line)
        if not columns or (not found.people and _is_heading(columns)):
            continue
        try:
            listed = _one(place, columns)
        except ValidationError as error:
            found.faults.append(Fault(place, " ".join(error.messages)))
            continue
        document = listed.person.id_digest
        if document and document in seen:
            found.faults.append(Fault(place, _("The same document as in line %(line)s.") % {"line": seen[document]}))
            continue
        if document:
            seen[document] = place
        found.people.append(listed)
    return found


def _columns(line: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", line)  # makes ， and ； plain commas and semicolons
    parts = COLUMNS.split(plain) if COLUMNS.search(plain) else GAPS.split(plain.strip())
    columns = [part.strip(" \u3000'\"") for part in parts]
    columns = [column for column in columns if column]
    return columns[1:] if len(columns) > 1 and SERIAL.fullmatch(columns[0]) else columns


def _is_heading(columns: list[str]) -> bool:
    return all(re.sub(r"[\s()_.:]", "", column).lower() in HEADINGS for column in columns)


def _one(line: int, columns: list[str]) -> Listed:
    """A line's person. Raises ValidationError with a sentence."""
    name, *rest = columns
    marked = name[0] in "*★" or name[-1] in "*★"
    name = identity.name(name.strip("*★ "))
    if not name:
        raise ValidationError(_("The line begins with the name."))
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("This name is too long. Is the line in the order name, document, phone?"))
    number = phone = ""
    for column in rest:
        if column.lower() in MARKS:
            marked = True
        elif column.lower() in NOT_MARKED:
            continue
        elif not number and DOCUMENT.fullmatch(re.sub(r"[\s-]", "", column)):
            number = identity.id_number(Person.IdKind.ID_CARD, column)
        elif not phone and any(character.isdigit() for character in column):
            phone = identity.phone(column)
        else:
            raise ValidationError(
                _(
                    "“%(text)s” is neither an ID number nor a phone. Other documents are written as a person of their own."
                )
                % {"text": column[:40]}
            )
    if not number:
        return Listed(
            line, PersonData(name=name, phone=phone, no_id_reason=str(_("From the list of the group"))), marked
        )
    sex, born, _district = facts_of_id(number)
    return Listed(
        line,
        PersonData(name=name, id_kind=Person.IdKind.ID_CARD, id_number=number, sex=sex, birth_date=born, phone=phone),
        marked,
    )
