"""Port E911: validate911, insert911, update911, query911, audit911, remove911 and the alerts.

Two truths exist: DID911 is the carrier's copy, VILocation the emergency provider's (fact sheet §5.3). A number counts as
active only when no copy says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from providers import errors
from providers.values.e911 import AddressValidation, AddressVerdict, CivicAddress, EmergencyAddress, EmergencyState
from providers.values.phone import PhoneNumber
from providers.voipinnovations import faults, messages, scalars
from providers.voipinnovations.client import Client
from providers.voipinnovations.scalars import CARRIER_ZONE, Row

STATES = {
    "PROVISIONED": EmergencyState.ACTIVE,
    "VERIFIED": EmergencyState.ACTIVE,
    "GEOCODED": EmergencyState.PENDING,
    "UNVERIFIED": EmergencyState.PENDING,
    "INVALID": EmergencyState.FAILED,
}
NO_LOCATION = "206200"
MOST_ALERTS = 10  # code 943
DONE = frozenset({faults.SUCCESS, 205100, 205200})  # done; removed; nothing there to remove (§4, Status911)
# The worst of the copies is what counts.
_GRAVITY = (
    EmergencyState.FAILED,
    EmergencyState.UNKNOWN,
    EmergencyState.PENDING,
    EmergencyState.ACTIVE,
    EmergencyState.NONE,
)
NUMBER_THEN_STREET = re.compile(r"^(\d\S*)\s+(.+)$")


class VoipinnovationsE911:
    countries = frozenset({"US"})

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_addresses(self) -> Iterator[EmergencyAddress]:
        return self._client.read("audit911", "DID911", carrier_copy)

    def get_address(self, number: PhoneNumber) -> EmergencyAddress:
        try:
            answer = self._client.call("query911", did=_tn(number))
        except errors.NotFound as problem:
            if problem.code == "909":
                raise
            return EmergencyAddress(number=number, state=EmergencyState.NONE)
        copies = self._copies(number, answer)
        if not copies:
            return EmergencyAddress(number=number, state=EmergencyState.NONE)
        state = min((copy.state for copy in copies), key=_GRAVITY.index)
        return replace(copies[0], state=state)

    def validate(self, number: PhoneNumber, address: CivicAddress) -> AddressValidation:
        """101 says "not usable" here; locations that come with it are suggestions."""
        answer = self._client.call("validate911", **_fields(address))
        found = [
            address_of(row, address.name) for row in scalars.rows(answer, "VILocations", "VILocation") if _is_one(row)
        ]
        said = tuple(
            text
            for row in scalars.rows(answer, "Statuses", "Status911")
            if (text := scalars.text(row.get("description")))
        )
        if answer["responseCode"] == faults.SUCCESS:
            return AddressValidation(
                verdict=AddressVerdict.VALID, corrected=found[0] if found else None, messages=said, raw={}
            )
        verdict = AddressVerdict.ALTERNATES if found else AddressVerdict.INVALID
        return AddressValidation(verdict=verdict, alternates=tuple(found), messages=said)

    def provision(self, number: PhoneNumber, address: CivicAddress) -> EmergencyAddress:
        """Validated first: an update that is refused takes the live address away. The state is as looked up afterwards."""
        if not self.validate(number, address).valid:
            raise faults.error(errors.Invalid, messages.ADDRESS_REFUSED, operation="validate911", field="street")
        there = self.get_address(number).state is not EmergencyState.NONE
        self._write("update911" if there else "insert911", number, **_fields(address))
        try:
            return self.get_address(number)
        except errors.ProviderError:  # it was taken; what became of it is looked up later
            return EmergencyAddress(number=number, state=EmergencyState.PENDING, address=address)

    def remove(self, number: PhoneNumber) -> None:
        """Nothing to remove is as good as removed."""
        try:
            self._write("remove911", number)
        except errors.NotFound as problem:
            if problem.code == "909":
                raise

    def alerts(self, number: PhoneNumber) -> tuple[str, ...]:
        """All of them come in one text, separated by commas."""
        texts = scalars.texts(self._client.call("Query911Alert", tn=_tn(number)), "Alerts")
        return tuple(each.strip() for text in texts for each in text.split(",") if each.strip())

    def set_alerts(self, number: PhoneNumber, emails: Sequence[str]) -> None:
        """New ones first, so that somebody is told at any time; the other way round where there is no room for both."""
        tn, now = _tn(number), self.alerts(number)
        added = [("Add911Alert", email) for email in dict.fromkeys(emails) if email not in now]
        removed = [("Remove911Alert", email) for email in now if email not in emails]
        for method, email in added + removed if len(now) + len(added) <= MOST_ALERTS else removed + added:
            self._client.call(method, tn=tn, email=email)

    def _write(self, name: str, number: PhoneNumber, **fields: str) -> None:
        """The envelope's 100 says "processed": what became of it stands in the statuses, where one with a number comes."""
        answer = self._client.call(name, did=_tn(number), **fields)
        for row in scalars.rows(answer, "Statuses", "Status911"):
            code = scalars.whole(row.get("code"))
            if code is not None and code not in DONE:
                raise faults.fault(
                    code, operation=name, writes=True, said=self._client.redacted(row.get("description"))
                )

    def _copies(self, number: PhoneNumber, answer: dict[str, Any]) -> list[EmergencyAddress]:
        """The emergency provider's copy first."""
        try:
            locations = [row for row in scalars.rows(answer, "VILocations", "VILocation") if _is_one(row)]
            carriers = [row for row in scalars.rows(answer, "DID911s", "DID911") if scalars.text(row.get("address1"))]
            return [provider_copy(number, row) for row in locations] + [
                replace(carrier_copy(row), number=number) for row in carriers
            ]
        except scalars.WrongShape as problem:
            raise self._client.unreadable("query911", str(problem), answer) from None


