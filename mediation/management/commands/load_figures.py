"""manage.py load_figures: the figures by which compensation is reckoned, as often as you like."""

from django.core.management.base import BaseCommand

from mediation import figures


class Command(BaseCommand):
    help = "Loads the figures of the calculator, open until the county confirms them. Rows a county has put right are left as they are."

    def handle(self, *args, **options):
        self.stdout.write(f"figures: {figures.load()} new")
