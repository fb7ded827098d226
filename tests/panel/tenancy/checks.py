"""What is asked of every model, table, index and function. Each check returns sentences; none means that all is well.

Whoever adds a table meets these. The lists of exceptions are short and each line says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django_scopes import ScopeError

from panel.tenancy.models import Organization

# Tables without a tenant: whose rows they are, and why a policy by organization would make no sense.
GLOBAL_TABLES = {
    "accounts_user": "a person may belong to several organizations and signs in before one is known",
    "account_emailaddress": "allauth's, of a person",
    "account_emailconfirmation": "allauth's, of a person",
    "mfa_authenticator": "allauth's, of a person: looked up between password and code",
    "auth_group": "Django's, unused",
    "auth_group_permissions": "Django's, unused",
    "auth_permission": "Django's list of model permissions, unused",
    "django_content_type": "Django's list of models",
    "django_migrations": "the owner's; the application has no grant on it",
    "django_session": "found by its random key, before anybody is known",
}

# The tenant itself has no organization_id: its own id is the organization.
TENANT_TABLES_WITHOUT_COLUMN = {"tenancy_organization": "guarded by its own id, membership, and the operator's list"}

# Managers that answer outside of a scope.
UNSCOPED_MANAGERS = {("Membership", "own"): "inside as_user the database shows a person their own memberships"}

# Indexes of tenant tables that do not start with organization_id.
FOLLOWED = "the database follows it when the row that it points at is deleted"
INDEX_EXCEPTIONS = {
    "syncplan_due": "beat's look across all organizations for what is due",
    "job_in_flight": "the sweeper's look across all organizations",
    "operation_open_next": "the sweeper's look across all organizations",
    "operation_open_lease": "the sweeper's look across all organizations",
    "callbackaddress_token_hash": "a provider posts before an organization is known; 24 random bytes",
    "accounts_invitation_token_hash": "the link is opened before an organization is known; 32 random bytes",
    "tenancy_membership_user_id": "a person's own memberships in all organizations",
    "accounts_invitation_invited_by_id": FOLLOWED,
    "audit_auditentry_actor_id": FOLLOWED,
    "connections_connection_created_by_id": FOLLOWED,
    "connections_syncplan_last_job_id": FOLLOWED,
    "jobs_job_asked_by_id": FOLLOWED,
    "operations_operation_asked_by_id": FOLLOWED,
    "operations_operation_retry_of_id": FOLLOWED,
}

_ORGANIZATION_SETTING = "current_setting('app.organization_id'"


def panel_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("panel.")]


def model_problems(model: type[models.Model]) -> Iterator[str]:
    """A tenant model points at its organization, and its managers refuse outside of a scope."""
    name, table = model.__name__, model._meta.db_table
    if table in GLOBAL_TABLES or table in TENANT_TABLES_WITHOUT_COLUMN:
        return
    column = next((field for field in model._meta.fields if field.column == "organization_id"), None)
    if not isinstance(column, models.ForeignKey) or column.null or column.related_model is not Organization:
        yield f"{name} has no mandatory foreign key “organization”. Derive it from TenantModel, or list it as global."
        return
    for manager in model._meta.managers:
        if (name, manager.name) not in UNSCOPED_MANAGERS and _answers(manager):
            yield f"{name}.{manager.name} answers outside of a scope. Use TenantManager or ClientManager."


def _answers(manager: Any) -> bool:
    """Whether any of the ways to read gets through to the database (which may refuse or show nothing: that is wall two)."""
    for read in (lambda: list(manager.all()[:1]), lambda: manager.count(), lambda: manager.filter(pk=None).exists()):
        try:
            read()
        except ScopeError:
            continue
        return True
    return False


def table_problems(cursor: Any) -> Iterator[str]:
    """Every table of the database, also those that no model knows: guarded, or global with a reason."""
    cursor.execute(
        """
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
               EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id'
                       AND NOT a.attisdropped) AS has_column
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p', 'f')
          AND NOT c.relispartition AND c.relpersistence <> 't'
        ORDER BY c.relname
        """
    )
    for table, enabled, forced, has_column in cursor.fetchall():
        if table in GLOBAL_TABLES:
            if has_column:
                yield f"{table} is listed as global but has a column organization_id."
            continue
        if not has_column and table not in TENANT_TABLES_WITHOUT_COLUMN:
            yield f"{table} has no organization_id. Give it one, or list it in GLOBAL_TABLES with the reason."
        if not enabled:
            yield f"{table} has no row level security. Add rls.guard() to the migration that creates it."
        elif not forced:
            yield f"{table} does not force row level security: its owner would go round the policy."
        yield from _policy_problems(cursor, table)


def _policy_problems(cursor: Any, table: str) -> Iterator[str]:
    cursor.execute(
        "SELECT policyname, permissive, roles::text[], cmd, qual, with_check FROM pg_policies WHERE tablename = %s",
        [table],
    )
    policies = cursor.fetchall()
    if len(policies) != 1:
        yield f"{table} has {len(policies)} policies and should have one: several are joined by OR."
    for name, permissive, roles, command, using, check in policies:
        if (permissive, roles, command) != ("PERMISSIVE", ["public"], "ALL"):
            yield f"{table}: policy {name} is not for every role and every command."
        for part, text in (("USING", using), ("WITH CHECK", check)):
            if _ORGANIZATION_SETTING not in (text or ""):
                yield f"{table}: policy {name} does not ask for the organization in {part}."


def index_problems(cursor: Any) -> Iterator[str]:
    """Indexes and unique constraints of tenant tables start with the organization; primary keys are exempt."""
    cursor.execute(
        """
        SELECT t.relname, i.relname, a.attname
        FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_class t ON t.oid = x.indrelid
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
        WHERE NOT x.indisprimary AND NOT t.relispartition AND EXISTS (
            SELECT 1 FROM pg_attribute o WHERE o.attrelid = t.oid AND o.attname = 'organization_id')
        ORDER BY 1, 2
        """
    )
    for table, index, first in cursor.fetchall():
        if first != "organization_id" and not any(index.startswith(name) for name in INDEX_EXCEPTIONS):
            yield f"{table}: index {index} starts with {first}. Put organization first, or list it with the reason."


def partition_problems(cursor: Any) -> Iterator[str]:
    """Naming a partition goes round its parent's policy, so the application may not."""
    role = str(settings.DATABASES["default"]["USER"])
    cursor.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE has_table_privilege("
        "%s, inhrelid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') ORDER BY 1",
        [role],
    )
    for (partition,) in cursor.fetchall():
        yield f"{partition} is a partition and {role} has a grant on it."


