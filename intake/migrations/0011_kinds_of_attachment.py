from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0010_pauses_and_extensions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attachment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("photo", "Photograph"),
                    ("scan", "Scan"),
                    ("audio", "Sound recording"),
                    ("document", "Office document"),
                ],
                default="photo",
                max_length=10,
            ),
        ),
    ]
