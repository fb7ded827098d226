import django.db.models.deletion
from django.db import migrations, models

import panel.tenancy.ids


class Migration(migrations.Migration):
    dependencies = [("routing", "0006_read_settings_again")]

    operations = [
        migrations.CreateModel(
            name="Sound",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panel.tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("content", models.BinaryField()),
                ("content_type", models.CharField(max_length=80)),
                ("fetched_at", models.DateTimeField(auto_now=True)),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenancy.organization",
                    ),
                ),
                (
                    "routing_object",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="routing.routingobject",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organization", "routing_object"), name="sound_once")],
            },
        ),
    ]
