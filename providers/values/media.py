"""What was recorded or transmitted: call recordings, voicemail, faxes, and the files of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from providers.values.calls import Direction
from providers.values.phone import PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A downloaded file, whole, in memory; the providers' recordings and faxes are a few megabytes."""

    name: str
    content_type: str  # "audio/mpeg", "audio/wav", "application/pdf", "image/tiff"
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recorded call. `remote_id` is what fetching and deleting want; `call_id` the CDR's, where the provider tells."""

    remote_id: str
    started_at: datetime | None
    seconds: int | None = None
    call_id: str = ""
    account: str = ""  # the SIP login, or the number, that it belongs to
    caller: str = ""
    callee: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A voicemail box with its counts, as far as the provider counts."""

    remote_id: str
    name: str
    email: str = ""
    new: int | None = None
    total: int | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailMessage:
    """One message in a box. `remote_id` is unique in the account."""

    remote_id: str
    mailbox: str
    at: datetime | None
    caller: str = ""
    caller_name: str = ""
    seconds: int | None = None
    folder: str = ""
    listened: bool | None = None
    urgent: bool | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


class FaxState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    RECEIVED = "received"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fax:
    """One fax, sent or received."""

    remote_id: str
    direction: Direction
    sender: str
    recipient: str
    at: datetime | None
    pages: int | None = None
    state: FaxState = FaxState.UNKNOWN
    folder: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaxNumber:
    """A number that receives faxes, and where they are mailed to."""

    number: PhoneNumber
    emails: tuple[str, ...] = ()
    callback_url: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
