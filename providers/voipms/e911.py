"""Emergency addresses: fact sheet, section 12 (e911). Validation has no alternates here: it takes an address or refuses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from providers import errors
from providers.values.e911 import (
    AddressValidation,
    AddressVerdict,
    CivicAddress,
    EmergencyAddress,
    EmergencyState,
)
from providers.values.phone import PhoneNumber
from providers.voipms import dids, faults, scalars
from providers.voipms.client import Client
from providers.wire.redact import without_secrets

# Statuses of e911Info that tell the state of an address instead of an error
_STATES: Mapping[str, EmergencyState] = {
    "e911_disabled": EmergencyState.NONE,
    "e911_pending": EmergencyState.PENDING,
}
_ON_FILE = frozenset({EmergencyState.ACTIVE, EmergencyState.PENDING})
_LANGUAGES: Mapping[str, str] = {"en": "EN", "fr": "FR"}


class VoipmsE911:
    """The `E911` port. Each request carries a contact address: that of the login, or the one on file."""

    countries = frozenset({"US", "CA"})

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_addresses(self) -> Iterator[EmergencyAddress]:
        """One call for each number that has 911 service."""
        for did in self._client.read("getDIDsInfo", dids.did_from):
            found = self.get_address(did.number) if did.e911 is not False else None
            if found is not None and found.state is not EmergencyState.NONE:
                yield found

    def get_address(self, number: PhoneNumber) -> EmergencyAddress:
        try:
            return self._client.one("e911Info", lambda answer: self._address(number, answer), did=number)
        except errors.ProviderError as problem:
            if problem.code not in _STATES:
                raise
            messages = (problem.said,) if problem.said else ()
            return EmergencyAddress(number=number, state=_STATES[problem.code], messages=messages)

    def validate(self, number: PhoneNumber, address: CivicAddress) -> AddressValidation:
        try:
            answer = self._client.call("e911Validate", did=number, **self._fields(address, self._client.username))
        except (errors.Invalid, errors.Refused, errors.Unavailable) as problem:
            verdict = _verdict(problem)
            if verdict is None:
                raise
            return AddressValidation(verdict=verdict, messages=(problem.said or problem.public_message,))
        said = scalars.told(answer.get("description"))
        return AddressValidation(
            verdict=AddressVerdict.VALID, messages=(said,) if said else (), raw=without_secrets(answer)
        )

    def provision(self, number: PhoneNumber, address: CivicAddress) -> EmergencyAddress:
        """e911Update where an address is on file, else e911Provision; an address that does not validate is not sent there.

        PENDING until `get_address` says more.
        """
        before = self.get_address(number)
        fields = self._fields(address, scalars.told(before.raw.get("email")) or self._client.username)
        self._client.call("e911Validate", did=number, **fields)
        self._client.call("e911Update" if before.state in _ON_FILE else "e911Provision", did=number, **fields)
        return EmergencyAddress(number=number, state=EmergencyState.PENDING, address=address)

    def remove(self, number: PhoneNumber) -> None:
        self._client.call("e911Cancel", did=number)

    def alerts(self, number: PhoneNumber) -> tuple[str, ...]:
        raise faults.unsupported("alerts")

    def set_alerts(self, number: PhoneNumber, emails: Sequence[str]) -> None:
        raise faults.unsupported("set_alerts")

    def _address(self, number: PhoneNumber, answer: Mapping[str, Any]) -> EmergencyAddress:
        """What the number inside `info` means is only inferred: it is among the catalogue's options."""
        info = scalars.row(answer.get("info"))
        word = self._client.catalog.options.get(f"e911_status_{scalars.text(info.get('status'))}", "unknown")
        state = EmergencyState(word)
        address = address_from(info) if scalars.text(info.get("street_name")) else None
        return EmergencyAddress(number=number, state=state, address=address, raw=without_secrets(info))

    def _fields(self, address: CivicAddress, email: str) -> dict[str, str]:
        return {
            "full_name": address.name,
            "street_number": address.street_number,
            "street_name": address.street,
            "address_type": address.unit_type.capitalize(),
            "address_number": address.unit,
            "city": address.city,
            "state": address.region,
            "country": address.country,
            "zip_code": address.postal_code,
            "language": _LANGUAGES.get(address.language, "EN"),
            "other_info": address.location,
            "email": email,
        }


def address_from(info: Mapping[str, Any]) -> CivicAddress:
    return CivicAddress(
        name=scalars.text(info.get("full_name")),
        street_number=scalars.text(info.get("street_number")),
        street=scalars.text(info.get("street_name")),
        unit_type=scalars.text(info.get("address_type")).lower(),
        unit=scalars.text(info.get("address_number")),
        city=scalars.text(info.get("city")),
        region=scalars.text(info.get("state")),
        postal_code=scalars.text(info.get("zip_code", info.get("zip"))),
        country=scalars.text(info.get("country")),
        language=scalars.text(info.get("language")).lower(),
        location=scalars.text(info.get("other_info")),
    )


def _verdict(problem: errors.ProviderError) -> AddressVerdict | None:
    """What a refusal says of the address; None when it is about something else. Refusals of our own have no code."""
    if problem.code == "unavailable_info":
        return AddressVerdict.UNKNOWN
    if not problem.code or isinstance(problem, (errors.NotFound, errors.AlreadyTaken, errors.Unavailable)):
        return None
    return AddressVerdict.INVALID
