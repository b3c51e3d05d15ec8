"""What must hold of a county's tables before a row is written: each cell by itself, and the tables among each other."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from center.foundation.now import today
from center.institution.county_files import Fault, Row, Tables
from center.institution.models import Area, Center, Department, Desk, Posting, Role, User

YES, NO = {"cleared": True}, {"cleared": False}
CLEARANCES: dict[str, dict[str, bool]] = {
    **dict.fromkeys(("yes", "1", "true", "是"), YES),
    **dict.fromkeys(("no", "0", "false", "否", ""), NO),
    **{word: {"cleared": True, "accusations": True} for word in ("accusations", "检举控告")},
}
UPPER = {"township": "county", "village": "township"}
Judged: TypeAlias = dict[str, tuple[type[Model], str]]
FIELDS: dict[str, Judged] = {  # the model field that a cell must satisfy
    "departments.csv": {column: (Department, column) for column in ("key", "name", "name_en", "order")},
    "divisions.csv": {column: (Area, column) for column in ("code", "name", "name_en", "level")}
    | {"from": (Posting, "valid_from")},
    "centers.csv": {
        column: (Center, column) for column in ("code", "kind", "name", "name_en", "address", "phone", "hours")
    },
    "desks.csv": {column: (Desk, column) for column in ("name", "name_en", "window", "phone")},
    "staff.csv": {column: (User, column) for column in ("username", "name")}
    | {"role": (Posting, "role"), "badge": (Posting, "badge"), "from": (Posting, "valid_from")},
}
Sentences = Iterator[tuple[Row, str]]


@dataclass
class Known:
    """What a row may refer to: what is in the database, and over it what the files bring."""

    departments: set[str] = field(default_factory=set)
    areas: dict[str, str] = field(default_factory=dict)  # code -> level
    centers: dict[str, tuple[str, str]] = field(default_factory=dict)  # code -> area code, kind
    desks: set[tuple[str, str]] = field(default_factory=set)
    badges: dict[str, str] = field(default_factory=dict)  # badge -> user name

    @classmethod
    def of(cls, tables: Tables) -> "Known":
        known = cls(
            departments=set(Department.objects.values_list("key", flat=True)),
            areas=dict(Area.objects.exclude(level=Area.Level.GRID).values_list("code", "level")),
            centers={
                code: (area, kind) for code, area, kind in Center.objects.values_list("code", "area__code", "kind")
            },
            desks={(center, key or "") for center, key in Desk.objects.values_list("center__code", "department__key")},
            badges=dict(Posting.objects.not_ended(today()).values_list("badge", "user__username")),
        )
        known.departments |= {row["key"] for row in tables["departments.csv"]}
        known.areas |= {row["code"]: row["level"] for row in tables["divisions.csv"]}
        known.centers |= {row["code"]: (row["area"], row["kind"]) for row in tables["centers.csv"]}
        known.desks |= {(row["center"], row["department"]) for row in tables["desks.csv"]}
        return known


def check(tables: Tables) -> list[Fault]:
    """Everything that is wrong in the tables, in their order."""
    known = Known.of(tables)
    faults = []
    for name, rows in tables.items():
        keys, look = TABLES[name]
        for row in rows:
            faults += [Fault(name, row.line, sentence) for sentence in _cells(row)]
        for judge in (_twice(rows, keys), look(rows, known)):
            faults += [Fault(name, row.line, sentence) for row, sentence in judge]
    return sorted(faults, key=lambda fault: (list(TABLES).index(fault.file), fault.line))


def _cells(row: Row) -> Iterator[str]:
    for column, (model, name) in FIELDS[row.file].items():
        try:
            model._meta.get_field(name).clean(row[column], None)  # type: ignore[union-attr]
        except ValidationError as error:
            yield f"{column}: {' '.join(error.messages)}"


def _twice(rows: list[Row], keys: tuple[str, ...]) -> Sentences:
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        line = first.setdefault(tuple(row[key] for key in keys), row.line)
        if line != row.line:
            yield row, _("This is the same as line %(line)s: %(columns)s.") % {"line": line, "columns": ", ".join(keys)}


def _departments(rows: list[Row], known: Known) -> Sentences:
    return iter(())


def _divisions(rows: list[Row], known: Known) -> Sentences:
    for row in rows:
        code, level = row["code"], row["level"]
        if not re.fullmatch(r"[0-9]{12}", code):
            yield row, _("A division code has twelve digits, not “%(code)s”.") % {"code": code}
            continue
        if level not in ("county", "township", "village"):
            yield row, _("The level is county, township or village. Grids are drawn, not loaded.")
            continue
        digits = Area.DIGITS[Area.Level(level)]
        if code[digits:].strip("0") or not code[digits - 3 : digits].strip("0"):
            yield row, _("The code %(code)s is not that of a %(level)s.") % {"code": code, "level": level}
        elif level == "county" and row["parent"]:
            yield row, _("A county has no parent here.")
        elif level != "county" and known.areas.get(row["parent"]) != UPPER[level]:
            yield (
                row,
                _("The parent %(parent)s is not known as a %(level)s.")
                % {"parent": row["parent"] or "“”", "level": UPPER[level]},
            )
        elif level != "county" and not code.startswith(row["parent"][: Area.DIGITS[Area.Level(UPPER[level])]]):
            yield row, _("The code %(code)s does not begin as that of its parent.") % {"code": code}


def _centers(rows: list[Row], known: Known) -> Sentences:
    places: dict[tuple[str, str], set[str]] = {}
    for code, place in known.centers.items():
        places.setdefault(place, set()).add(code)
    for row in rows:
        if not re.fullmatch(r"[A-Z]{2,5}", row["code"]):
            yield row, _("A center's code is two to five capital letters, not “%(code)s”.") % {"code": row["code"]}
        level = known.areas.get(row["area"])
        if level is None:
            yield row, _("The area %(code)s is not known.") % {"code": row["area"] or "“”"}
        elif (row["kind"] == Center.Kind.TOWNSHIP) != (level == Area.Level.TOWNSHIP) or level == Area.Level.VILLAGE:
            yield (
                row,
                _("A center of the kind %(kind)s does not lie in a %(level)s.") % {"kind": row["kind"], "level": level},
            )
        others = ", ".join(sorted(places[row["area"], row["kind"]] - {row["code"]}))
        if others:
            yield row, _("This area has a center of that kind already: %(code)s.") % {"code": others}


def _desks(rows: list[Row], known: Known) -> Sentences:
    for row in rows:
        if row["center"] not in known.centers:
            yield row, _("The center %(code)s is not known.") % {"code": row["center"] or "“”"}
        if row["department"] and row["department"] not in known.departments:
            yield row, _("The department %(key)s is not known.") % {"key": row["department"]}


def _staff(rows: list[Row], known: Known) -> Sentences:
    names: dict[str, str] = {}
    for row in rows:
        user = row["username"]
        if user != User.normalize_username(user).lower():
            yield row, _("A user name is written in small letters.")
        if names.setdefault(user, row["name"]) != row["name"]:
            yield row, _("%(username)s bears another name in a line above.") % {"username": user}
        if (row["center"], row["department"]) not in known.desks:
            yield row, _("There is no desk of %(department)s at %(center)s.") % {
                "department": row["department"] or _("the counter"), "center": row["center"] or "“”"
            }  # fmt: skip
        if row["role"] == Role.DEPARTMENT_HEAD and not row["department"]:
            yield row, _("A department head sits at a desk of the department.")
        if row["badge"] and known.badges.setdefault(row["badge"], user) != user:
            yield row, _("The badge %(badge)s is worn by somebody else.") % {"badge": row["badge"]}
        if row["cleared"].lower() not in CLEARANCES:
            yield row, _("Cleared is yes, no or accusations.")


TABLES: dict[str, tuple[tuple[str, ...], Callable[[list[Row], Known], Sentences]]] = {
    "departments.csv": (("key",), _departments),
    "divisions.csv": (("code",), _divisions),
    "centers.csv": (("code",), _centers),
    "desks.csv": (("center", "department"), _desks),
    "staff.csv": (("username", "center", "department", "role"), _staff),
}
