import django.db.models.deletion
from django.db import migrations, models

import panel.tenancy.ids


class Migration(migrations.Migration):
    dependencies = [("connections", "0006_exchange_at"), ("routing", "0003_more_kinds")]

    operations = [
        migrations.AddField("routingobject", "settings", models.JSONField(default=dict)),
        migrations.AddField("device", "settings", models.JSONField(default=dict)),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panel.tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("remote_id", models.CharField(blank=True, max_length=120)),
                ("taken", models.BooleanField(default=False)),
                ("sealed", models.BinaryField(default=b"")),
                ("key_id", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="connections.connection",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenancy.organization",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organization", "created_at"], name="routingwish_by_age")],
            },
        ),
    ]
