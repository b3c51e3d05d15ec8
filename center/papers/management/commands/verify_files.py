"""manage.py verify_files: every file read and compared with its digest; exits with 1 when one is missing or altered."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from center.papers import verifying


class Command(BaseCommand):
    help = "Read every file from the store and compare it with its SHA-256; names what is missing or was altered."

    def handle(self, *args, **options):
        faults = read = 0
        for found in verifying.verify():
            if isinstance(found, int):
                read = found
                continue
            faults += 1
            words = {"pk": found.file.pk, "sha256": found.file.sha256}
            said = (
                _("File %(pk)s is missing (%(sha256)s).")
                if found.what == "missing"
                else _("File %(pk)s was altered (%(sha256)s).")
            )
            self.stdout.write(said % words)
        if faults:
            raise CommandError(
                _("%(faults)s of %(read)s files are not what they were.") % {"faults": faults, "read": read}
            )
        self.stdout.write(_("%(read)s files, all as they came.") % {"read": read})
