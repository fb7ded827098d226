"""Text messages (SMS, MMS) and the registrations that long-code texting wants (10DLC)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from providers.values.calls import Direction
from providers.values.money import Money
from providers.values.phone import PhoneNumber


class MessageKind(StrEnum):
    SMS = "sms"
    MMS = "mms"


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"  # the provider took it; nothing is known of its arrival
    DELIVERED = "delivered"
    FAILED = "failed"
    RECEIVED = "received"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file of a message or fax, in memory. At most a few megabytes."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. `sender`/`recipient` are as written when they are no telephone numbers (a short code, a word)."""

    remote_id: str
    kind: MessageKind
    direction: Direction
    sender: str
    recipient: str
    text: str
    at: datetime | None = None
    state: MessageState = MessageState.UNKNOWN
    media: tuple[str, ...] = ()  # addresses of the attachments
    segments: int | None = None
    cost: Money | None = None
    error: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagingLimits:
    """What one message may hold. None: no published limit."""

    sms_characters: int | None = None
    mms_characters: int | None = None
    mms_files: int | None = None
    mms_bytes: int | None = None


class RegistrationState(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The company behind messages (10DLC customer)."""

    remote_id: str
    name: str
    state: RegistrationState = RegistrationState.UNKNOWN
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What messages are sent for (10DLC campaign), and the numbers assigned to it as far as the provider tells."""

    remote_id: str
    name: str
    brand: str = ""  # `Brand.remote_id`
    use_case: str = ""
    state: RegistrationState = RegistrationState.UNKNOWN
    reason: str = ""  # why it was rejected
    numbers: tuple[PhoneNumber, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
