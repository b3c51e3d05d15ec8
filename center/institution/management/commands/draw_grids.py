"""manage.py draw_grids: cut the outline of a loaded county into grids for show. Safe to run again."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from center.foundation.errors import Refused
from center.institution import drawing


class Command(BaseCommand):
    help = "Draw grids inside outline.geojson of a folder, over the villages that are loaded; boundaries are marked schematic."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--grids", type=int, default=2633, help="how many (2633)")

    def handle(self, *args, folder, grids, **options):
        try:
            drawn = drawing.draw(
                folder,
                grids,
                progress=lambda villages: tqdm(villages, desc=_("Drawing grids"), disable=not sys.stderr.isatty()),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if drawn.made or drawn.changed or drawn.closed:
            numbers = {"grids": drawn.grids, "made": drawn.made, "changed": drawn.changed, "closed": drawn.closed}
            self.stdout.write(
                _("%(grids)s grids: %(made)s drawn, %(changed)s areas changed, %(closed)s grids closed.") % numbers
            )
        else:
            self.stdout.write(_("%(grids)s grids, nothing to change.") % {"grids": drawn.grids})
