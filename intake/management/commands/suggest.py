"""manage.py suggest --csv FILE: what each note of a file is about and where it goes, one line of JSON a note."""

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand

from intake.suggestion.proposing import suggest

COLUMNS = ("id", "text")
WRITINGS = ("utf-8-sig", "utf-16", "gb18030")  # as a spreadsheet saves in this country; the last reads nearly anything


class Unreadable(Exception):
    """The file cannot be used; the message says why and what to do."""


class Command(BaseCommand):
    help = (
        "Suggests a matter (three, the likeliest first) and a destination for each note of a CSV file with the columns id and text; other columns"
        ' are ignored. Prints one line of JSON a note, in the order of the file: {"id": ..., "matter": [...], "destination": ...}.'
        " Needs no database: without one the shipped routes and terms are used. Exits with 2 when the file cannot be read."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--csv", required=True, metavar="FILE", help="the file; - reads from standard input")

    def handle(self, *args, **options):
        try:
            for key, text in notes(options["csv"]):
                found = suggest(text, why=False)
                line = {"id": key, "matter": [one.matter for one in found.matters], "destination": found.destination}
                self.stdout.write(json.dumps(line, ensure_ascii=False))
        except Unreadable as fault:
            self.stderr.write(str(fault))
            sys.exit(2)
        except BrokenPipeError:  # whoever read along has seen enough
            sys.stderr.close()


def notes(name: str) -> Iterator[tuple[str, str]]:
    """The notes of a file by id, in its order. Raises Unreadable."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as fault:
        raise Unreadable(f"{name} cannot be read: {fault.strerror or fault}. Name a CSV file that exists.") from fault
    lines = csv.reader(io.StringIO(_decoded(name, content), newline=""))
    try:
        heading = [column.strip().lower() for column in next(lines, [])]
        missing = [column for column in COLUMNS if column not in heading]
        if missing:
            raise Unreadable(
                f"{name} has no column {' and no column '.join(missing)}. The first line names the columns; id and text are needed."
            )
        places = [heading.index(column) for column in COLUMNS]
        for row in lines:
            if any(cell.strip() for cell in row):
                key, text = (row[place] if place < len(row) else "" for place in places)
                yield key.strip(), text
    except csv.Error as fault:
        raise Unreadable(f"{name}, line {lines.line_num}: {fault}. Save it again as CSV.") from fault


def _decoded(name: str, content: bytes) -> str:
    for writing in WRITINGS:
        if writing == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return content.decode(writing)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{name} is not written in UTF-8 or GBK. Save it again as CSV UTF-8.")


csv.field_size_limit(10_000_000)  # a note is cut to what counts, not refused
