"""Rows for tests, made through the same scopes as the panel's own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.test import Client as TestClient
from django.utils import timezone

from panel.accounts.models import User
from panel.connections.models import Connection, ConnectionState, Lamp
from panel.dids.models import Did
from panel.tenancy.ids import uuid7
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import scope

PASSWORD = "correct-horse-battery"


class Browser(TestClient):
    """A test client that puts an organization's prefix before each path, as the panel's links do."""

    _shared: ClassVar[Any] = None  # one chain of middleware for all: making it looks through every static file

    def __init__(self, *, prefix: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.prefix = prefix
        if not kwargs.get("enforce_csrf_checks"):
            Browser._shared = self.handler = Browser._shared or self.handler

    def generic(self, method: str, path: Any, *args: Any, **kwargs: Any) -> Any:
        if self.prefix and not str(path).startswith("/o/"):
            path = self.prefix + path
        return super().generic(method, path, *args, **kwargs)

    def fragment(self, path: str, **kwargs: Any) -> Any:
        """GET as htmx does."""
        return self.get(path, headers={"HX-Request": "true"}, **kwargs)


def make_organization(name: str, slug: str) -> Organization:
    organization = Organization(name=name, slug=slug)
    with scope(organization=organization):
        organization.save(force_insert=True)
    return organization


def make_user(email: str, **fields: Any) -> User:
    return User.objects.create_user(email, PASSWORD, **fields)


def make_client(organization: Organization, name: str) -> Client:
    with scope(organization=organization):
        return Client.objects.create(organization=organization, name=name)


def make_member(
    organization: Organization, email: str, role: Role, *, client: Client | None = None, **fields: Any
) -> User:
    user = make_user(email, **fields)
    with scope(organization=organization):
        Membership.objects.create(organization=organization, user=user, role=role, client=client)
    return user


def make_connection(organization: Organization, name: str = "VoIP.ms, main account", **fields: Any) -> Connection:
    """An account row without usable credentials; for tests that never reach the provider."""
    values: dict[str, Any] = {
        "provider": "voipms",
        "public_credentials": {"api_username": "ops@nordphone.example"},
        "sealed": b"",
        "key_id": "none",
        "state": ConnectionState.ACTIVE,
        "lamp": Lamp.OK,
    }
    with scope(organization=organization):
        return Connection.objects.create(organization=organization, name=name, **(values | fields))


def make_did(organization: Organization, connection: Connection, number: str, **fields: Any) -> Did:
    now = timezone.now()
    values: dict[str, Any] = {
        "description": "MONTREAL, QC",
        "country": "CA",
        "region": "QC",
        "route_kind": "account",
        "route_target": "118204_main",
        "route_raw": "account:118204_main",
        "fingerprint": uuid7().hex,
        "first_seen_at": now,
        "changed_at": now,
        "read_at": now,
    }
    with scope(organization=organization):
        return Did.objects.create(organization=organization, connection=connection, number=number, **(values | fields))
