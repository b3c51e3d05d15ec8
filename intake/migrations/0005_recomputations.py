import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0004_likeness_rules_and_signatures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recomputation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("after", models.BigIntegerField(unique=True)),
                ("calendar", models.CharField(max_length=64)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("scanned", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.CreateModel(
            name="RecomputedClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("raw_before", models.DateTimeField()),
                ("raw_after", models.DateTimeField()),
                ("due_before", models.DateTimeField()),
                ("due_after", models.DateTimeField()),
                ("provisional_before", models.BooleanField()),
                ("provisional_after", models.BooleanField()),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recomputed", to="intake.clock"
                    ),
                ),
                (
                    "recomputation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="intake.recomputation"
                    ),
                ),
            ],
            options={"ordering": ["due_after", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="recomputedclock",
            constraint=models.UniqueConstraint(fields=("recomputation", "clock"), name="recomputed_once"),
        ),
    ]
