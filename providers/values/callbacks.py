"""What a provider posts to us: the request as it came, and the events that are in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from providers.values.media import Fax
from providers.values.messaging import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequest:
    """One HTTP request of a provider. Header names are lower-case; `body` is raw, as a signature covers it."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class EventKind(StrEnum):
    MESSAGE = "message"  # a message came in: `message`
    MESSAGE_STATE = "message_state"  # a message that was sent has a new state: `message`
    FAX = "fax"
    VOICEMAIL = "voicemail"
    CALL = "call"
    BALANCE = "balance"
    MEDIA = "media"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that the provider tells. `remote_id` is the same when the same thing is told again: replays are known by it.

    `verified`: the request carried a signature and it is right. False where the provider signs nothing: then believe it only
    after asking the provider.
    """

    kind: EventKind
    remote_id: str
    verified: bool
    at: datetime | None = None
    message: Message | None = None
    fax: Fax | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A callback that the provider was asked to make. `active` None: the provider does not tell."""

    remote_id: str
    url: str
    kind: str  # the provider's word for the event
    active: bool | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
