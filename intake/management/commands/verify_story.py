"""manage.py verify_story: reads every line of every story and of the audit, and names what does not fit."""

import sys

from django.core.management.base import BaseCommand
from tqdm import tqdm

from center.foundation import audit
from intake import story
from intake.models import Event


class Command(BaseCommand):
    help = "Verifies the hash chains of all stories and of the audit. Exits with 1 when a line was altered, is missing or was cut off."

    def handle(self, *args, **options):
        faults = []
        with tqdm(total=Event.objects.count(), unit=" lines", disable=not sys.stderr.isatty()) as bar:
            for step in story.verify():
                if isinstance(step, story.Fault):
                    faults.append(step)
                else:
                    bar.update(step - bar.n)
            lines = bar.n if not bar.disable else Event.objects.count()
        for fault in faults:
            self.stdout.write(f"case {fault.number}, line {fault.seq}: {fault.what}")
        rows = audit.verify()
        if not isinstance(rows, int):
            self.stdout.write(f"audit row {rows.seq}: altered, missing or cut off after it")
        if faults or not isinstance(rows, int):
            sys.exit(1)
        self.stdout.write(f"{lines} story lines and {rows} audit rows fit.")
