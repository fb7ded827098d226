from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_row_security")]

    operations = [
        migrations.AddField("job", "message_values", models.JSONField(default=dict)),
        migrations.RenameField("joblogline", "text", "message"),
        migrations.AddField("joblogline", "values", models.JSONField(default=dict)),
    ]
