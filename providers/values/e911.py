"""Where an emergency call from a number is sent: civic addresses, their validation, their state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from providers.values.phone import PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class CivicAddress:
    """A street address as dispatchers need it: the number apart from the street, the unit apart from both."""

    street_number: str
    street: str
    city: str
    region: str  # state or province, two letters
    postal_code: str  # "H2Y 1C6", "10001" or "10001-1234"
    country: str  # "US" or "CA"
    name: str = ""  # who is there, at most what the provider takes
    unit_type: str = ""  # "apartment", "suite", "floor"… in English, empty without a unit
    unit: str = ""
    location: str = ""  # free text: "back door"
    language: str = ""  # "en", "fr" or empty


class AddressVerdict(StrEnum):
    VALID = "valid"
    ALTERNATES = "alternates"  # not as written: choose one of the alternates
    INVALID = "invalid"
    UNKNOWN = "unknown"  # the check could not be made


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressValidation:
    """What the provider says of an address. `corrected` is how it would store a valid one."""

    verdict: AddressVerdict
    corrected: CivicAddress | None = None
    alternates: tuple[CivicAddress, ...] = ()
    messages: tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def valid(self) -> bool:
        return self.verdict is AddressVerdict.VALID


class EmergencyState(StrEnum):
    NONE = "none"  # no address is on file
    PENDING = "pending"  # taken, not yet in force
    ACTIVE = "active"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyAddress:
    """The emergency address of a number. Only ACTIVE means that a call would be sent there."""

    number: PhoneNumber
    state: EmergencyState
    address: CivicAddress | None = None
    remote_id: str = ""  # of the location, where the provider has such
    updated_at: datetime | None = None
    messages: tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
