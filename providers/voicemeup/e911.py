"""Emergency addresses at VoiceMeUp: get_e911, validate_e911, update_e911, delete_e911."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers import errors
from providers.values.e911 import (
    AddressValidation,
    AddressVerdict,
    CivicAddress,
    EmergencyAddress,
    EmergencyState,
)
from providers.values.phone import PhoneNumber
from providers.voicemeup import faults, messages, places, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.envelope import Envelope, Row
from providers.wire.redact import without_secrets

# The service's spelling of a unit is English; one word is its own.
_UNITS: Mapping[str, str] = {"hangar": "hanger"}
_ADDRESS = frozenset(
    ["civic_number", "street", "city", "state_code", "state_id", "country_code", "country_id", "postal_code", "address_type",
     "address_type_number", ""]
)  # fmt: skip
_STATES: Mapping[str, EmergencyState] = {
    "": EmergencyState.ACTIVE,  # a location that is listed, and nothing said against it
    "active": EmergencyState.ACTIVE,
    "enabled": EmergencyState.ACTIVE,
    "provisioned": EmergencyState.ACTIVE,
    "pending": EmergencyState.PENDING,
    "processing": EmergencyState.PENDING,
    "failed": EmergencyState.FAILED,
    "rejected": EmergencyState.FAILED,
}


class VoicemeupE911:
    """The `E911` port."""

    countries = frozenset({"CA", "US"})

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_addresses(self) -> Iterator[EmergencyAddress]:
        return self._client.read("get_e911", emergency_from)

    def get_address(self, number: PhoneNumber) -> EmergencyAddress:
        try:
            rows = self._client.ask("get_e911", phone_number=number).records
        except errors.NotFound as problem:
            if problem.code != "no_e911_endpoint_found":
                raise
            rows = ()
        for found in self._client.values("get_e911", list(rows), emergency_from):
            if found.number == number:
                return found
        return EmergencyAddress(number=number, state=EmergencyState.NONE)

    def validate(self, number: PhoneNumber, address: CivicAddress) -> AddressValidation:
        """A refusal of the address is a verdict; what is wrong with the number or the account is an error."""
        try:
            answer = self._client.ask("validate_e911", phone_number=number, **params_from(address))
        except errors.Invalid as problem:
            if not problem.code or problem.field not in _ADDRESS:  # not even sent, or not about the address
                raise
            said = (problem.said or problem.public_message,)
            return AddressValidation(verdict=AddressVerdict.INVALID, messages=said)
        told = tuple(message.text for message in answer.messages if message.text)
        if answer.success:
            return AddressValidation(verdict=AddressVerdict.VALID, corrected=address, messages=told)
        return AddressValidation(
            verdict=AddressVerdict.ALTERNATES, alternates=tuple(_alternates(answer, address)), messages=told
        )

    def provision(self, number: PhoneNumber, address: CivicAddress) -> EmergencyAddress:
        """Notices of the service are the `messages` of what comes back. PENDING: `get_address` tells when it is in force."""
        first, last = names(address.name)
        params = params_from(address)
        if address.language and address.country == "CA":
            params["language"] = address.language  # of the location; without it the account's preference holds
        answer = self._client.ask("update_e911", phone_number=number, first_name=first, last_name=last, **params)
        if not answer.success:
            raise _choose(answer, address)
        row: Row = next(iter(answer.records), {})
        state = _state(row) if row.get("status") else EmergencyState.PENDING
        return EmergencyAddress(
            number=number,
            state=state,
            address=address,
            remote_id=scalars.text(row.get("client_endpoint_id")),
            messages=tuple(message.text for message in answer.messages if message.text),
            raw=without_secrets(row),
        )

    def remove(self, number: PhoneNumber) -> None:
        self._client.do("delete_e911", phone_number=number)

    def alerts(self, number: PhoneNumber) -> tuple[str, ...]:
        raise faults.unsupported("alerts")

    def set_alerts(self, number: PhoneNumber, emails: object) -> None:
        raise faults.unsupported("set_alerts")


def params_from(address: CivicAddress) -> dict[str, str]:
    """The parameters that validate_e911 and update_e911 share."""
    unit_type = address.unit_type.strip().lower()
    params = {
        "civic_number": address.street_number,
        "street": address.street,
        "city": address.city,
        "state_code": address.region,
        "country_code": address.country,
        "postal_code": address.postal_code,
    }
    if unit_type or address.unit:
        params["address_type"] = _UNITS.get(unit_type, unit_type) or "unit"
        params["address_type_number"] = address.unit
    return {name: value for name, value in params.items() if value}


def names(name: str) -> tuple[str, str]:
    """First and last name, both of which the service wants: the last word is the last name, a single word is both."""
    words = name.split()
    if not words:
        raise faults.error(errors.Invalid, messages.NAME_NEEDED, operation="update_e911", field="first_name")
    return " ".join(words[:-1]) or words[0], words[-1]


def address_from(row: Row, like: CivicAddress | None = None) -> CivicAddress:
    """A civic address of the service. `like`: what it is an alternate of; who is there is taken from it."""
    unit_type = scalars.text(row.get("address_type")).lower()
    name = " ".join(filter(None, (scalars.text(row.get("first_name")), scalars.text(row.get("last_name")))))
    return CivicAddress(
        street_number=scalars.text(row.get("civic_number")),
        street=scalars.text(row.get("street")),
        city=scalars.text(row.get("city")),
        region=places.region_code(scalars.first(row, "state_code", "state")),
        postal_code=scalars.text(row.get("postal_code")),
        country=places.country_code(scalars.first(row, "country_code", "country")) or (like.country if like else ""),
        name=name or (like.name if like else ""),
        unit_type=unit_type or (like.unit_type if like else ""),
        unit=scalars.text(row.get("address_type_number")) or (like.unit if like else ""),
        location=like.location if like else "",
        language=scalars.text(row.get("language")) or (like.language if like else ""),
    )


def emergency_from(row: Row) -> EmergencyAddress:
    number = scalars.phone(row.get("phone_number"))
    if number is None:
        raise scalars.WrongShape("a location without its number")
    return EmergencyAddress(
        number=number,
        state=_state(row),
        address=address_from(row),
        remote_id=scalars.text(row.get("client_endpoint_id")),
        raw=without_secrets(row),
    )


def _state(row: Row) -> EmergencyState:
    return _STATES.get(scalars.text(row.get("status")).lower(), EmergencyState.UNKNOWN)


def _alternates(answer: Envelope, asked: CivicAddress) -> Iterator[CivicAddress]:
    for row in answer.records:
        yield address_from(row, asked)


def _choose(answer: Envelope, asked: CivicAddress) -> errors.ProviderError:
    lines = [
        f"{each.street_number} {each.street}, {each.city} {each.region} {each.postal_code}"
        for each in _alternates(answer, asked)
    ]
    return faults.error(
        errors.Invalid,
        messages.ALTERNATES,
        operation="update_e911",
        code="alternate_address_provided",
        field="street",
        values={"alternates": "; ".join(lines)},
    )