def carrier_copy(row: Row) -> EmergencyAddress:
    number = scalars.phone(scalars.text(row.get("tn")))
    if number is None:
        raise scalars.WrongShape("a 911 record without a number")
    return EmergencyAddress(
        number=number,
        state=_state(row),
        address=address_of(row, ""),
        remote_id=scalars.text(row.get("locationId")),
        updated_at=scalars.moment(row.get("activatedTime") or row.get("dateAdded"), CARRIER_ZONE),
        messages=_said(row),
    )


def provider_copy(number: PhoneNumber, row: Row) -> EmergencyAddress:
    return EmergencyAddress(
        number=number,
        state=_state(row),
        address=address_of(row, ""),
        remote_id=scalars.text(row.get("locationId")),
        updated_at=scalars.moment(row.get("updateTime")),
        messages=_said(row),
    )


def address_of(row: Row, name: str) -> CivicAddress:
    """The number is split off the street; the ZIP comes whole from the carrier, in two parts from the provider."""
    line = scalars.text(row.get("address1"))
    split = NUMBER_THEN_STREET.match(line)
    postal = scalars.text(row.get("zipCode"))
    plus_four = scalars.text(row.get("plusFour"))
    return CivicAddress(
        name=scalars.text(row.get("callerName")) or name,
        street_number=split.group(1) if split else "",
        street=split.group(2) if split else line,
        unit=scalars.text(row.get("address2")),
        city=scalars.text(row.get("city")),
        region=scalars.text(row.get("state")),
        postal_code=f"{postal}-{plus_four}" if plus_four and "-" not in postal else postal,
        country="US",
    )


def _fields(address: CivicAddress) -> dict[str, str]:
    if address.country != "US":
        raise faults.invalid("validate911", "country", "only addresses in the United States")
    postal, _, plus_four = address.postal_code.replace(" ", "").partition("-")
    unit = " ".join(part for part in (address.unit_type, address.unit) if part)
    fields = {
        "address1": f"{address.street_number} {address.street}".strip(),
        "address2": unit,
        "city": address.city,
        "state": address.region,
        "zip": postal,
        "plusFour": plus_four,
        "callerName": address.name,
    }
    return {name: value for name, value in fields.items() if value}


def _state(row: Row) -> EmergencyState:
    return STATES.get(scalars.text(row.get("statusCode")).upper(), EmergencyState.UNKNOWN)


def _said(row: Row) -> tuple[str, ...]:
    text = scalars.text(row.get("statusDescription"))
    return (text,) if text else ()


def _is_one(row: Row) -> bool:
    """Not the placeholder that means "none"."""
    return scalars.text(row.get("statusCode")) != NO_LOCATION and bool(scalars.text(row.get("address1")))


def _tn(number: PhoneNumber) -> str:
    try:
        return scalars.ten_digits(number)
    except scalars.WrongShape as problem:
        reason = str(problem)
    raise faults.invalid("query911", "number", reason)