def function_problems(cursor: Any) -> Iterator[str]:
    """What runs with the owner's rights returns ids only, has its own search path, and is not for everybody."""
    cursor.execute(
        """
        SELECT p.proname,
               CASE WHEN p.proargmodes IS NULL THEN ARRAY[p.prorettype::regtype::text]
                    ELSE ARRAY(SELECT t::regtype::text FROM unnest(p.proallargtypes, p.proargmodes) AS o(t, mode)
                               WHERE mode IN ('o', 'b', 't')) END,
               EXISTS (SELECT 1 FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=%%'),
               EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g WHERE g.grantee = 0)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prosecdef
        ORDER BY 1
        """
    )
    for name, returns, has_path, for_everybody in cursor.fetchall():
        if not set(returns) <= {"uuid", "void"}:
            yield f"{name} looks across tenants and returns {', '.join(returns)}; only ids may come out."
        if not has_path:
            yield f"{name} has no search_path of its own."
        if for_everybody:
            yield f"{name} may be called by everybody."


def view_problems(cursor: Any) -> Iterator[str]:
    """A view reads with its owner's rights, round every policy, unless it says otherwise; a materialized one always does."""
    cursor.execute(
        """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND (c.relkind = 'm' OR c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false))
        """
    )
    for (view,) in cursor.fetchall():
        yield f"{view} is a view that reads round the policies."


def database_problems(cursor: Any) -> list[str]:
    checks = (table_problems, index_problems, partition_problems, function_problems, view_problems)
    return [problem for check in checks for problem in check(cursor)]
