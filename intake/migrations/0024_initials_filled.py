"""The initials of people on file, from the pinyin that they have: what stands behind the blank. Safe to run twice."""

from django.db import migrations

BATCH = 2000


def fill(apps, schema_editor):
    people = apps.get_model("intake", "Person").objects
    last = 0
    while rows := list(
        people.filter(pk__gt=last, initials="").exclude(pinyin="").order_by("pk").only("pk", "pinyin")[:BATCH]
    ):
        for row in rows:
            row.initials = row.pinyin.partition(" ")[2][:30]
        people.bulk_update(rows, ["initials"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("intake", "0023_extension_requests_and_shares_of_time")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
