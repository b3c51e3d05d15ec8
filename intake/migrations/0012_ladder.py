import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0011_kinds_of_attachment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rung",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("name_en", models.CharField(blank=True, max_length=120)),
                (
                    "limit_kind",
                    models.CharField(
                        choices=[
                            ("duty", "duty"),
                            ("right", "right"),
                            ("minimum", "minimum"),
                            ("maximum", "maximum"),
                            ("retention", "retention"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=20)),
                ("offset", models.SmallIntegerField()),
                ("at", models.TimeField(blank=True, null=True)),
                ("daily", models.BooleanField(default=False)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("remind", "Remind"),
                            ("yellow", "Yellow card"),
                            ("red", "Red card"),
                            ("escalate", "Take it a level up"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("handler_level", "Whoever handles it"),
                            ("section_level", "Section head of the desk"),
                            ("center_level", "Director of the center"),
                            ("county_level", "County directors and duty leaders"),
                        ],
                        max_length=16,
                    ),
                ),
                ("urgent", models.BooleanField(default=False)),
                ("in_use", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["limit_kind", "offset", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("limit_kind", "key"), name="rung_once"),
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["remind", "yellow", "red", "escalate"])), name="rung_act"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ["handler_level", "section_level", "center_level", "county_level"])
                        ),
                        name="rung_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("daily", False), ("offset__gte", 0), _connector="OR"),
                        name="rung_daily_when_late",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("colour", models.CharField(choices=[("yellow", "Yellow card"), ("red", "Red card")], max_length=6)),
                ("given_at", models.DateTimeField()),
                ("second_yellow", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cards", to="intake.case"
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cards", to="intake.clock"
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "pk"],
                "indexes": [models.Index(fields=["-given_at"], name="card_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("clock", "colour"), name="card_once"),
                    models.CheckConstraint(condition=models.Q(("colour__in", ["yellow", "red"])), name="card_colour"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Climb",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rung", models.CharField(max_length=20)),
                ("fell_due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "level_from",
                    models.CharField(
                        choices=[
                            ("handler_level", "Whoever handles it"),
                            ("section_level", "Section head of the desk"),
                            ("center_level", "Director of the center"),
                            ("county_level", "County directors and duty leaders"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "level_to",
                    models.CharField(
                        choices=[
                            ("handler_level", "Whoever handles it"),
                            ("section_level", "Section head of the desk"),
                            ("center_level", "Director of the center"),
                            ("county_level", "County directors and duty leaders"),
                        ],
                        max_length=16,
                    ),
                ),
                ("told", models.JSONField(default=list)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("time_came", "its time came"),
                            ("unassigned", "nobody is named as the handler"),
                            ("handler_away", "the handler has no seat there today"),
                            ("post_empty", "nobody holds the post today"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="climbs", to="intake.clock"
                    ),
                ),
                (
                    "from_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["fell_due_at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("clock", "rung", "fell_due_at"), name="climb_once")],
            },
        ),
    ]
