"""SIP logins, whether they are registered, and the provider's points of presence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A SIP login: main account, sub account, peer or subscriber. Passwords are never read into values."""

    remote_id: str
    login: str
    description: str = ""
    protocol: str = ""
    caller_id: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict, compare=False)  # as of `RoutingObject`; never a password
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Whether a login is registered now. `registered` None: the provider could not tell."""

    login: str
    registered: bool | None
    pop: str = ""
    server: str = ""
    address: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pop:
    """A point of presence (server). `remote_id` is what a DID's `pop` refers to."""

    remote_id: str
    name: str
    hostname: str
    country: str = ""
    recommended: bool | None = None
