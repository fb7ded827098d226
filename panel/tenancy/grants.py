"""What the application's database role may do: read and write rows, call the crossing functions. It owns nothing.

Partitions get no grant: naming one directly would go round the policy of its parent.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections
from psycopg import sql

STATEMENTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE ALL ON TABLE django_migrations FROM {role}",
)
PARTITIONS = (
    "SELECT i.inhrelid::regclass::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "WHERE c.relkind IN ('r', 'p')"
)
FUNCTIONS = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE n.nspname = 'public' AND p.proname LIKE 'patchbay\\_%'"
)


def grant_to_application(using: str, **_: Any) -> None:
    """Run after every migration, by the owner. Idempotent."""
    if using != "owner":
        return
    role = sql.Identifier(str(settings.DATABASES["default"]["USER"]))
    with connections[using].cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(sql.SQL(statement).format(role=role))
        cursor.execute(PARTITIONS)
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("REVOKE ALL ON TABLE {table} FROM {role}").format(table=sql.SQL(table), role=role))
        cursor.execute(FUNCTIONS)
        for (function,) in cursor.fetchall():
            cursor.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {f} TO {role}").format(f=sql.SQL(function), role=role))
