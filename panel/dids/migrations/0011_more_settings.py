from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dids", "0010_tallies_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="did",
            name="more",
            field=models.JSONField(default=dict),
        ),
    ]
