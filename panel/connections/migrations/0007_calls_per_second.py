from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connections", "0006_exchange_at")]

    operations = [
        migrations.AddField(
            model_name="connection", name="calls_per_second", field=models.PositiveSmallIntegerField(null=True)
        ),
    ]
