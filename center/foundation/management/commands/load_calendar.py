"""manage.py load_calendar: seed the known years, or load the notice of a year from a file. Safe to run again."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from center.foundation import calendar, calendar_file
from center.foundation.errors import Refused
from center.foundation.models import CalendarYear


class Command(BaseCommand):
    help = "Load holidays and make-up working days, year by year."

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, help="a notice as CSV with the columns day, workday, reason")
        parser.add_argument("--scope", default="", help="for one center only, such as center:3")
        parser.add_argument("--replace", action="store_true", help="also years that were loaded from another source")

    def handle(self, *args, file, scope, replace, **options):
        source, years = (file.name, self._read(file)) if file else (calendar.SEED, calendar.seed_years())
        others = dict(CalendarYear.objects.filter(scope=scope).exclude(source=source).values_list("year", "source"))
        if file and not replace and (taken := sorted(others.keys() & years.keys())):
            raise CommandError(
                f"Loaded already: {', '.join(map(str, taken))}. A file holds whole years: say --replace to put it in their "
                "place, or change a single day on the admin page."
            )
        changed = 0
        with transaction.atomic():
            for year, days in years.items():
                if replace or year not in others:
                    changed += calendar.load_year(year, days, source=source, scope=scope)
        self.stdout.write(f"{min(years)}-{max(years)}: {len(years)} years, {changed} days changed.")

    def _read(self, file: Path) -> dict[int, dict[date, calendar.Day]]:
        try:
            years = calendar_file.read(file.read_text(encoding="utf-8-sig").splitlines())
        except (OSError, UnicodeDecodeError, Refused) as error:
            raise CommandError(str(error)) from error
        if not years:
            raise CommandError("The file holds no day.")
        return years
