"""manage.py load_rules: matter types, the routing table and limits from intake/data, as often as you like."""

from django.core.management.base import BaseCommand

from intake import rules


class Command(BaseCommand):
    help = "Loads matter types, default routes and limits. Rows a center has edited since are left as they are."

    def handle(self, *args, **options):
        for what, made in rules.load().items():
            self.stdout.write(f"{what}: {made} new")
