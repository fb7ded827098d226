"""The lists of routing objects and devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from panel.connections.models import Connection
from panel.routing.models import Device, Kind, RoutingObject
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values.routing import RouteKind
from tests.factories import make_connection
from tests.panel.dids.conftest import make_object

Browse = Callable[..., Any]
MIRRORED = {"fingerprint": "x", "first_seen_at": timezone.now(), "changed_at": timezone.now()}


def routing_object(account: Connection, kind: str, remote_id: str, name: str, **fields: Any) -> None:
    with scope(organization=account.organization_id):
        RoutingObject.objects.create(
            organization_id=account.organization_id, connection=account, kind=kind, remote_id=remote_id, name=name,
            **(MIRRORED | fields),
        )  # fmt: skip


def test_the_words_for_the_kinds_are_in_step_with_the_providers() -> None:
    assert set(Kind.values) == {kind.value for kind in RouteKind}


def test_a_menu_says_in_words_where_its_keys_lead(browse: Browse, victor: Any, nordphone: Organization) -> None:
    account = make_connection(nordphone)
    routing_object(account, "ring_group", "4768", "Réception")
    routing_object(
        account, "ivr", "4636", "Accueil", links=[{"label": "1", "kind": "ring_group", "target": "4768", "raw": ""}]
    )
    text = browse(victor, nordphone).get("/routing/", {"kind": "ivr"}).content.decode()
    assert "Key 1 → Ring group Réception" in text


def test_devices_tell_not_registered_from_not_known(browse: Browse, victor: Any, nordphone: Organization) -> None:
    account = make_connection(nordphone)
    with scope(organization=nordphone):
        for login, registered in (("a", True), ("b", False), ("c", None)):
            Device.objects.create(
                organization=nordphone,
                connection=account,
                remote_id=login,
                login=login,
                registered=registered,
                **MIRRORED,
            )
    page = browse(victor, nordphone)
    assert "Unknown" in page.get("/routing/devices/").content.decode()
    only_off = page.get("/routing/devices/", {"registered": "0"})
    assert [row.object.login for row in only_off.context["table"].rows] == ["b"]


def test_the_page_of_a_group_whose_members_look_like_a_list_can_be_opened(
    browse: Browse, victor: Any, nordphone: Organization
) -> None:
    account = make_connection(nordphone)
    group = make_object(account, "ring_group", "7", "Réception", settings={"members": "[account:1,20"})
    page = browse(victor, nordphone).get(f"/routing/{group.pk}/")
    assert page.status_code == 200
    assert "[account:1" in page.content.decode()
