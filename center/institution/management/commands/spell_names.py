"""manage.py spell_names: how the names of staff are typed, for accounts made before that was kept."""

from django.core.management.base import BaseCommand

from center.foundation import spelling
from center.institution.models import User


class Command(BaseCommand):
    help = "Writes for every account how its name is spelled, so that it is found by it. May run twice."

    def handle(self, *args, **options):
        people = list(User.objects.filter(pinyin="").exclude(name=""))
        for person in people:
            person.pinyin = spelling.both(person.name)
        User.objects.bulk_update(people, ["pinyin"], batch_size=500)
        self.stdout.write(f"{len(people)} names spelled.")
