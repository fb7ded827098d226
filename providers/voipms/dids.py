"""Numbers of a VoIP.ms account: getDIDsInfo, and their settings: setDIDInfo, the narrow setters, setSMS."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from providers import errors
from providers.values.dids import Did, DidChanges, SettingRule
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route
from providers.voipms import faults, messages, scalars
from providers.voipms.client import Client
from providers.wire.redact import without_secrets

_BILLING: Mapping[int | None, str] = {1: "per_minute", 2: "flat"}
_BILLING_CODES: Mapping[str, str] = {"per_minute": "1", "flat": "2"}
# Fields of `DidChanges` and the parameters of setDIDInfo; a change of one alone goes through the narrow setter, where it has one
_PARAMS: Mapping[str, str] = {
    "cnam_lookup": "cnam",
    "caller_id_prefix": "callerid_prefix",
    "recording": "record_calls",
    "ring_seconds": "dialtime",
    "pop": "pop",
    "billing": "billing_type",
    "voicemail": "voicemail",
    "note": "note",
}
_NARROW: Mapping[str, str] = {
    "routing": "setDIDRouting",
    "pop": "setDIDPOP",
    "billing_type": "setDIDBillingType",
    "voicemail": "setDIDVoicemail",
}
# Where copies of received messages go: the field of `DidChanges`, its switch and its address among the parameters of setSMS
_SMS_COPIES = (
    ("sms_email", "email_enabled", "email_address"),
    ("sms_forward", "sms_forward_enable", "sms_forward"),
)
# Parameters of setSMS that getDIDsInfo spells in another way
_SMS_READ_AS: Mapping[str, str] = {
    "enable": "sms_enabled",
    "email_enabled": "sms_email_enabled",
    "email_address": "sms_email",
    "sms_forward_enable": "sms_forward_enabled",
    "url_callback_enable": "sms_url_callback_enabled",
    "url_callback": "sms_url_callback",
    "url_callback_retry": "sms_url_callback_retry",
    "webhook_enable": "webhook_enabled",
}
SETTINGS: Mapping[str, SettingRule] = {
    "cnam_lookup": SettingRule(),
    "caller_id_prefix": SettingRule(longest=19),
    "sms_enabled": SettingRule(limit=messages.LIMIT_SMS_SETTING),
    "sms_email": SettingRule(kind="email", longest=100),
    "sms_forward": SettingRule(kind="phone"),
    "recording": SettingRule(),
    "ring_seconds": SettingRule(least=1, most=300, clears=False),
    "pop": SettingRule(longest=20, clears=False),
    "billing": SettingRule(choices=("per_minute", "flat")),
    "voicemail": SettingRule(longest=20),
    "note": SettingRule(longest=49),
}
# The provinces and states that end a description such as "MONTREAL, QC"
_REGIONS: Mapping[str, str] = {
    "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
    "US": "AL AK AZ AR CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR "
    "PA PR RI SC SD TN TX UT VA VT WA WI WV WY",
}
_COUNTRY_OF = {region: country for country, regions in _REGIONS.items() for region in regions.split()}


class VoipmsDids:
    """The `Dids` port."""

    settable = frozenset(SETTINGS)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_owned(self) -> Iterator[Did]:
        """All numbers in one request: the service has no pages here."""
        yield from self._client.read("getDIDsInfo", did_from)

    def get(self, number: PhoneNumber, *, only: Collection[str] | None = None) -> Did:  # one call tells all
        (found,) = self._client.values("getDIDsInfo", [record(self._client, number)], did_from)
        return found

    def update(self, number: PhoneNumber, changes: DidChanges) -> None:
        """SMS has a call of its own; everything else that differs goes in one. Nothing is sent where nothing differs."""
        wanted = {name: getattr(changes, name) for name in changes.__dataclass_fields__}
        wanted = {name: value for name, value in wanted.items() if value is not None}
        for name in wanted.keys() - self.settable:
            raise faults.error(errors.Unsupported, messages.NOT_OFFERED, operation="update", code=name)
        current = record(self._client, number)
        sms = _sms_params(wanted)
        if "billing" in wanted:
            wanted["billing"] = _billing_code(wanted["billing"])
        if wanted.get("voicemail") == "":
            wanted["voicemail"] = "0"  # their word for none
        save(self._client, number, current, {_PARAMS[name]: value for name, value in wanted.items()})
        if sms:
            save_sms(self._client, number, current, sms)


def _sms_params(wanted: dict[str, Any]) -> dict[str, Any]:
    """Take what setSMS sets out of the wanted settings, as its parameters. A destination that is taken away keeps its address."""
    params: dict[str, Any] = {}
    if "sms_enabled" in wanted:
        params["enable"] = wanted.pop("sms_enabled")
    for name, switch, address in _SMS_COPIES:
        if name in wanted:
            given = wanted.pop(name)
            params |= {switch: bool(given)} | ({address: _copy_to(name, given)} if given else {})
    return params


def _copy_to(name: str, given: str) -> object:
    return PhoneNumber(given) if name == "sms_forward" else given


def save(client: Client, number: PhoneNumber, current: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Change these parameters of setDIDInfo and no others: the narrow setter where one will do, else the whole record.

    setDIDInfo replaces the record, fields that are not sent fall to defaults; so each field goes back as it was read.
    """
    changed = {name: value for name, value in wanted.items() if not _same(name, value, current.get(name))}
    narrow = _NARROW.get(*changed) if len(changed) == 1 else None
    if narrow is not None:
        client.call(narrow, did=number, **changed)
    elif changed:
        client.call("setDIDInfo", **{**_as_read(client, "setDIDInfo", current), **changed, "did": number})


