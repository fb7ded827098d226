"""Every number of every provider of the sandbox, synced for real, can be drawn and called in thought."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from panel.connections import gateway, syncs
from panel.connections.models import Connection, Resource
from panel.connections.vault import seal
from panel.dids.models import Did
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection
from tests.providers.contract.facts import CREDENTIALS, endpoints
from tests.sandbox import Sandbox
from tests.synced import run_sync

pytestmark = pytest.mark.django_db(transaction=True)
PROVIDERS = ("voipms", "voicemeup", "voipinnovations", "callr")
CALL = {"caller": "+15145550111", "day": "2026-12-25", "time": "10:00", "keys": "1 1", "ends": ""}
MOST = 25


@pytest.fixture
def account(request: Any, nordphone: Organization, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Connection:
    slug = request.param
    monkeypatch.setitem(settings.PROVIDER_ENDPOINTS, slug, endpoints(slug, sandbox.url))
    info, given = gateway.info(slug), CREDENTIALS[slug]
    secret = {field.name for field in info.credential_fields if field.secret}
    public = {name: value for name, value in given.items() if name not in secret}
    row = make_connection(nordphone, f"{info.name} account", provider=slug, public_credentials=public)
    seal(row, {name: value for name, value in given.items() if name in secret})
    with scope(organization=nordphone):
        row.save(update_fields=["sealed", "key_id"])
        syncs.make_plans(row, info)
    for resource in (Resource.DEVICES, Resource.ROUTING, Resource.DIDS):
        run_sync(row, resource)
    return row


@pytest.mark.parametrize("account", PROVIDERS, indirect=True)
def test_every_number_is_drawn_and_simulated(
    browse: Any, victor: Any, nordphone: Organization, account: Connection
) -> None:
    with scope(organization=nordphone):
        numbers = list(Did.objects.filter(connection=account).order_by("route_kind", "number"))
    kinds = {did.route_kind for did in numbers}
    chosen = [did for kind in sorted(kinds) for did in [each for each in numbers if each.route_kind == kind][:4]][:MOST]
    assert chosen
    page = browse(victor, nordphone)
    for did in chosen:
        answer = page.get(f"/numbers/{did.pk}/simulate/", CALL)
        assert answer.status_code == 200
        journey = answer.context["journey"]
        assert journey.stops[0].reason, did.number
        assert journey.end
        drawing = answer.context["drawing"]
        assert len(drawing.boxes) > 1
        assert any(arrow.taken for arrow in drawing.arrows)
