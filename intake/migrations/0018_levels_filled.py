"""What was restricted becomes sensitive, and an accusation where its matter is one. Safe to run twice."""

from django.db import migrations

ACCUSATIONS = ["whistleblowing"]


def fill(apps, schema_editor):
    matters = apps.get_model("intake", "MatterType").objects
    cases = apps.get_model("intake", "Case").objects
    matters.filter(restricted=True, confidentiality="ordinary").update(confidentiality="sensitive")
    matters.filter(key__in=ACCUSATIONS, restricted=True).update(confidentiality="accusation")
    cases.filter(restricted=True, confidentiality="ordinary").update(confidentiality="sensitive")
    cases.filter(restricted=True, matter__key__in=ACCUSATIONS).update(confidentiality="accusation")
    # Whoever was cleared before read accusations too, and goes on doing so until the clearance is taken back.
    apps.get_model("institution", "Posting").objects.filter(cleared=True).update(accusations=True)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0017_levels_of_confidentiality"),
        ("institution", "0003_attendance_levels_and_offices_that_end"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
