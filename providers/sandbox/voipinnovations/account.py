"""One VoIP Innovations account of the world: an API user, its settings and its money."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from providers.sandbox.world.account import Holder
from providers.sandbox.world.calls import Call
from providers.sandbox.world.world import World

PROVIDER = "voipinnovations"
EASTERN = ZoneInfo("America/New_York")


class Settings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the control API may change. `allow_ips`: addresses and CIDR, "*" lifts the check. `balance` is in US dollars.

    `tiers`, `standard`, `toll_free`: what the account may buy. `bulk`: so many more numbers on the first endpoint group, worked
    out rather than kept. `quarantine_hours`: how long a released number is nobody's. `provisioning_seconds`: from GEOCODED to
    PROVISIONED. `inbound`: which of the two shapes seen tells of an inbound text. `campaign_needed`: texts of local American
    numbers without an approved campaign get lost downstream.
    """

    secret: str
    balance: Decimal
    allow_ips: tuple[str, ...] = ("*",)
    tiers: tuple[str, ...] = ("0", "1", "2", "4", "777")
    standard: bool = True
    toll_free: bool = True
    bulk: int = 0
    quarantine_hours: int = 0
    provisioning_seconds: int = 60
    reservation_minutes: int = 30
    inbound: Literal["webhook", "gateway"] = "webhook"
    campaign_needed: bool = True

    def __post_init__(self) -> None:
        counts = (self.bulk, self.quarantine_hours, self.provisioning_seconds, self.reservation_minutes)
        if not all(0 <= each <= 1_000_000 for each in counts):
            raise ValueError("counts are between 0 and 1,000,000")
        if not self.balance.is_finite() or abs(self.balance) > 10**9:
            raise ValueError("the balance is an amount of money")


class Account(Holder):
    """`login` is the API user. `address` is the caller's; `skew` how many seconds its clock is off. `at` is the time of what
    is happening, where that is not now: the agenda may be behind a clock that was stepped.
    """

    def __init__(
        self, world: World, login: str, *, address: str = "", skew: float = 0.0, at: datetime | None = None
    ) -> None:
        super().__init__(world, PROVIDER, login)
        self.address = address
        self._skew = timedelta(seconds=skew)
        self._at = at

    # ── Documents ─────────────────────────────────────────────────────────────────────

    def next_id(self, collection: str, first: int) -> int:
        """The next number of a series, never one that was given before."""
        number = max(first, int((self.row("counters", collection) or {"last": 0})["last"]) + 1)
        self.write("counters", collection, {"last": number})
        return number

    def later(self, seconds: float, what: str, **details: Any) -> None:
        """Lay down what happens then; `what` is a name of happenings.py, `details` are JSON."""
        due = self.moment + timedelta(seconds=seconds)
        entry = {"login": self.login, "what": what, "due": due.isoformat(), **details}
        self.world.agenda.add(PROVIDER, due, entry)

    # ── Settings and time ─────────────────────────────────────────────────────────────

    @property
    def settings(self) -> Settings:
        return msgspec.convert(self.row("account", "settings"), Settings)

    def change(self, changes: object) -> None:
        """Raises ValueError saying which setting is wrong."""
        if not isinstance(changes, dict):
            raise ValueError("an object of settings is expected")
        settings = msgspec.convert({**msgspec.to_builtins(self.settings), **changes}, Settings)
        self.write("account", "settings", msgspec.to_builtins(settings))

    def allows(self, address: str) -> bool:
        return any(_covers(rule, address) for rule in self.settings.allow_ips)

    @property
    def base(self) -> str:
        """Where the customer reached this service, for links to it: scheme, host and port."""
        return str((self.row("account", "base") or {"url": ""})["url"])

    def reached_at(self, base: str) -> None:
        if base != self.base:
            self.write("account", "base", {"url": base})

    @property
    def moment(self) -> datetime:
        """When what is being done happens; aware UTC."""
        return self._at or self.world.clock.now()

    def eastern(self, moment: str) -> str:
        """A kept moment as the carrier writes it: US Eastern without a zone (fact sheet, 5.3), by this account's clock."""
        return self._stamp(moment).astimezone(EASTERN).strftime("%Y-%m-%dT%H:%M:%S")

    def utc(self, moment: str) -> str:
        """A kept moment as the emergency provider writes it."""
        return self._stamp(moment).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _stamp(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment) + self._skew

    # ── Money ─────────────────────────────────────────────────────────────────────────

    def balance(self) -> Decimal:
        return self.settings.balance

    def can_pay(self, amount: Decimal) -> bool:
        return self.balance() >= amount

    def charge(self, amount: Decimal, description: str) -> None:
        self.change({"balance": str(self.balance() - amount)})
        key = str(self.next_id("ledger", 1))
        self.write("ledger", key, {"at": self.moment.isoformat(), "amount": str(amount), "description": description})

    # ── Calls: this service has no operation about them (fact sheet, section 9) ───────

    def calls(self, start: datetime, end: datetime) -> list[Call]:
        return []

    def make_calls(self, count: int) -> list[Call]:
        raise ValueError("VoIP Innovations has no calls by API")


def everybody(world: World) -> Iterator[Account]:
    return (Account(world, login) for login in world.logins(PROVIDER))


def _covers(rule: str, address: str) -> bool:
    if rule == "*":
        return True
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(rule, strict=False)
    except ValueError:
        return False
