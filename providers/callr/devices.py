"""SIP subscribers. The method names are inferred from the documented objects (NOTES.md, "Guesses")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from providers.callr import faults, forms, scalars
from providers.callr.client import Client
from providers.values.devices import Device, Pop, Registration
from providers.values.routing import ObjectForm

FORM = ObjectForm(
    create="sip/subscriber.create", update="sip/subscriber.edit", delete="sip/subscriber.delete", key="id"
)
_PROPERTIES = ("cli", "codecs", "privacy", "ring_timeout", "srtp", "username")


class CallrDevices:
    """The `Devices` port. No method tells whether a subscriber is registered, nor where the servers are."""

    form = FORM

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_devices(self) -> Iterator[Device]:
        return self._client.values(
            "sip/subscriber.search", self._client.hits("sip/subscriber.search"), self._device_from
        )

    def registration(self, login: str) -> Registration:
        raise faults.unsupported("devices.registration")

    def list_pops(self) -> Iterator[Pop]:
        raise faults.unsupported("devices.pops")

    def save_device(self, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        """`properties` (SIP.Subscriber.Properties) and `options` (its voicemail). CALLR gives the password itself."""
        if remote_id:
            row = self._client.one("sip/subscriber.get", scalars.row, id=remote_id)
            forms.change(self._client, FORM, remote_id, settings, _as_parameters(row))
            return remote_id
        answer = forms.create(self._client, FORM, {name: value for name, value in settings.items() if name != FORM.key})
        found = answer.get("id") if isinstance(answer, dict) else None
        told = scalars.whole(found) if isinstance(found, (int, str)) else None
        if told is None:
            raise self._client.unreadable(FORM.create, "created, but its id was not told", answer)
        return str(told)

    def delete_device(self, remote_id: str) -> None:
        self._client.confirmed(FORM.delete, id=remote_id)

    def _device_from(self, item: object) -> Device:
        row = scalars.row(item)
        remote_id = scalars.whole(row.get("id"))
        if remote_id is None:
            raise scalars.WrongShape("a SIP subscriber without its id")
        vms = row.get("vms")
        return Device(
            remote_id=str(remote_id),
            login=scalars.text(row.get("username")),
            protocol="SIP",
            caller_id=scalars.text(row.get("cli")),
            details={
                "main": False,
                "domain": scalars.text(row.get("domain")),
                "codecs": [scalars.text(codec) for codec in scalars.rows(row.get("codecs"))],
                "privacy": scalars.text(row.get("privacy")),
                "ring_seconds": scalars.whole(row.get("ring_timeout")),
                "srtp": scalars.flag(row.get("srtp")),
                "voicemail": scalars.flag(vms.get("active")) if isinstance(vms, dict) else None,
            },
            settings=forms.shown(self._client.catalog, FORM.update, _as_parameters(row)),
            raw=scalars.kept(row),
        )


def _as_parameters(row: Mapping[str, Any]) -> dict[str, Any]:
    """A subscriber as the parameters of `sip/subscriber.edit`."""
    properties = {name: row[name] for name in _PROPERTIES if row.get(name) is not None}
    return {"properties": properties, "options": {"vms": row["vms"]} if isinstance(row.get("vms"), dict) else None}
