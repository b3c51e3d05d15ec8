"""manage.py issue_token: a key for an API client, shown once."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from center.foundation.actor import SYSTEM
from center.foundation.now import today
from center.institution import actors, tokens
from center.institution.models import User
from center.institution.models.confidentiality import ORDER


class Command(BaseCommand):
    help = "Print a new API key that acts in a posting of USERNAME. It is shown once and kept only as a digest."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="whose key this is")
        parser.add_argument("--days", type=int, default=365, help="how long it holds (365)")
        parser.add_argument("--posting", type=int, help="which posting, when the person has several")
        parser.add_argument(
            "--ceiling", choices=ORDER, default=ORDER[0], help=f"the highest level of matters it reads ({ORDER[0]})"
        )

    def handle(self, *args, username, name, days, posting, ceiling, **options):
        if not 1 <= days <= 3660:
            raise CommandError(_("A key holds between 1 and 3660 days."))
        if not 0 < len(name) <= 80:
            raise CommandError(_("The name of a key has between 1 and 80 characters."))
        user = User.objects.filter(username=username).first()
        seats = [seat for seat in actors.seats(user) if posting in (None, seat.pk)] if user else []
        if not seats:
            raise CommandError(_("%(username)s holds no such posting today.") % {"username": username})
        if len(seats) > 1:
            known = "; ".join(f"{seat.pk} {seat.desk.full_label} {seat.role_label}" for seat in seats)
            raise CommandError(_("Say --posting: %(postings)s") % {"postings": known})
        last = today() + timedelta(days=days)
        self.stdout.write(tokens.issue(seats[0], name=name, valid_to=last, by=SYSTEM, ceiling=ceiling))
