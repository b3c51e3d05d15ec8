"""Workbooks for tests of the import: filled-in templates, and ways to take one apart and put it together wrongly."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from intake.importing import bringing, work, workbooks
from intake.importing.columns import COLUMNS
from intake.lifecycle import batching
from intake.models import Batch
from tests import factories
from tests.factories import act

MATTER = "邻里及宅基地纠纷"


def cells(number="", **changes):
    """A row in order, by column key."""
    n = next(factories._serial)
    values = {
        "outside_number": number or f"HL{n:06d}", "name": "王小明", "phone": f"139{n % 100_000_000:08d}", "area": "黄花塘村", "matter": MATTER,
        "narrative": "邻居砌墙占了两家中间的巷道，要求恢复原状。", "other_name": "李四光",
    }  # fmt: skip
    return {**values, **changes}


def sheet(*rows, keys=None):
    """An .xlsx with the headings of the template over these rows (dicts by column key), as bytes."""
    book = Workbook()
    page = book.active
    columns = [column for column in COLUMNS if keys is None or column.key in keys]
    page.append([str(column.label) for column in columns])
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            cell = page.cell(number, place, row.get(column.key))
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type  # "=1+1" as a text, not a formula
    return as_bytes(book)


def in_template(desk, *rows):
    """The template as it is downloaded, filled in below its example."""
    book = load_workbook(io.BytesIO(workbooks.template(desk)))
    for row in rows:
        book.worksheets[0].append([row.get(column.key) for column in COLUMNS])
    return as_bytes(book)


def as_bytes(book):
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def parts(content):
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(files, *, compression=zipfile.ZIP_DEFLATED):
    """A package of these parts; a list of pairs may hold a name twice."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", compression) as package:
        for name, content in files.items() if isinstance(files, dict) else files:
            package.writestr(name, content)
    return kept.getvalue()


def file(content, name="import.xlsx"):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def bring(posting, content, *, source="hotline", key="k-1"):
    """A batch of this sheet, tried."""
    batch = bringing.from_sheet(
        io.BytesIO(content), size=len(content), source=source, desk=posting.desk, by=act(posting), client_key=key
    )
    return done(batch)


def done(batch):
    """Let the worker do its step to the end."""
    while work.step(batch.pk):
        pass
    return Batch.objects.get(pk=batch.pk)


def taken(posting, content, **options):
    """The same, taken in."""
    batch = bring(posting, content, **options)
    batching.take_in(batch, by=act(posting))
    return done(batch)


def undone(batch, posting, reason="导错了文件"):
    batching.undo(batch, reason=reason, by=act(posting))
    return done(batch)


def states(batch):
    """State by line of every row."""
    return dict(batch.rows.values_list("line", "state"))


def faults(batch, line):
    """(column, code) of what is wrong with a row."""
    return [(one["column"], one["code"]) for one in batch.rows.get(line=line).faults]
