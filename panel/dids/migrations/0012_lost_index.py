from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dids", "0011_more_settings")]

    operations = [
        migrations.AddIndex("did", models.Index(fields=["organization", "gone_at"], name="did_by_loss")),
    ]
