"""Bringing numbers from another carrier (LNP)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from providers.values.e911 import CivicAddress
from providers.values.phone import PhoneNumber


class PortState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEEDS_ATTENTION = "needs_attention"  # rejected or incomplete: a person must answer
    IN_PROGRESS = "in_progress"
    FOC = "foc"  # the losing carrier confirmed the date (firm order commitment)
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Portability:
    """Whether a number can be brought. None: the provider cannot tell."""

    number: PhoneNumber
    portable: bool | None
    messages: tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortNote:
    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PortOrder:
    """One port. `foc_date` is the day on which the number moves, once the losing carrier confirmed it."""

    remote_id: str
    state: PortState
    numbers: tuple[PhoneNumber, ...]
    status: str = ""  # the provider's word for the state
    submitted_at: datetime | None = None
    foc_date: date | None = None
    notes: tuple[PortNote, ...] = ()
    attachments: tuple[str, ...] = ()  # ids to fetch them by
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortRequest:
    """What a port wants to be told. `options`: parameters of this provider by its own names, see its NOTES."""

    numbers: tuple[PhoneNumber, ...]
    name: str  # as on the losing carrier's bill
    address: CivicAddress
    losing_carrier: str = ""
    account_number: str = ""
    pin: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)
