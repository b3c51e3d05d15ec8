"""Reading an import sheet: from a workbook nobody trusts to plain text by column, row by row, in bounded memory and time."""

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import openpyxl
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.foundation.errors import Refused
from intake.importing import package
from intake.importing.columns import BY_KEY, COLUMNS, EXAMPLE, TEXT, headings, plain

HEADING = 80  # characters of a heading that are read and told
HEADER_WITHIN = 5  # rows from the top: office sheets have a title above the headings
LONGEST_CELL = 5_000  # characters that are kept of a cell; more is a fault of the row
BLANKS = 2_000  # empty rows after which the sheet has ended
MOST_SHEETS = 20
EXACT = 10**15  # whole numbers from here on are rounded by Excel
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Fault = dict[str, str]


@dataclass(frozen=True)
class Line:
    """One row with something in it: its number in the sheet, the text of its cells by column, and what is wrong with single cells."""

    number: int
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)


def read(upload: BinaryIO, *, size: int) -> Iterator[Line]:
    """The rows of the import sheet. Raises Refused with a sentence where the file or its headings cannot be taken, also midway.

    Formulas give the value that Excel last showed; none is reckoned here. Nothing outside the sheet is read.
    """
    package.check(upload, size=size)
    try:
        yield from _read(upload)
    except Refused:
        raise
    except Exception as error:  # a broken workbook makes the reader raise nearly anything
        raise package.unreadable() from error


def fault(column: str, message: Any, code: str) -> Fault:
    """What is wrong with a cell; `column` is a key of `BY_KEY`, "" for the row as a whole."""
    return {"column": column, "message": ILLEGAL.sub("", str(message))[:300], "code": code}


def _read(upload: BinaryIO) -> Iterator[Line]:
    book = openpyxl.load_workbook(upload, read_only=True, data_only=True, keep_links=False)
    try:
        sheet, top, places = _find(book)
        _check_merged(upload, sheet, top)
        count, blanks = 0, 0
        rows = sheet.iter_rows(min_row=top + 1, max_col=settings.IMPORT_MAX_COLUMNS)
        for number, row in enumerate(rows, start=top + 1):
            line = _line(number, row, places)
            blanks = 0 if line else blanks + 1
            if blanks > BLANKS:
                break
            if line is None or _is_example(line):
                continue
            count += 1
            if count > settings.IMPORT_MAX_ROWS:
                raise too_many_rows()
            yield line
    finally:
        book.close()
    if not count:
        raise Refused(
            gettext_lazy("There is no row under the headings. Fill in the template first."), "no_rows", status=422
        )


def too_many_rows() -> Refused:
    return Refused(
        gettext_lazy("There are more than %(most)s rows. Divide them into several imports.") % {"most": f"{settings.IMPORT_MAX_ROWS:,}"},
        "too_many_rows",
        status=422,
    )  # fmt: skip


def _find(book: Any) -> tuple[Any, int, dict[int, str]]:
    """The sheet with the headings, the row they are in, and the column key by place; the first sheet explains what is missing."""
    known = headings()
    if len(book.worksheets) > MOST_SHEETS:
        raise package.unreadable()
    best: tuple[int, Any, int, tuple] = (0, None, 0, ())
    for sheet in book.worksheets:
        if not hasattr(sheet, "reset_dimensions"):  # a chart
            continue
        sheet.reset_dimensions()
        if sheet.sheet_state != "visible":
            continue
        rows = sheet.iter_rows(max_row=HEADER_WITHIN, max_col=settings.IMPORT_MAX_COLUMNS + 1, values_only=True)
        for number, row in enumerate(rows, start=1):
            fits = sum(plain(str(value)) in known for value in row if value is not None)
            if fits > best[0]:
                best = (fits, sheet, number, row)
        if best[0] >= 2:
            break
    fits, sheet, number, row = best
    if fits < 2:
        raise Refused(
            gettext_lazy("The headings of the template were not found in the first five rows. Use the template as it is."),
            "no_header",
            status=422,
        )  # fmt: skip
    return sheet, number, _places(row, known)


