from django.conf import settings
from django.db import migrations, models

import center.foundation.now


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("scanned", models.IntegerField(default=0)),
                ("acted", models.IntegerField(default=0)),
                ("failed", models.IntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_state",
        ),
        migrations.RemoveIndex(
            model_name="notice",
            name="notice_inbox",
        ),
        migrations.AddField(
            model_name="notice",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="notice",
            name="claim",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="claimed_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="delivered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="fault",
            field=models.CharField(
                blank=True,
                choices=[
                    ("gateway_refused", "The gateway does not take it"),
                    ("tries_spent", "Every try failed"),
                    ("fate_unknown", "Nobody can say whether it went out"),
                    ("undelivered", "It did not reach the receiver"),
                    ("too_old", "It waited too long to be sent"),
                    ("unreadable", "The address cannot be read"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="next_try_at",
            field=models.DateTimeField(default=center.foundation.now.now),
        ),
        migrations.AddField(
            model_name="notice",
            name="token",
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="notice",
            name="channel",
            field=models.CharField(
                choices=[
                    ("inbox", "Inbox"),
                    ("sms", "Text message"),
                    ("wechat", "WeChat message"),
                    ("email", "E-mail"),
                ],
                default="inbox",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="state",
            field=models.CharField(
                choices=[
                    ("owed", "Owed"),
                    ("sending", "On its way"),
                    ("sent", "Sent"),
                    ("failed", "Not sent"),
                    ("settled", "Dealt with otherwise"),
                ],
                default="owed",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["to_user", "-sent_at"], name="notice_inbox"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("state", "owed")), fields=["next_try_at"], name="notice_owed"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["claimed_until"], name="notice_sending"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("state", "sending")), fields=["claim"], name="notice_claim"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("state", "failed")), fields=["owed_at"], name="notice_failed"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["owed", "sending", "sent", "failed", "settled"])), name="notice_state"
            ),
        ),
        migrations.AddIndex(
            model_name="jobrun",
            index=models.Index(fields=["name", "-started_at"], name="run_newest"),
        ),
        migrations.AddIndex(
            model_name="jobrun",
            index=models.Index(fields=["-started_at"], name="run_started"),
        ),
    ]
