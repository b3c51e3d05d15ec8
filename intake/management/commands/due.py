"""manage.py due KEY 2026-11-24: when a limit ends, raw and moved past rest days, and by which article."""

import json
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError

from center.foundation.workdays import Unit
from intake import reckoning
from intake.reckoning import Reckoned

WRONG = 2  # the exit code for a key or a date that cannot be used
READINGS = {
    "partly": "the text of the law was read in part only 条文仅部分核对",
    "general": "from general knowledge, check the text before use 尚未核对原文",
    "revised": "the text has been revised since, check before use 条文已修订，使用前核对",
}
UNITS = {"calendar_days": "calendar day", "working_days": "working day", "months": "month", "hours": "hour"}


class Command(BaseCommand):
    help = "Says when a limit ends that begins on a day, by the rows and the calendar that are loaded, or else those shipped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("key", help="the key of the limit, such as petition.handling; docs/rules.md lists all")
        parser.add_argument("start", help="the event: 2026-11-24 (read as 00:00) or 2026-11-24T09:30, in Shanghai")
        parser.add_argument("--json", action="store_true", help="the same as one JSON object")

    def handle(self, *args, key, start, **options):
        try:
            found = reckoning.reckon(key, start, reckoning.rules())
        except reckoning.NoSuchLimit as error:
            hint = f" Did you mean {', '.join(error.near)}?" if error.near else " docs/rules.md lists them."
            raise CommandError(f"There is no limit with the key {key!r}.{hint}", returncode=WRONG) from error
        except reckoning.NoSuchDate as error:
            raise CommandError(
                f"{start!r} is no day that a limit can be counted from. Write 2026-11-24, or 2026-11-24T09:30 for a moment.",
                returncode=WRONG,
            ) from error
        if options["json"]:
            self.stdout.write(json.dumps(_record(found), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(found)))


def _record(found: Reckoned) -> dict[str, object]:
    """Days as 2026-11-24, moments of hours as 2026-11-24T09:30+08:00; `*_ends_at` is the last moment of the day."""
    limit = found.limit
    return {
        "key": limit.key,
        "name": limit.name,
        "name_en": limit.name_en,
        "kind": limit.kind,
        "amount": limit.amount,
        "unit": limit.unit,
        "direction": limit.direction,
        "begins": limit.begins_en,
        "start": found.start.isoformat(timespec="minutes"),
        "start_is_bare_date": found.bare,
        "raw": _end(found, found.due.raw),
        "moved": _end(found, found.due.moved),
        "raw_ends_at": found.due.raw.isoformat(),
        "moved_ends_at": found.due.moved.isoformat(),
        "provisional": found.due.provisional,
        "article": limit.source,
        "article_en": limit.source_en,
        "reading": limit.reading,
        "in_use": limit.in_use,
        "in_force_on_start": found.in_force,
        "valid_from": limit.valid_from.isoformat(),
        "from_shipped_data": found.shipped,
    }


def _lines(found: Reckoned) -> list[str]:
    limit = found.limit
    plural = "" if limit.amount == 1 else "s"
    begun = f"{found.start:%Y-%m-%d %H:%M}" + (" (a bare date: 00:00)" if found.bare else "")
    lines = [
        f"{limit.key}  {limit.name}  {limit.name_en}",
        f"limit        {limit.amount} {UNITS[limit.unit]}{plural} {limit.direction} {limit.begins_en or limit.begins} ({limit.kind})",
        f"start        {begun}, Asia/Shanghai",
        f"raw          {_end(found, found.due.raw)}",
        f"moved        {_end(found, found.due.moved)}{_moved_because(found)}",
        f"provisional  {_provisional(found)}",
        f"article      {limit.source}",
        f"             {limit.source_en}",
    ]
    return lines + [f"note         {note}" for note in _notes(found)]


def _end(found: Reckoned, end: datetime) -> str:
    return end.isoformat(timespec="minutes") if found.limit.unit == Unit.HOURS else end.date().isoformat()


def _moved_because(found: Reckoned) -> str:
    if found.due.moved == found.due.raw:
        return ""
    return f" (the raw day, {found.due.raw:%A}, is a rest day: Civil Code art. 203)"


def _provisional(found: Reckoned) -> str:
    if not found.due.provisional:
        return "no"
    return "yes (暂定): reaches past the last year whose holiday notice is loaded"


def _notes(found: Reckoned) -> list[str]:
    limit, notes = found.limit, []
    if not found.in_force:
        notes.append(f"not in force on that day: counted by the version of {limit.valid_from}")
    if limit.reading in READINGS:
        notes.append(READINGS[limit.reading])
    if not limit.in_use:
        notes.append("not in use: no clock starts by it until it is turned on 未启用")
    if found.shipped:
        notes.append("by the limits and the calendar that are shipped: none are loaded here")
    return notes
