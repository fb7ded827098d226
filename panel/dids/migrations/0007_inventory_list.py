import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import panel.tenancy.ids


class Migration(migrations.Migration):
    dependencies = [
        ("dids", "0006_caller_name"),
        ("tenancy", "0002_row_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("did", "fax", models.BooleanField(null=True)),
        migrations.AddField("did", "t38", models.BooleanField(null=True)),
        migrations.AddField("did", "last_seen_at", models.DateTimeField(null=True)),
        migrations.RemoveIndex("did", "did_by_place"),
        migrations.AddIndex(
            "did",
            models.Index(fields=["organization", "country", "region", "description", "id"], name="did_by_place"),
        ),
        migrations.AddIndex("did", models.Index(fields=["organization", "changed_at", "id"], name="did_by_change")),
        migrations.AddIndex("did", models.Index(fields=["organization", "monthly", "id"], name="did_by_cost")),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panel.tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("query", models.CharField(blank=True, max_length=1000)),
                ("shared", models.BooleanField(default=False, verbose_name="shared")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "owner", "name"), name="savedview_once")
                ],
            },
        ),
    ]
