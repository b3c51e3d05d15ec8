"""manage.py load_grid_rules: the event classes of grid reports, as often as you like."""

from django.core.management.base import BaseCommand

from grid import loading


class Command(BaseCommand):
    help = "Loads the event classes of grid reports and their matter types. Rows a county has edited since are left as they are."

    def handle(self, *args, **options):
        for what, made in loading.load().items():
            self.stdout.write(f"{what}: {made} new")
