"""The workbook that goes out: a watermark on every sheet and every printed page, and nothing that Excel would reckon."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from center.foundation.now import SHANGHAI, now
from center.papers.exports.registers import ExportKind
from center.papers.models import Export

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOLD, RED = Font(bold=True), Font(bold=True, color="C8161D")
HEAD = PatternFill("solid", fgColor="E8F0FA")
WIDTH = 22
NOT_IN_XML: dict[int, None] = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
LONGEST = 32_000  # signs of a cell; Excel takes 32,767


class Workbook:
    """Rows are added as they are read; nothing is kept in memory but the file."""

    def __init__(self, export: Export, kind: ExportKind) -> None:
        self.book = openpyxl.Workbook(write_only=True)
        self.mark = watermark(export)
        self.columns = [column for column in kind.columns if column.key in export.columns]
        self.sheet = self._sheet(str(kind.label))
        for place in range(1, len(self.columns) + 1):
            self.sheet.column_dimensions[get_column_letter(place)].width = WIDTH
        self.sheet.freeze_panes = "A3"
        self.sheet.append([cell(self.sheet, self.mark, RED)])
        self.sheet.append([cell(self.sheet, str(column.label), BOLD, HEAD) for column in self.columns])
        self.notes = self._sheet(_("About this list"))
        self.notes.column_dimensions["A"].width, self.notes.column_dimensions["B"].width = 18, 80
        self.notes.append([cell(self.notes, self.mark, RED)])
        for label, words in (
            (_("List"), str(kind.label)),
            (_("Rows when asked for"), str(export.rows)),
            (
                _("Approved by"),
                f"{export.decided_by.user} {export.decided_by.badge}" if export.decided_by else _("not needed"),
            ),
            (_("What it is for"), export.reason),
            (_("To be deleted"), _("as soon as it has served what it is for")),
        ):
            self.notes.append([cell(self.notes, label, BOLD), cell(self.notes, words)])

    def add(self, cells: Mapping[str, Any]) -> None:
        """A row."""
        self.sheet.append([cell(self.sheet, text(cells.get(column.key))) for column in self.columns])

    def bytes(self) -> bytes:
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()

    def _sheet(self, title: str) -> Any:
        sheet: Any = self.book.create_sheet(title[:31])
        printed = self.mark.replace("&", "&&")[:200]
        for part in (sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter):
            part.center.text = printed
        return sheet


def watermark(export: Export) -> str:
    """Who took it out, with badge, and when."""
    moment = now().astimezone(SHANGHAI)
    return f"{export.asked_by} {export.posting.badge} {moment:%Y-%m-%d %H:%M} · {export.posting.desk.center.name} · #{export.pk}"


def text(value: Any) -> str:
    """What a cell shows; days and moments as they are told in Shanghai."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def cell(sheet: Any, words: str, font: Font | None = None, fill: PatternFill | None = None) -> Any:
    """A text that is shown and never reckoned, whatever sign it begins with, also after it was saved as CSV."""
    shown = words.translate(NOT_IN_XML)[:LONGEST]
    if shown.startswith(("=", "+", "-", "@", "\t", "\r")):
        shown = "'" + shown
    made = WriteOnlyCell(sheet, value=shown)
    made.data_type, made.number_format = "s", "@"
    if font:
        made.font = font
    if fill:
        made.fill = fill
    return made
