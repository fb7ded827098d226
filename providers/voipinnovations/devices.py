"""Port Devices: endpoint groups are the trunks. They are static addresses: nothing registers, and the API makes none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers.values.devices import Device, Pop, Registration
from providers.values.routing import ObjectForm
from providers.voipinnovations import faults, scalars
from providers.voipinnovations.client import Client
from providers.voipinnovations.scalars import Row


class VoipinnovationsDevices:
    form = ObjectForm()

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_devices(self) -> Iterator[Device]:
        rows = self._client.listed("AuditEndpointGroups", "EndpointGroups", "EndpointGroup")
        return self._client.values("AuditEndpointGroups", rows, trunk_from)

    def registration(self, login: str) -> Registration:
        raise faults.unsupported("registration")

    def list_pops(self) -> Iterator[Pop]:
        raise faults.unsupported("list_pops")

    def save_device(self, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        raise faults.unsupported("save_device")

    def delete_device(self, remote_id: str) -> None:
        raise faults.unsupported("delete_device")


def trunk_from(row: Row) -> Device:
    remote_id = scalars.text(row.get("ID"))
    if not remote_id:
        raise scalars.WrongShape("an endpoint group without its id")
    return Device(
        remote_id=remote_id,
        login=scalars.text(row.get("Name")) or remote_id,
        description=", ".join(scalars.texts(row, "Endpoints")),
        protocol="SIP trunk",
        details={
            "main": False,
            "active": scalars.flag(row.get("Active")),
            "addresses": scalars.texts(row, "Endpoints"),
            "rate_deck": scalars.text(row.get("RateDeck")),
        },
    )
