from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dids", "0005_tags_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="did",
            name="caller_name",
            field=models.CharField(max_length=40, null=True),
        ),
    ]
