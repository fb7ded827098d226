"""SIP logins, their registration, and the service's points of presence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from providers.values.devices import Device, Pop, Registration
from providers.values.routing import ObjectForm
from providers.voipms import scalars
from providers.voipms.client import Client
from providers.voipms.forms import Written
from providers.wire.redact import without_secrets

_PROTOCOLS: Mapping[str, str] = {"1": "SIP", "3": "IAX2"}
_AUTHENTICATION: Mapping[str, str] = {"1": "password", "2": "static_ip"}


_WRITTEN = Written(
    form=ObjectForm(create="createSubAccount", update="setSubAccount", delete="delSubAccount", key="id"),
    listing="getSubAccounts",
    id_field="id",
    told_as="id",
)


class VoipmsDevices:
    """The `Devices` port: the main account first, then the sub accounts. Only sub accounts can be changed."""

    form = _WRITTEN.form

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_devices(self) -> Iterator[Device]:
        items = self._client.items("getSubAccounts")
        login = self._main_login([item for item in items if isinstance(item, dict)])
        if login:
            yield Device(remote_id=login, login=login, protocol="SIP", details={"main": True})
        yield from self._client.values("getSubAccounts", items, lambda item: self._device(scalars.row(item)))

    def _device(self, row: dict[str, Any]) -> Device:
        return replace(device_from(row), settings=_WRITTEN.settings(self._client, row))

    def save_device(self, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        return _WRITTEN.save(self._client, settings, remote_id)

    def delete_device(self, remote_id: str) -> None:
        """Refused as `AlreadyTaken` while numbers lead to it."""
        _WRITTEN.delete(self._client, remote_id)

    def _main_login(self, sub_accounts: list[dict[str, Any]]) -> str:
        """The login of the main account, empty when it cannot be told: no method names it.

        Sub accounts are called MAIN_suffix. Without any, getCallAccounts may list it: it is the one of digits only.
        """
        prefixes = (scalars.told(row.get("account")).partition("_")[0] for row in sub_accounts)
        login = next(filter(str.isdigit, prefixes), "")
        if login or sub_accounts:
            return login
        found = self._client.read("getCallAccounts", lambda row: scalars.text(row.get("value")))
        return next(filter(str.isdigit, found), "")

    def registration(self, login: str) -> Registration:
        """Asked for each login on its own, so ask sparingly. Of several registrations the first is told."""
        answer = self._client.call("getRegistrationStatus", account=login)
        try:
            return registration_from(login, answer)
        except scalars.WrongShape as problem:
            raise self._client.unreadable("getRegistrationStatus", str(problem), answer) from None

    def list_pops(self) -> Iterator[Pop]:
        return self._client.read("getServersInfo", pop_from)


def device_from(row: Mapping[str, Any]) -> Device:
    """A row of getSubAccounts. Its password comes in clear and is not taken over."""
    login = scalars.text(row.get("account"))
    remote_id = scalars.text(row.get("id"))
    if not login or not remote_id:
        raise scalars.WrongShape("a sub account without id or login")
    caller_id = scalars.phone(row.get("callerid_number"))
    return Device(
        remote_id=remote_id,
        login=login,
        description=scalars.text(row.get("description")),
        protocol=_PROTOCOLS.get(scalars.text(row.get("protocol")), ""),
        caller_id=caller_id.e164 if caller_id else "",
        details={name: value for name, value in _details(row).items() if value not in ("", None, [])},
        raw=without_secrets(row),
    )


def _details(row: Mapping[str, Any]) -> dict[str, Any]:
    e911 = scalars.phone(row.get("default_e911"))
    return {
        "main": False,
        "authentication": _AUTHENTICATION.get(scalars.text(row.get("auth_type")), ""),
        "ip": scalars.text(row.get("ip")),
        "codecs": scalars.pieces(row.get("allowed_codecs")),
        "dtmf_mode": scalars.text(row.get("dtmf_mode")),
        "nat": scalars.text(row.get("nat")),
        "encrypted": scalars.flag(row.get("sip_traffic")),
        "international_calls": _negated(scalars.flag(row.get("lock_international"))),
        "record_calls": scalars.flag(row.get("record_calls")),
        "extension": scalars.id_or_none(row.get("internal_extension")),
        "voicemail": scalars.id_or_none(row.get("internal_voicemail")),
        "music_on_hold": scalars.text(row.get("music_on_hold")),
        "language": scalars.text(row.get("language")),
        "e911_number": e911.e164 if e911 else "",
        "remote_client": scalars.id_or_none(row.get("reseller_client")),
    }


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def registration_from(login: str, answer: Mapping[str, Any]) -> Registration:
    """An answer of getRegistrationStatus. Without a registration its list is absent or empty."""
    row = next(iter(scalars.rows(answer.get("registrations"))), {})
    return Registration(
        login=login,
        registered=scalars.flag(answer.get("registered")),
        pop=scalars.text(row.get("server_pop")),
        server=scalars.text(row.get("server_hostname")),
        address=scalars.text(row.get("register_ip")),
        next_at=scalars.moment(row.get("register_next")),
    )


def pop_from(row: Mapping[str, Any]) -> Pop:
    remote_id = scalars.text(row.get("server_pop"))
    if not remote_id:
        raise scalars.WrongShape("a server without its number")
    return Pop(
        remote_id=remote_id,
        name=scalars.text(row.get("server_name")),
        hostname=scalars.text(row.get("server_hostname")),
        country=_COUNTRIES.get(
            scalars.text(row.get("server_country")).lower(), scalars.text(row.get("server_country"))
        ),
        recommended=scalars.flag(row.get("server_recommended")),
    )


# Server countries come as names; values carry ISO 3166 alpha-2. A name that is not here is passed on as it is.
_COUNTRIES: Mapping[str, str] = {
    "usa": "US",
    "united states": "US",
    "canada": "CA",
    "uk": "GB",
    "united kingdom": "GB",
    "france": "FR",
    "germany": "DE",
    "netherlands": "NL",
    "spain": "ES",
    "italy": "IT",
    "mexico": "MX",
    "brazil": "BR",
    "australia": "AU",
    "japan": "JP",
    "singapore": "SG",
}
