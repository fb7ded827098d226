"""One VoIP.ms account of the world: its settings, money and calls."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import msgspec

from providers.sandbox.world.account import Subscriber
from providers.sandbox.world.world import World

PROVIDER = "voipms"


class Settings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the control API may change. `allow_ips`: single addresses, CIDR, a trailing wildcard; 0.0.0.0 lifts the check.
    `drift`: answers show the type changes seen live. `time_recipe`: how getCDR reads `timezone` (cdr.py). `calls_per_day`
    tells from tomorrow on. `balance` is in US dollars. `duplicate_callbacks`: each callback is posted twice.
    """

    password: str
    api_enabled: bool
    allow_ips: list[str]
    per_minute: int
    balance: Decimal
    drift: bool
    time_recipe: Literal["dst", "fixed"]
    calls_per_day: int
    duplicate_callbacks: bool = False

    def __post_init__(self) -> None:
        if self.per_minute < 0 or self.calls_per_day < 0:
            raise ValueError("counts are 0 or more")
        if not self.balance.is_finite() or abs(self.balance) > 10**9:
            raise ValueError("the balance is an amount of money")


class Account(Subscriber):
    """`login` is the api_username. `address` is the caller's; `skew` how many seconds its clock is off. `at` is the time of
    what is happening, where that is not now: the agenda may be behind a clock that was stepped.
    """

    def __init__(
        self, world: World, login: str, *, address: str = "", skew: float = 0.0, at: datetime | None = None
    ) -> None:
        super().__init__(world, PROVIDER, login)
        self.address = address
        self._skew = timedelta(seconds=skew)
        self._at = at

    # ── Documents ─────────────────────────────────────────────────────────────────────

    def next_id(self, collection: str, first: int) -> str:
        """The next number of a series, never one that was given before."""
        number = max(first, int((self.row("counters", collection) or {"last": 0})["last"]) + 1)
        self.write("counters", collection, {"last": number})
        return str(number)

    def later(self, seconds: float, what: str, **details: Any) -> None:
        """Lay down what happens then; `what` is a name of happenings.py, `details` are JSON."""
        due = self.moment + timedelta(seconds=seconds)
        entry = {"login": self.login, "what": what, "due": due.isoformat(), **details}
        self.world.agenda.add(PROVIDER, due, entry)

    def mail(self, address: str, subject: str, about: str) -> None:
        """What the service mails is kept: nothing leaves the sandbox by mail."""
        key = self.next_id("mails", 1)
        self.write("mails", key, {"at": self.moment.isoformat(), "to": address, "subject": subject, "about": about})

    # ── Settings ──────────────────────────────────────────────────────────────────────

    @property
    def settings(self) -> Settings:
        return msgspec.convert(self.document("settings"), Settings)

    @property
    def main(self) -> str:
        """The main SIP login, such as 100001."""
        return str(self.document("birth")["main"])

    def change(self, changes: object) -> None:
        """Raises ValueError saying which setting is wrong."""
        if not isinstance(changes, dict):
            raise ValueError("an object of settings is expected")
        self.charge_calls()
        before = self.document("settings")
        settings = msgspec.convert({**before, **changes}, Settings)
        if settings.calls_per_day != before["calls_per_day"]:
            self.change_volume(settings.calls_per_day)
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

    @property
    def now(self) -> datetime:
        """Aware UTC by the account's own clock, which a fault may skew."""
        return self.world.clock.now() + self._skew

    def stamp(self, moment: datetime) -> datetime:
        """A moment as this account's clock tells it."""
        return moment + self._skew

    # ── Calls and money ───────────────────────────────────────────────────────────────

    def balance(self) -> Decimal:
        """After charging the calls that ended since it was last asked for."""
        self.charge_calls()
        return self.settings.balance

    def charge(self, amount: Decimal, *, kind: str, description: str) -> None:
        """Take money and keep it in the ledger of getTransactionHistory; a negative amount is a deposit."""
        self.pay(amount)
        number = 1 + len(self.rows("ledger"))
        entry = {"at": self.moment.isoformat(), "type": kind, "description": description}
        places = 2 if amount == round(amount, 2) else 6
        self.write(
            "ledger", str(number), {**entry, "uniqueid": f"{number:08d}x41i8c", "ammount": f"{-amount:.{places}f}"}
        )

    def can_pay(self, amount: Decimal) -> bool:
        return self.balance() >= amount

    def pay(self, amount: Decimal) -> None:
        if amount:
            settings = self.settings
            settings.balance -= amount
            self.write("account", "settings", msgspec.to_builtins(settings))


def _covers(rule: str, address: str) -> bool:
    if rule == "0.0.0.0":
        return True
    if rule.endswith("*"):
        return address.startswith(rule[:-1])
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(rule, strict=False)
    except ValueError:
        return False
