"""A county from its files: departments, divisions, centers, desks and staff, all of it or nothing, and the same twice is once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Model
from django.utils.dateparse import parse_date

from center.foundation import audit
from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.institution import county_checks, county_files, locate
from center.institution.county_files import BadRows, Fault, Row
from center.institution.lifecycle import appoint
from center.institution.models import Area, Center, Department, Desk, Posting, User

Progress = Callable[[Iterable[Any]], Iterable[Any]]


@dataclass
class Report:
    """How many rows each table gained and how many were changed; `absent` are files that the folder does not have."""

    made: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.made.values()) + sum(self.changed.values())


@transaction.atomic
def load(folder: Path, *, progress: Progress = iter) -> Report:
    """Make the offices and staff of the database those of `folder`; raises BadRows with every bad line, and nothing is loaded.

    Rows that a file no longer has are left alone: a division is closed, and a posting ended, by a person.
    """
    tables, faults = county_files.read(folder)
    faults = sorted(
        faults + county_checks.check(tables), key=lambda fault: (list(tables).index(fault.file), fault.line)
    )
    if faults:
        raise BadRows(faults)
    report = Report(absent=[name for name in tables if not (folder / name).is_file()])
    _departments(tables["departments.csv"], report)
    _divisions(tables["divisions.csv"], report)
    _centers(tables["centers.csv"], report)
    _desks(tables["desks.csv"], report)
    _staff(tables["staff.csv"], report, progress)
    if report.total:
        audit.record("county_loaded", by=SYSTEM, made=report.made, changed=report.changed)
        transaction.on_commit(locate.forget)
    return report


def _put(
    report: Report, table: str, model: type[Model], wanted: dict[Any, dict[str, Any]], found: dict[Any, Any]
) -> None:
    """Create what is not found, change what differs."""
    made = [model(**values) for key, values in wanted.items() if key not in found]
    changed, names = [], set()
    for key, values in wanted.items():
        differs = {name for name, value in values.items() if key in found and getattr(found[key], name) != value}
        if differs:
            for name in differs:
                setattr(found[key], name, values[name])
            changed.append(found[key])
            names |= differs
    model._default_manager.bulk_create(made)
    if changed:
        model._default_manager.bulk_update(changed, sorted(names))
    report.made[table] = report.made.get(table, 0) + len(made)
    report.changed[table] = report.changed.get(table, 0) + len(changed)


def _departments(rows: list[Row], report: Report) -> None:
    wanted = {row["key"]: {**_said(row, "key", "name", "name_en"), "order": int(row["order"])} for row in rows}
    _put(report, "departments", Department, wanted, Department.objects.in_bulk(field_name="key"))


def _divisions(rows: list[Row], report: Report) -> None:
    for level in (Area.Level.COUNTY, Area.Level.TOWNSHIP, Area.Level.VILLAGE):
        ids = dict(Area.objects.exclude(level=Area.Level.GRID).values_list("code", "pk"))
        wanted = {
            row["code"]: {
                **_said(row, "code", "name", "name_en", "level"),
                "parent_id": ids[row["parent"]] if row["parent"] else None,
                "valid_from": parse_date(row["from"]),
            }
            for row in rows
            if row["level"] == level
        }
        _put(
            report,
            "divisions",
            Area,
            wanted,
            {area.code: area for area in Area.objects.defer("boundary").filter(level=level)},
        )


def _centers(rows: list[Row], report: Report) -> None:
    ids = dict(Area.objects.exclude(level=Area.Level.GRID).values_list("code", "pk"))
    columns = ("code", "kind", "name", "name_en", "address", "phone", "hours")
    wanted = {row["code"]: {**_said(row, *columns), "area_id": ids[row["area"]]} for row in rows}
    _put(report, "centers", Center, wanted, Center.objects.in_bulk(field_name="code"))


def _desks(rows: list[Row], report: Report) -> None:
    centers = dict(Center.objects.values_list("code", "pk"))
    departments = {**dict(Department.objects.values_list("key", "pk")), "": None}
    wanted = {}
    for row in rows:
        key = (centers[row["center"]], departments[row["department"]])
        said = _said(row, "name", "name_en", "window", "phone")
        wanted[key] = {**said, "center_id": key[0], "department_id": key[1]}
    _put(report, "desks", Desk, wanted, {(desk.center_id, desk.department_id): desk for desk in Desk.objects.all()})


def _staff(rows: list[Row], report: Report, progress: Progress) -> None:
    departments = dict(Department.objects.values_list("key", "pk"))
    wanted: dict[str, dict[str, Any]] = {}
    for row in rows:
        person = wanted.setdefault(row["username"], _said(row, "username", "name"))
        if row["department"]:
            person.setdefault("home_department_id", departments[row["department"]])
    found = {user.username: user for user in User.objects.filter(username__in=wanted)}
    for username in wanted.keys() - found.keys():
        wanted[username]["password"] = make_password(None)  # unusable until one is set
    _put(report, "people", User, wanted, found)
    users = {user.username: user for user in User.objects.filter(username__in=wanted)}
    desks = {
        (desk.center.code, desk.department.key if desk.department else ""): desk
        for desk in Desk.objects.select_related("center", "department")
    }
    held: dict[tuple[int, int, str], list[Posting]] = {}
    for posting in Posting.objects.filter(user__in=users.values()):
        held.setdefault((posting.user_id, posting.desk_id, posting.role), []).append(posting)
    for table in (report.made, report.changed):
        table["postings"] = 0
    for row in progress(rows):
        user, desk = users[row["username"]], desks[row["center"], row["department"]]
        try:
            _seat(row, user, desk, held.get((user.pk, desk.pk, row["role"]), []), report)
        except Refused as refusal:
            raise BadRows([Fault(row.file, row.line, str(refusal))]) from refusal


def _seat(row: Row, user: User, desk: Desk, held: list[Posting], report: Report) -> None:
    """Appoint, or mend the posting that is held; one that was ended stays ended unless the row begins after its last day."""
    said: dict[str, Any] = {
        "badge": row["badge"],
        "valid_from": parse_date(row["from"]),
        **county_checks.CLEARANCES[row["cleared"].lower()],
    }
    current = next((posting for posting in held if posting.valid_to is None), None)
    if current is not None:
        differs = [name for name, value in said.items() if getattr(current, name) != value]
        if differs:
            Posting.objects.filter(pk=current.pk).update(**said)
            audit.record("posting_changed", by=SYSTEM, about=f"posting:{current.pk}", fields=differs)
            report.changed["postings"] += 1
    elif all(posting.valid_to and said["valid_from"] > posting.valid_to for posting in held):
        appoint(user, desk=desk, role=row["role"], by=SYSTEM, **said)
        report.made["postings"] += 1


def _said(row: Row, *columns: str) -> dict[str, str]:
    return {column: row[column] for column in columns}
