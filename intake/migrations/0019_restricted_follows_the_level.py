"""`restricted` is reckoned by the database from the level: the two can never differ."""

from django.db import migrations, models
from django.db.models import Q

RESTRICTED = Q(("confidentiality__in", ["sensitive", "accusation"]))


def reckoned():
    return models.GeneratedField(db_persist=True, expression=RESTRICTED, output_field=models.BooleanField())


class Migration(migrations.Migration):
    dependencies = [("intake", "0018_levels_filled")]
    operations = [
        migrations.RemoveField("case", "restricted"),
        migrations.AddField("case", "restricted", reckoned()),
        migrations.RemoveField("mattertype", "restricted"),
        migrations.AddField("mattertype", "restricted", reckoned()),
    ]
