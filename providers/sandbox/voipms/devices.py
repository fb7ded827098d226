"""Servers (POPs) and who is registered at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zlib import crc32

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.days import EASTERN
from providers.sandbox.voipms.drift import drifted
from providers.sandbox.voipms.routes import is_login
from providers.sandbox.voipms.status import Status
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]
EXPIRY = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Pop:
    number: str
    name: str
    host: str
    country: str
    recommended: bool = False

    def as_row(self, position: int) -> dict[str, str]:
        return {
            "server_name": self.name,
            "server_shortname": self.name.partition(",")[0],
            "server_hostname": f"{self.host}.voip.example",
            "server_ip": f"203.0.113.{10 + position}",
            "server_country": self.country,
            "server_pop": self.number,
        }


POPS = (
    Pop("1", "Houston, TX", "houston", "USA"),
    Pop("3", "New York, NY", "newyork1", "USA", recommended=True),
    Pop("5", "Chicago, IL", "chicago1", "USA"),
    Pop("7", "Dallas, TX", "dallas1", "USA"),
    Pop("9", "Seattle, WA", "seattle1", "USA"),
    Pop("11", "Los Angeles, CA", "losangeles1", "USA"),
    Pop("15", "Atlanta, GA", "atlanta", "USA"),
    Pop("16", "Miami, FL", "miami", "USA"),
    Pop("60", "Montreal, QC", "montreal1", "Canada", recommended=True),
    Pop("61", "Montreal 2, QC", "montreal2", "Canada"),
    Pop("65", "Toronto, ON", "toronto1", "Canada", recommended=True),
    Pop("71", "Vancouver, BC", "vancouver1", "Canada"),
    Pop("80", "London, UK", "london1", "UK"),
    Pop("82", "Paris, France", "paris1", "France"),
)


def is_pop(number: str) -> bool:
    return any(pop.number == number for pop in POPS)


def get_servers(account: Account, method: Method, given: Given) -> Answer:
    rows: list[dict[str, Any]] = [
        {**pop.as_row(position), "server_recommended": "Yes" if pop.recommended else "No"}
        for position, pop in enumerate(POPS)
        if given.get("server_pop", "") in {pop.number, ""}
    ]
    if not rows:
        raise Status("invalid_serverpop")
    return {"servers": drifted(method.name, rows) if account.settings.drift else rows}


def get_registration(account: Account, method: Method, given: Given) -> Answer:
    """Without a registration the list is empty. `register_next` is in Eastern time."""
    login = given["account"]
    if not is_login(account, login):
        raise Status("invalid_account")
    row = next((row for row in account.rows("subaccounts") if row["account"] == login), {"_registered": True})
    if not row.get("_registered"):
        return {"registered": "no", "rerouted": "0", "from_server_pop": "", "registrations": []}
    chance = crc32(login.encode())
    position = chance % len(POPS)
    registration = {
        **POPS[position].as_row(position),
        "register_ip": f"198.51.100.{1 + chance % 250}",
        "register_port": str(5060 + chance % 9),
        "register_next": f"{(account.now + EXPIRY).astimezone(EASTERN):%Y-%m-%d %H:%M:%S}",
        "register_protocol": "SIP",
        "register_transport": "UDP",
    }
    return {
        "registered": "yes",
        "rerouted": "0",
        "from_server_pop": POPS[position].number,
        "registrations": [registration],
    }
