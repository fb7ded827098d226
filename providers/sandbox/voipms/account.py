"""One VoIP.ms account of the world: its settings, money and calls."""

from __future__ import annotations

import ipaddress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from providers.sandbox.world.calls import Call, Plan
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World

SETTINGS = ("password", "api_enabled", "allow_ips", "per_minute", "balance", "drift", "time_recipe", "calls_per_day")


class Account:
    """`login` is the api_username. Reads and writes go straight to the store."""

    def __init__(self, world: World, login: str) -> None:
        self.world = world
        self.login = login

    @property
    def exists(self) -> bool:
        return self.world.store.get(self.login, "account", "account") is not None

    @property
    def settings(self) -> Document:
        document = self.world.store.get(self.login, "account", "account")
        if document is None:
            raise LookupError(self.login)
        return document

    def change(self, **changes: Any) -> None:
        unknown = set(changes) - set(SETTINGS)
        if unknown:
            raise ValueError(f"unknown setting {sorted(unknown)[0]!r}; one of {', '.join(SETTINGS)}")
        self._put(**changes)

    def _put(self, **changes: Any) -> None:
        self.world.store.put(self.login, "account", "account", {**self.settings, **changes})

    def rows(self, collection: str) -> list[Document]:
        return [row for _, row in self.world.store.all(self.login, collection)]

    def row(self, collection: str, key: str) -> Document | None:
        return self.world.store.get(self.login, collection, key)

    def write(self, collection: str, key: str, row: Document) -> None:
        self.world.store.put(self.login, collection, key, row)

    def remove(self, collection: str, key: str) -> bool:
        return self.world.store.delete(self.login, collection, key)

    def allows(self, address: str) -> bool:
        """The account's IP list: single addresses, CIDR, a trailing wildcard; 0.0.0.0 lifts the check."""
        return any(_covers(rule, address) for rule in self.settings["allow_ips"])

    def plan(self) -> Plan:
        settings = self.settings
        return Plan(
            seed=settings["seed"],
            account=self.login,
            calls_per_day=settings["calls_per_day"],
            first_day=date.fromisoformat(settings["first_day"]),
            dids=self._dids_at_birth(),
            logins=tuple(row["account"] for row in self.rows("subaccounts")) or (settings["main"],),
        )

    def _dids_at_birth(self) -> tuple[str, ...]:
        """Calls are drawn over a fixed list: buying or cancelling a number must not rewrite the past."""
        fixed = self.world.store.get(self.login, "account", "called")
        if fixed is None:
            fixed = {"dids": [row["did"] for row in self.rows("dids")]}
            self.world.store.put(self.login, "account", "called", fixed)
        return tuple(fixed["dids"])

    def calls(self, start: datetime, end: datetime) -> list[Call]:
        return list(self.world.calls.between(self.plan(), start, end, now=self.world.clock.now()))

    def balance(self) -> Decimal:
        """After charging the calls that ended since it was last asked for."""
        now = self.world.clock.now()
        since = datetime.fromisoformat(self.settings["charged_until"])
        spent = sum((Decimal(call.total) for call in self.calls(since, now)), Decimal(0))
        if now > since:
            self._put(balance=str(Decimal(self.settings["balance"]) - spent), charged_until=now.isoformat())
        return Decimal(self.settings["balance"])

    def charge(self, amount: Decimal) -> None:
        self._put(balance=str(self.balance() - amount))


def _covers(rule: str, address: str) -> bool:
    if rule == "0.0.0.0":
        return True
    if rule.endswith("*"):
        return address.startswith(rule[:-1])
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(rule, strict=False)
    except ValueError:
        return False
