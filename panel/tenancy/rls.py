"""Migration operations for wall two: row level security in Postgres.

Every tenant table gets one of these in the migration that creates it. An unset setting matches nothing, so a
connection outside of any scope sees empty tables and cannot insert.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

ORGANIZATION = "nullif(current_setting('app.organization_id', true), '')::uuid"
CLIENT = "nullif(current_setting('app.client_id', true), '')::uuid"
USER = "nullif(current_setting('app.user_id', true), '')::uuid"
OPERATOR = "current_setting('app.operator', true) = 'on'"


def guard(table: str, *, client_column: str | None = None) -> RunSQL:
    """The tenant policy. Without `client_column` the table is the staff's alone; with it a client sees its own rows."""
    own = f"organization_id = {ORGANIZATION}"
    if client_column is None:
        rule = f"{own} AND {CLIENT} IS NULL"
    else:
        rule = f"{own} AND ({CLIENT} IS NULL OR {client_column} = {CLIENT})"
    return guard_by_rule(table, using=rule)


def guard_by_rule(table: str, *, using: str, check: str | None = None) -> RunSQL:
    """A policy in words of its own, for the few tables that are not simply "the organization's rows"."""
    return RunSQL(
        sql=[
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY tenant ON "{table}" USING ({using}) WITH CHECK ({check or using})',
        ],
        reverse_sql=[
            f'DROP POLICY tenant ON "{table}"',
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ],
    )


def crossing(name: str, arguments: str, returns: str, body: str) -> RunSQL:
    """A narrow function that looks across tenants and returns ids only. It runs as its owner, who bypasses the policies."""
    signature = f"{name}({arguments})"
    types = ", ".join(part.strip().split(" ", 1)[1] for part in arguments.split(",") if part.strip())
    return RunSQL(
        sql=[
            f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE sql VOLATILE SECURITY DEFINER "
            f"SET search_path = pg_catalog, public AS $body$ {body} $body$",
            f"REVOKE ALL ON FUNCTION {name}({types}) FROM PUBLIC",
        ],
        reverse_sql=[f"DROP FUNCTION {name}({types})"],
    )
