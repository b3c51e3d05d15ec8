"""manage.py load_rules: matter types, the routing table and limits from intake/data, as often as you like."""

from django.core.management.base import BaseCommand
from django.db import transaction

from intake import limits, rules


class Command(BaseCommand):
    help = "Loads matter types, default routes and limits. Rows a center has edited since are left as they are."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would be new or put right among limits"
        )

    def handle(self, *args, dry_run, **options):
        if dry_run:
            told = limits.load(dry=True).lines()
            self.stdout.write("\n".join(told) if told else "limits: nothing to change")
            return
        with transaction.atomic():
            put_right = limits.load()
            made = {**rules.load(), "limits": len(put_right.new)}
        for line in put_right.lines():
            if line.startswith("~"):
                self.stdout.write(line)
        for what, count in made.items():
            self.stdout.write(f"{what}: {count} new")
