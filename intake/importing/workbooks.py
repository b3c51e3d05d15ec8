"""The workbooks that go out: the template with its notes and lists, and the rows with faults, to be corrected and imported again."""

import io
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from center.foundation.now import today
from center.institution.models import Area, Center, Desk
from intake.importing.columns import AREA, COLUMNS, EXAMPLE, FAULTS, KIND, MATTER, NO, YES, YES_NO, Column
from intake.models import BatchRow, MatterType, Person

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LAST_ROW = 10_001  # down to which a column offers its list
BOLD, GREY = Font(bold=True), Font(italic=True, color="7B8794")
HEAD = PatternFill("solid", fgColor="E8F0FA")
TEXT = "@"  # Excel keeps what is typed: no rounding, no dates


def template(desk: Desk) -> bytes:
    """The empty sheet for this desk, with an example row that is never taken in, the notes, and the lists to choose from."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Matters")
    sheet.freeze_panes = "A2"
    lists = _lists(desk)
    for place, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        head = sheet.cell(1, place, f"{column.label}{'*' if column.required else ''}")
        head.font, head.fill, head.alignment = BOLD, HEAD, Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = TEXT
        example = sheet.cell(2, place, _example(column, lists))
        example.font, example.number_format = GREY, TEXT
    _notes(book)
    _offer(book, sheet, lists)
    return _bytes(book)


def with_faults(rows: Iterable[BatchRow]) -> bytes:
    """The rows as they were written, each with its faults in a last column that is left out when the sheet is imported again."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Matters"))
    sheet.freeze_panes = "A2"
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.column_dimensions[get_column_letter(len(COLUMNS) + 1)].width = 60
    sheet.append([_cell(sheet, str(column.label), BOLD) for column in COLUMNS] + [_cell(sheet, str(FAULTS), BOLD)])
    labels = {column.key: str(column.label) for column in COLUMNS}
    for row in rows:
        cells = json.loads(row.content).get("cells", {}) if row.content else {}
        said = "\n".join(f"{labels.get(one['column'], '')}：{one['message']}".removeprefix("：") for one in row.faults)
        sheet.append([_cell(sheet, cells.get(column.key, "")) for column in COLUMNS] + [_cell(sheet, said)])
    return _bytes(book)


def _cell(sheet: Any, text: str, font: Font | None = None) -> Any:
    """A text that Excel shows and never reckons, whatever sign it begins with."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type, cell.number_format = "s", TEXT
    if font:
        cell.font = font
    return cell


def _lists(desk: Desk) -> dict[str, list[str]]:
    """What each kind of column offers."""
    villages = Area.objects.valid(today()).filter(level=Area.Level.VILLAGE).select_related("parent").order_by("code")
    if desk.center.kind == Center.Kind.TOWNSHIP:
        areas = [area.label for area in villages.filter(parent=desk.center.area_id)]
    else:
        areas = [f"{area.parent.label if area.parent else ''}{area.label}" for area in villages]
    return {
        KIND: [str(kind.label) for kind in Person.IdKind],
        MATTER: [matter.label for matter in MatterType.objects.filter(active=True).select_related("department").order_by("department__order", "order")],
        AREA: areas,
        YES_NO: [str(YES), str(NO)],
    }  # fmt: skip


def _example(column: Column, lists: dict[str, list[str]]) -> str:
    if column.key == "outside_number":
        return _("%(mark)s: this row is not taken in") % {
            "mark": EXAMPLE[0] if _("Example") == EXAMPLE[0] else EXAMPLE[1]
        }
    said = {
        "name": "张三丰", "id_number": "320830199001010014", "phone": "13800000000", "narrative": _("A neighbour has built a wall across the common lane."),
        "claim": _("Take the wall down."), "people_count": "2", "amount": "1,200.50", "other_name": "李四光",
    }  # fmt: skip
    offered = lists.get(column.kind, [])
    return said.get(column.key, offered[-1] if column.kind == YES_NO else (offered[0] if offered else ""))


def _notes(book: Workbook) -> None:
    sheet = book.create_sheet(_("Notes"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = (
        32,
        10,
        80,
    )
    for text in (
        _("One row is one matter. Keep the headings as they are; columns you do not need may be left out."),
        _(
            "Choose the source on the page when you import. Each row is tried first; nothing is taken in before you say so."
        ),
        _("Do not merge cells. Formulas give the value last shown. At most 10,000 rows."),
    ):
        sheet.append([text])
    sheet.append([])
    sheet.append([_("Column"), _("Required"), _("What to write")])
    for column in COLUMNS:
        sheet.append([str(column.label), _("Yes") if column.required else "", str(column.note)])


def _offer(book: Workbook, sheet: Any, lists: dict[str, list[str]]) -> None:
    """The lists in a sheet of their own, out of sight, and each column tied to its list."""
    hidden = book.create_sheet(_("Lists"))
    hidden.sheet_state = "hidden"
    for place, (kind, offered) in enumerate(lists.items(), start=1):
        letter = get_column_letter(place)
        for number, text in enumerate(offered, start=1):
            hidden.cell(number, place, text)
        if not offered:
            continue
        rule = DataValidation(
            "list", formula1=f"='{hidden.title}'!${letter}$1:${letter}${len(offered)}", allow_blank=True
        )
        sheet.add_data_validation(rule)
        for number, column in enumerate(COLUMNS, start=1):
            if column.kind == kind:
                rule.add(f"{get_column_letter(number)}2:{get_column_letter(number)}{LAST_ROW}")


def _bytes(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
