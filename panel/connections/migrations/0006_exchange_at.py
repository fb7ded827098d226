import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connections", "0005_provider_index")]

    operations = [
        migrations.AlterField(
            model_name="exchange", name="at", field=models.DateTimeField(default=django.utils.timezone.now)
        ),
    ]
