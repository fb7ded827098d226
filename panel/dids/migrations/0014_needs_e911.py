from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0006_exchange_at"),
        ("dids", "0013_policy_the_planner_can_weigh"),
        ("tenancy", "0002_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="did",
            name="needs_e911_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="did",
            index=models.Index(
                condition=models.Q(("needs_e911_since__isnull", False)),
                fields=["organization", "needs_e911_since", "number", "id"],
                name="did_needs_e911",
            ),
        ),
    ]
