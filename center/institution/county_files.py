"""The files of a county: CSV tables that name their columns, read with their line numbers, nothing believed yet."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

COLUMNS = {
    "departments.csv": ("key", "name", "name_en", "order"),
    "divisions.csv": ("code", "name", "name_en", "level", "parent", "from"),
    "centers.csv": ("code", "kind", "area", "name", "name_en", "address", "phone", "hours"),
    "desks.csv": ("center", "department", "name", "name_en", "window", "phone"),
    "staff.csv": ("username", "name", "center", "department", "role", "badge", "from", "cleared"),
}


@dataclass(frozen=True)
class Row:
    """One line of a table: trimmed text by column."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong in a line, in a sentence."""

    file: str
    line: int
    sentence: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.sentence}"


class BadRows(Exception):
    """Lines that cannot be loaded, all of them; nothing was."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


Tables = dict[str, list[Row]]


def read(folder: Path) -> tuple[Tables, list[Fault]]:
    """Every table of `folder` and what cannot be read; a file that is not there is a table left as it is."""
    tables: Tables = {}
    faults: list[Fault] = []
    for name, columns in COLUMNS.items():
        rows, wrong = _read(folder / name, columns) if (folder / name).is_file() else ([], [])
        tables[name] = rows
        faults += wrong
    return tables, faults


def _read(path: Path, columns: tuple[str, ...]) -> tuple[list[Row], list[Fault]]:
    name, rows, faults = path.name, [], []
    text = _text(path.read_bytes())
    if text is None:
        return [], [Fault(name, 1, _("This file is not text. Save it as CSV in UTF-8."))]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [cell.strip() for cell in next(reader, [])]
        if sorted(head) != sorted(columns):
            wanted = {"columns": ", ".join(columns)}
            return [], [Fault(name, 1, _("The first line must name these columns, each once: %(columns)s.") % wanted)]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(head):
                counts = {"found": len(cells), "wanted": len(head)}
                faults.append(
                    Fault(name, reader.line_num, _("This line has %(found)s cells, not %(wanted)s.") % counts)
                )
            else:
                rows.append(
                    Row(name, reader.line_num, {column: cell.strip() for column, cell in zip(head, cells, strict=True)})
                )
    except csv.Error:
        faults.append(Fault(name, reader.line_num, _("This line is not CSV; perhaps a quotation mark is missing.")))
    return rows, faults


def _text(raw: bytes) -> str | None:
    """UTF-8, or GB 18030 as office programs here write it; None for anything else."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None