def _places(row: tuple, known: dict[str, str]) -> dict[int, str]:
    """Column keys by place; unknown, doubled and missing headings are named, with the nearest known one."""
    if len(row) > settings.IMPORT_MAX_COLUMNS and row[settings.IMPORT_MAX_COLUMNS] is not None:
        raise Refused(gettext_lazy("There are far more columns than the template has. Remove those on the right."), "too_many_columns", status=422)  # fmt: skip
    places: dict[int, str] = {}
    wrong: list[str] = []
    for place, value in enumerate(row):
        if value is None or not str(value).strip():
            continue
        typed = str(value).strip()[:HEADING]
        key = known.get(plain(typed))
        if key is None:
            wrong.append(_unknown(typed))
        elif key and key in places.values():
            wrong.append(_("The column “%(typed)s” is there twice. Remove one.") % {"typed": typed})
        else:
            places[place] = key
    missing = [str(column.label) for column in COLUMNS if column.required and column.key not in places.values()]
    if missing:
        wrong.append(_("Missing: %(columns)s.") % {"columns": "、".join(missing)})
    if wrong:
        raise Refused(" ".join(wrong[:8]), "wrong_header", status=422)
    return places


def _unknown(typed: str) -> str:
    """The nearest heading in the language of the page, else in any."""
    labels = [str(column.label) for column in COLUMNS]
    near = difflib.get_close_matches(typed, labels, n=1, cutoff=0.4) or [
        str(BY_KEY[key].label)
        for name in difflib.get_close_matches(plain(typed), list(headings()), n=1, cutoff=0.5)
        if (key := headings()[name])
    ]
    if near:
        return _("“%(typed)s” is no column of the template. Did you mean “%(near)s”?") % {
            "typed": typed,
            "near": near[0],
        }
    return _("“%(typed)s” is no column of the template. Remove it.") % {"typed": typed}


def _check_merged(upload: BinaryIO, sheet: Any, top: int) -> None:
    """Merged cells give their value to one row and leave the others empty; above the headings they do no harm."""
    for merged in package.merged_cells(upload, sheet._worksheet_path):
        rows = [int(digits) for digits in re.findall(r"\d+", merged)]
        if max(rows) >= top:
            raise Refused(
                gettext_lazy("The cells %(cells)s are merged. Undo the merging, so that each row holds its own values.") % {"cells": merged},
                "merged_cells",
                status=422,
            )  # fmt: skip


def _line(number: int, row: tuple, places: dict[int, str]) -> Line | None:
    cells: dict[str, str] = {}
    faults: list[Fault] = []
    for place, cell in enumerate(row):
        key = places.get(place)
        if cell.value is None or key == "":  # the faults of a sheet that was downloaded to be corrected
            continue
        text, wrong = _text(cell, key)
        if key is None:
            if text.strip():
                faults.append(
                    fault(
                        "",
                        _("There is a value under no heading. Remove it, or give its column the right heading."),
                        "no_heading",
                    )
                )
            continue
        if wrong:
            faults.append(wrong)
        if text.strip():
            cells[key] = text
    return Line(number, cells, faults[:5]) if cells or faults else None


def _text(cell: Any, key: str | None) -> tuple[str, Fault | None]:
    """The text of a cell as the clerk sees it, and what is wrong with it."""
    value, column = cell.value, key or ""
    if cell.data_type == "e":
        return "", fault(column, _("This cell shows an error of Excel. Write the value itself."), "cell_error")
    if isinstance(value, bool):
        return ("1" if value else "0"), None
    if isinstance(value, (datetime, date, time, timedelta)):
        said = value.date().isoformat() if isinstance(value, datetime) else str(value)
        is_text = key is None or BY_KEY[key].kind == TEXT
        return said, None if is_text else fault(
            column, _("Excel has made this a date. Format the column as text."), "date_here"
        )
    if isinstance(value, (int, float)):
        return _number(value, column)
    text = ILLEGAL.sub("", str(value)).removeprefix("'").strip()
    if len(text) > LONGEST_CELL:
        return text[:LONGEST_CELL], fault(
            column, _("%(typed)s characters are far too many for one cell. Shorten the text.") % {"typed": f"{len(text):,}"}, "too_long"
        )  # fmt: skip
    return text, None


def _number(value: float, column: str) -> tuple[str, Fault | None]:
    if isinstance(value, float) and not math.isfinite(value):
        return "", fault(column, _("This is not a number. Write it with digits."), "not_a_number")
    if abs(value) >= EXACT:
        return "", fault(
            column,
            _("Excel has rounded this long number. Format the column as text and write the number again."),
            "rounded",
        )
    return (str(int(value)) if value == int(value) else repr(value)), None


def _is_example(line: Line) -> bool:
    first = next(iter(line.cells.values()), "")
    return first.startswith(EXAMPLE)
