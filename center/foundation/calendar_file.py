"""A yearly notice as a file: CSV with the columns day (2027-02-08), workday (yes or no) and reason."""

import csv
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from center.foundation.calendar import Day
from center.foundation.errors import Refused

COLUMNS = {"day", "workday", "reason"}
ANSWERS = {"yes": True, "1": True, "true": True, "是": True, "no": False, "0": False, "false": False, "否": False}


def read(lines: Iterable[str]) -> dict[int, dict[date, Day]]:
    """The exceptions by year; Refused("calendar_file"), naming the line, when one cannot be read or comes twice."""
    reader = csv.DictReader(lines)
    years: dict[int, dict[date, Day]] = {}
    try:
        if COLUMNS - set(reader.fieldnames or ()):
            raise Refused(
                _("The first line must name the columns day, workday and reason. Nothing was loaded."), "calendar_file"
            )
        for row in reader:
            day = date.fromisoformat((row["day"] or "").strip())
            said = Day(ANSWERS[(row["workday"] or "").strip().lower()], (row["reason"] or "").strip()[:60])
            if years.setdefault(day.year, {}).setdefault(day, said) != said:
                raise ValueError("the day comes twice")
    except (KeyError, ValueError, csv.Error) as error:
        raise Refused(
            _(
                "Line %(line)s cannot be read: each needs a day such as 2027-02-08, yes or no, and a reason. Nothing was loaded."
            )
            % {"line": reader.line_num},
            "calendar_file",
        ) from error
    return years
