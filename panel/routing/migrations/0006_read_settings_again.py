"""Rows of before have no settings. Without their fingerprint the next sync takes them for changed, and reads all of them.

The owner of the tables is bound by their policies too (FORCE), so that is lifted for the moment.
"""

from django.db import migrations

TABLES = ("routing_routingobject", "routing_device")


class Migration(migrations.Migration):
    dependencies = [("routing", "0005_wish_row_security")]

    operations = [
        migrations.RunSQL(
            [
                statement
                for table in TABLES
                for statement in (
                    f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
                    f"UPDATE \"{table}\" SET fingerprint = ''",
                    f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
                )
            ],
            migrations.RunSQL.noop,
        )
    ]
