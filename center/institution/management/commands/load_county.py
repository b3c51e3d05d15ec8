"""manage.py load_county: offices and staff of a county from a folder of CSV files. Safe to run again."""

import sys
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from center.institution import loading
from center.institution.county_files import COLUMNS, BadRows


class Command(BaseCommand):
    help = (
        f"Load {', '.join(COLUMNS)} from a folder; with --grids also draw that many grids inside its outline.geojson."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--grids", type=int, help="how many grids to draw; without it none are drawn")

    def handle(self, *args, folder, grids, **options):
        if not any((folder / name).is_file() for name in COLUMNS):
            raise CommandError(_("%(folder)s has none of the files of a county.") % {"folder": folder})
        try:
            with transaction.atomic():
                self._tell(loading.load(folder, progress=_bar))
                if grids is not None:
                    call_command("draw_grids", folder, grids=grids, stdout=self.stdout)
        except BadRows as bad:
            for fault in bad.faults:
                self.stderr.write(str(fault))
            count = len(bad.faults)
            told = ngettext("%(count)s fault; nothing was loaded.", "%(count)s faults; nothing was loaded.", count)
            raise CommandError(told % {"count": count}) from bad
        except IntegrityError as error:
            raise CommandError(
                _("Somebody else is changing the offices. Nothing was loaded; run this again.")
            ) from error

    def _tell(self, report):
        for name in report.absent:
            self.stdout.write(_("%(file)s is not in the folder; that table was left as it is.") % {"file": name})
        if not report.total:
            self.stdout.write(_("Nothing to change."))
            return
        for table, made in report.made.items():
            changed = report.changed[table]
            if made or changed:
                self.stdout.write(
                    _("%(table)s: %(made)s new, %(changed)s changed.")
                    % {"table": table, "made": made, "changed": changed}
                )


def _bar(rows):
    return tqdm(rows, desc=_("Appointing staff"), disable=not sys.stderr.isatty())
