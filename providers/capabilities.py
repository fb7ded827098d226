"""What a provider can do, down to the operation, and the words the pages use for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Capability(StrEnum):
    """One thing a user can do through a port. The value is `port.operation`."""

    DIDS_LIST = "dids.list"
    ROUTING_LIST = "routing.list"
    ROUTING_SET_ROUTE = "routing.set_route"
    ROUTING_SET_FAILOVERS = "routing.set_failovers"
    DEVICES_LIST = "devices.list"
    DEVICES_REGISTRATION = "devices.registration"
    DEVICES_POPS = "devices.pops"
    BILLING_BALANCE = "billing.balance"
    CALLS_LIST = "calls.list"

    @property
    def port(self) -> str:
        return self.value.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A capability that a provider declares. `limit` says in words where it ends, empty when it does not."""

    capability: Capability
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialField:
    """One field of the connection form.

    `secret` fields are stored encrypted and never shown again. `label` and `help` are English msgids; the panel translates.
    """

    name: str
    label: str
    help: str = ""
    secret: bool = False
    kind: str = "text"  # "text", "email" or "password"
    max_length: int = 200
    placeholder: str = field(default="")
