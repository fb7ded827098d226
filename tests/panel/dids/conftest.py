"""A number with a route, and what its account has to offer."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from panel.connections.models import Connection, Resource, SyncPlan
from panel.dids.models import Did
from panel.routing.models import Device, Kind, RoutingObject
from panel.routing.readings import with_readings
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did

NONE = {"kind": "none", "target": "", "raw": "none:"}


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone, sealed=b"x")


@pytest.fixture
def did(nordphone: Organization, account: Connection) -> Did:
    """Goes to voicemail 101, which nobody has synced; on no answer to ring group 4768, which the account has."""
    return make_did(
        nordphone,
        account,
        "+15145550142",
        route_kind="voicemail",
        route_target="101",
        route_raw="vm:101",
        failovers={
            "busy": NONE,
            "unreachable": NONE,
            "no_answer": {"kind": "ring_group", "target": "4768", "raw": "grp:4768"},
        },
        e911=None,
        sms_available=True,
        sms_enabled=False,
    )


def make_object(account: Connection, kind: str, remote_id: str, name: str, **fields: Any) -> RoutingObject:
    now = timezone.now()
    with scope(organization=account.organization_id):
        return RoutingObject.objects.create(
            organization_id=account.organization_id,
            connection=account,
            kind=kind,
            remote_id=remote_id,
            name=name,
            fingerprint=remote_id,
            first_seen_at=now,
            changed_at=now,
            **fields,
        )


def make_device(account: Connection, login: str, description: str = "", **fields: Any) -> Device:
    now = timezone.now()
    with scope(organization=account.organization_id):
        return Device.objects.create(
            organization_id=account.organization_id,
            connection=account,
            remote_id=login,
            login=login,
            description=description,
            fingerprint=login,
            first_seen_at=now,
            changed_at=now,
            **fields,
        )


def synced(account: Connection) -> None:
    """The listings of routing objects and devices came through."""
    now = timezone.now()
    with scope(organization=account.organization_id):
        for resource in (Resource.ROUTING, Resource.DEVICES):
            SyncPlan.objects.update_or_create(
                organization_id=account.organization_id,
                connection=account,
                resource=resource,
                defaults={
                    "interval": 600,
                    "next_due_at": now,
                    "last_success_at": now,
                    "cursor": with_readings({}, dict.fromkeys(Kind.values, now)),
                },
            )


@pytest.fixture
def objects(account: Connection) -> None:
    make_object(account, "ring_group", "4768", "Réception")
    make_object(account, "ring_group", "4769", "Agents")
    make_device(account, "118204_front", "Front desk")
    synced(account)
