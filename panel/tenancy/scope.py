"""The two walls between tenants, raised together.

    with scope(organization=organization):          # staff: everything of the organization
    with scope(organization=org, client=client):    # a portal user: what is that client's
    with as_user(user_id):                          # nobody's data, but this person's own memberships

Wall one is django-scopes: managers of tenant models refuse to answer outside of a scope. Wall two is Postgres: row level
security reads settings that are local to the transaction. So a scope *is* a transaction: no network inside of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import django_scopes
from django.db import connection, transaction

if TYPE_CHECKING:
    from panel.tenancy.models import Client, Organization


@dataclass(frozen=True, slots=True)
class Walls:
    """What the database is told. None closes that door."""

    organization_id: UUID | None = None
    client_id: UUID | None = None
    user_id: UUID | None = None
    operator: bool = False


OUTSIDE = Walls()
_walls: ContextVar[Walls] = ContextVar("patchbay_walls", default=OUTSIDE)


class NoScope(RuntimeError):
    """Tenant work was asked for outside of a scope."""


def current() -> Walls:
    return _walls.get()


def current_organization_id() -> UUID:
    """The organization of the scope; `NoScope` outside of one."""
    organization_id = current().organization_id
    if organization_id is None:
        raise NoScope("This needs to run inside scope(organization=…).")
    return organization_id


@contextmanager
def scope(
    *,
    organization: Organization | UUID,
    client: Client | UUID | None = None,
    user_id: UUID | None = None,
) -> Iterator[None]:
    """Enter an organization, or one client of it. Opens a transaction; re-entering the same scope is free."""
    walls = Walls(
        organization_id=organization if isinstance(organization, UUID) else organization.pk,
        client_id=client if client is None or isinstance(client, UUID) else client.pk,
        user_id=user_id or current().user_id,
    )
    if walls == current() and connection.in_atomic_block:
        yield
        return
    with _raised(walls), django_scopes.scope(organization=walls.organization_id, client=walls.client_id):
        yield


@contextmanager
def as_user(user_id: UUID, *, operator: bool = False) -> Iterator[None]:
    """See one's own memberships and their organizations' names; an operator sees the list of organizations."""
    with _raised(Walls(user_id=user_id, operator=operator)):
        yield


@contextmanager
def _raised(walls: Walls) -> Iterator[None]:
    with transaction.atomic():
        before = current()
        token = _walls.set(walls)
        try:
            _tell_database(walls)
            yield
            # The settings end with the transaction; inside an outer one they must be put back by hand. After an
            # exception the savepoint's rollback has done so.
            if not connection.needs_rollback:
                _tell_database(before)
        finally:
            _walls.reset(token)


def _tell_database(walls: Walls) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.organization_id', %s, true), set_config('app.client_id', %s, true),"
            " set_config('app.user_id', %s, true), set_config('app.operator', %s, true)",
            [
                str(walls.organization_id or ""),
                str(walls.client_id or ""),
                str(walls.user_id or ""),
                "on" if walls.operator else "",
            ],
        )
