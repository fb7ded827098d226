"""Peers of a VoiceMeUp account: get_peers, update_peer. They are made and removed in the service's own portal only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers import errors
from providers.values.devices import Device, Pop, Registration
from providers.values.routing import ObjectForm
from providers.voicemeup import faults, messages, saving, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.envelope import Row
from providers.wire.redact import without_secrets

_REGISTERED: Mapping[str, bool] = {
    "registered": True,
    "online": True,
    "ok": True,
    "reachable": True,
    "1": True,
    "unregistered": False,
    "not_registered": False,
    "offline": False,
    "unreachable": False,
    "0": False,
}


class VoicemeupDevices:
    """The `Devices` port."""

    form = ObjectForm(update="update_peer", key="client_peer_id")

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_devices(self) -> Iterator[Device]:
        return self._client.read("get_peers", device_from)

    def registration(self, login: str) -> Registration:
        """From the record's registration_status, whose place is inferred: None where the service does not tell it."""
        for row in self._client.rows("get_peers"):
            if device_from(row).login == login:
                return registration_from(row)
        raise faults.error(errors.NotFound, messages.NOT_THERE, operation="get_peers", field="username")

    def list_pops(self) -> Iterator[Pop]:
        raise faults.unsupported("list_pops")

    def save_device(self, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        return saving.save(self._client, self.form, "get_peers", settings, remote_id)

    def delete_device(self, remote_id: str) -> None:
        raise faults.unsupported("delete_device")


def device_from(row: Row) -> Device:
    remote_id = scalars.text(row.get("client_peer_id"))
    if not remote_id:
        raise scalars.WrongShape("a peer without its id")
    host_type = scalars.text(row.get("host_type"))
    return Device(
        remote_id=remote_id,
        login=scalars.first(row, "username", "auth_username", "client_peer_id"),
        description=scalars.text(row.get("friendly_name")),
        protocol=scalars.text(row.get("type")),
        caller_id=scalars.text(row.get("callerid_number")),
        details={
            "main": False,
            "host_type": host_type,
            "host": scalars.text(row.get("host")) if host_type == "static" else "",
            "caller_name": scalars.text(row.get("callerid_name")),
            "caller_id_mode": scalars.text(row.get("callerid_mode")),
            "codecs": list(scalars.pieces(row.get("codecs"))),
            "dtmf_mode": scalars.text(row.get("dtmf_mode")),
            "recording": scalars.flag(row.get("enable_recording")),
            "mailbox": scalars.text(row.get("client_mailbox_id")),
            "enabled": scalars.flag(row.get("status")),
        },
        settings=saving.settings_of(row, "update_peer"),
        raw=without_secrets(row),
    )


def registration_from(row: Row) -> Registration:
    said = scalars.text(row.get("registration_status")).lower()
    return Registration(
        login=device_from(row).login,
        registered=_REGISTERED.get(said),
        address=scalars.text(row.get("host")),
    )