def save_sms(client: Client, number: PhoneNumber, current: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Change these parameters of setSMS and no others; it replaces its part of the record too."""
    before = _as_read(client, "setSMS", current, _SMS_READ_AS)
    if any(not _same(name, value, before.get(name)) for name, value in wanted.items()):
        client.call("setSMS", **{**before, "enable": before.get("enable", False), **wanted, "did": number})


def _as_read(
    client: Client, method: str, current: Mapping[str, Any], spelled: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """What a setter takes of a record from getDIDsInfo. Null was empty before; so was the sentinel -1 of a forward."""
    found = {param.name: spelled.get(param.name, param.name) for param in client.catalog.methods[method].params}
    return {
        name: ""
        if current[read] is None or (name == "sms_forward" and scalars.text(current[read]) == "-1")
        else current[read]
        for name, read in found.items()
        if read in current and name != "did"
    }


def _same(name: str, wanted: object, current: object) -> bool:
    if isinstance(wanted, Route):
        return wanted == scalars.route(current)
    if isinstance(wanted, bool):
        return wanted is scalars.flag(current)
    if isinstance(wanted, PhoneNumber):
        return wanted == scalars.phone(current)
    if name == "voicemail":
        return scalars.id_or_none(wanted) == scalars.id_or_none(current)
    return scalars.text(wanted) == scalars.text(current)


def _billing_code(word: str) -> str:
    if word in _BILLING_CODES:
        return _BILLING_CODES[word]
    raise faults.error(
        errors.Invalid,
        messages.NOT_SENT_INVALID,
        operation="update",
        field="billing_type",
        values={"reason": "it must be per_minute or flat"},
    )


def record(client: Client, number: PhoneNumber) -> dict[str, Any]:
    """The service's whole record of one number; `NotFound` when the account does not hold it."""
    wanted = scalars.digits(number)
    for found, row in client.read("getDIDsInfo", lambda row: (scalars.phone(row.get("did")), row), did=number):
        if found == number:
            return row
    raise faults.error(
        errors.NotFound, messages.NUMBER_NOT_THERE, operation="getDIDsInfo", code="no_did", values={"number": wanted}
    )


def did_from(row: Mapping[str, Any]) -> Did:
    """A row of getDIDsInfo as a value. `monthly` stays None: the service tells what a reseller charges, not what it costs."""
    number = scalars.phone(row.get("did"))
    if number is None:
        raise scalars.WrongShape("a number that is none")
    description = scalars.text(row.get("description"))
    country, region = _place(description)
    return Did(
        number=number,
        description=description,
        country=country,
        region=region,
        route=scalars.route(row.get("routing")),
        failovers=Failovers(
            busy=scalars.route(row["failover_busy"]) if "failover_busy" in row else None,
            unreachable=scalars.route(row["failover_unreachable"]) if "failover_unreachable" in row else None,
            no_answer=scalars.route(row["failover_noanswer"]) if "failover_noanswer" in row else None,
        ),
        voicemail=scalars.id_or_none(row.get("voicemail")),
        pop=scalars.text(row.get("pop")),
        ring_seconds=scalars.whole(row.get("dialtime")),
        cnam_lookup=scalars.flag(row.get("cnam")),
        e911=scalars.flag(row.get("e911")),
        sms_available=scalars.flag(row.get("sms_available")),
        sms_enabled=scalars.flag(row.get("sms_enabled")),
        mms_available=scalars.flag(row.get("mms_available")),
        recording=scalars.flag(row.get("record_calls")),
        caller_id_prefix=scalars.text(row.get("callerid_prefix")),
        note=scalars.text(row.get("note")),
        billing=_BILLING.get(scalars.whole(row.get("billing_type")), ""),
        next_billing=scalars.day(row.get("next_billing")),
        ordered_at=scalars.moment(row.get("order_date")),
        remote_client=scalars.id_or_none(row.get("reseller_account")),
        more=_copies(row),
        raw=without_secrets(row),
    )


def _copies(row: Mapping[str, Any]) -> dict[str, bool | int | str]:
    """Where copies of received messages go; empty for nowhere, absent where the service does not tell."""
    found: dict[str, bool | int | str] = {}
    if "sms_email_enabled" in row:
        found["sms_email"] = scalars.text(row.get("sms_email")) if scalars.flag(row["sms_email_enabled"]) else ""
    if "sms_forward_enabled" in row:
        number = scalars.phone(row.get("sms_forward")) if scalars.flag(row["sms_forward_enabled"]) else None
        found["sms_forward"] = number.e164 if number else ""
    return found


def _place(description: str) -> tuple[str, str]:
    """(country, region) from "MONTREAL, QC"; empty where the description names no province or state."""
    region = description.rpartition(",")[2].strip().upper()
    country = _COUNTRY_OF.get(region, "")
    return country, region if country else ""
