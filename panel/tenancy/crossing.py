"""The only module that looks across tenants. Each function returns ids; the caller then enters that organization's scope.

They call SECURITY DEFINER functions of the database, made by `rls.crossing` in the migration of the app that owns the table.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection


def _ids(sql: str, parameters: list[str | int | datetime]) -> list[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [(organization_id, row_id) for organization_id, row_id in cursor.fetchall()]


def organization_ids() -> list[UUID]:
    """Every organization, oldest first: for commands that go through all of them, one scope at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patchbay_organization_ids()")
        return [row[0] for row in cursor.fetchall()]


def invitation_by_token(token_hash: str) -> tuple[UUID, UUID] | None:
    """(organization id, invitation id) for the SHA-256 hex digest of an invitation's token."""
    found = _ids("SELECT organization_id, id FROM patchbay_invitation_by_token(%s)", [token_hash])
    return found[0] if found else None


def callback_address_by_token(token_hash: str) -> tuple[UUID, UUID] | None:
    """(organization id, callback address id) for the SHA-256 hex digest of the token in an address that providers post to."""
    found = _ids("SELECT organization_id, id FROM patchbay_callback_address_by_token(%s)", [token_hash])
    return found[0] if found else None


def due_sync_plans(now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """(organization id, plan id), in turns between organizations so that a large one does not starve the others."""
    return _ids("SELECT organization_id, id FROM patchbay_due_sync_plans(%s, %s)", [now, limit])


def due_operations(now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """(organization id, operation id) of operations whose lease ran out or whose next attempt or check is due."""
    return _ids("SELECT organization_id, id FROM patchbay_due_operations(%s, %s)", [now, limit])


def stale_jobs(before: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """(organization id, job id) of jobs in flight that gave no sign of life since `before`."""
    return _ids("SELECT organization_id, id FROM patchbay_stale_jobs(%s, %s)", [before, limit])


def organizations_waiting_for_orders(now: datetime, between_looks: timedelta) -> list[UUID]:
    """Those with a hold that ran out, an order whose number is still to come, or a special request not looked at for so long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patchbay_waiting_for_orders(%s, %s)", [now, now - between_looks])
        return [row[0] for row in cursor.fetchall()]


def organizations_lacking_holidays(*years: int) -> list[UUID]:
    """Those with a calendar of public holidays that never had those of one of the years."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patchbay_lacking_holidays(%s::jsonb)", [json.dumps(years)])
        return [row[0] for row in cursor.fetchall()]


def organizations_following_holidays(now: datetime) -> list[UUID]:
    """Those with a playbook whose calendar has a holiday about now, or that is in force because of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patchbay_following_holidays(%s)", [now])
        return [row[0] for row in cursor.fetchall()]
