"""Rows of before have no settings. Without their fingerprint the next sync takes them for changed, and reads all of them."""

from django.db import migrations

TABLES = ("routing_routingobject", "routing_device")


class Migration(migrations.Migration):
    dependencies = [("routing", "0005_wish_row_security")]

    operations = [
        migrations.RunSQL([f"UPDATE \"{table}\" SET fingerprint = ''" for table in TABLES], migrations.RunSQL.noop)
    ]
