"""One VoIP.ms account of the world: its settings, money and calls."""

from __future__ import annotations

import ipaddress
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import msgspec

from providers.sandbox.world.calls import Call, Line, Plan
from providers.sandbox.world.store import Document
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


class Account:
    """`login` is the api_username. `address` is the caller's; `skew` how many seconds its clock is off. `at` is the time of
    what is happening, where that is not now: the agenda may be behind a clock that was stepped.

    Reads and writes go straight to the store. Rows handed out are not to be changed in place.
    """

    def __init__(
        self, world: World, login: str, *, address: str = "", skew: float = 0.0, at: datetime | None = None
    ) -> None:
        self.world = world
        self.login = login
        self.address = address
        self.owner = f"{PROVIDER}:{login}"
        self._skew = timedelta(seconds=skew)
        self._at = at

    # ── Documents ─────────────────────────────────────────────────────────────────────

    @property
    def exists(self) -> bool:
        return self.row("account", "settings") is not None

    def rows(self, collection: str) -> list[Document]:
        return [row for _, row in self.world.store.all(self.owner, collection)]

    def row(self, collection: str, key: str) -> Document | None:
        return self.world.store.get(self.owner, collection, key)

    def write(self, collection: str, key: str, row: Document) -> None:
        self.world.store.put(self.owner, collection, key, row)

    def remove(self, collection: str, key: str) -> bool:
        return self.world.store.delete(self.owner, collection, key)

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
        return msgspec.convert(self._document("settings"), Settings)

    @property
    def main(self) -> str:
        """The main SIP login, such as 100001."""
        return str(self._document("birth")["main"])

    def change(self, changes: object) -> None:
        """Raises ValueError saying which setting is wrong."""
        if not isinstance(changes, dict):
            raise ValueError("an object of settings is expected")
        self._charge_calls()
        before = self._document("settings")
        settings = msgspec.convert({**before, **changes}, Settings)
        if settings.calls_per_day != before["calls_per_day"]:
            self._change_volume(settings.calls_per_day)
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

    @property
    def plan(self) -> Plan:
        birth = self._document("birth")
        return Plan(
            seed=birth["seed"],
            owner=self.owner,
            volume=tuple((date.fromisoformat(since), count) for since, count in birth["volume"]),
            dids=self._lines("did"),
            logins=self._lines("login"),
        )

    def _lines(self, kind: str) -> tuple[Line, ...]:
        return tuple(
            Line(
                name=line["name"],
                since=date.fromisoformat(line["since"]),
                until=date.fromisoformat(line["until"]) if line["until"] else None,
            )
            for line in self.rows(f"{kind}-lines")
        )

    def add_line(self, kind: str, name: str, since: date | None = None) -> None:
        """Calls go over this number ("did") or "login", from tomorrow on when no day is named: the past stays."""
        start = (since or self._tomorrow()).isoformat()
        self.write(f"{kind}-lines", f"{name}@{start}", {"name": name, "since": start, "until": ""})

    def end_line(self, kind: str, name: str) -> None:
        for key, line in self.world.store.all(self.owner, f"{kind}-lines"):
            if line["name"] == name and not line["until"]:
                self.write(f"{kind}-lines", key, {**line, "until": self._tomorrow().isoformat()})

    def calls(self, start: datetime, end: datetime) -> list[Call]:
        return self.world.calls.between(self.plan, start, end, now=self.world.clock.now())

    def make_calls(self, count: int) -> list[Call]:
        """Calls that have just ended, charged."""
        made = self.world.calls.add(self.plan, count, now=self.world.clock.now())
        self._pay(sum((Decimal(call.total) for call in made), Decimal(0)))
        return made

    def balance(self) -> Decimal:
        """After charging the calls that ended since it was last asked for."""
        self._charge_calls()
        return self.settings.balance

    def charge(self, amount: Decimal, *, kind: str, description: str) -> None:
        """Take money and keep it in the ledger of getTransactionHistory; a negative amount is a deposit."""
        self._pay(amount)
        number = 1 + len(self.rows("ledger"))
        entry = {"at": self.moment.isoformat(), "type": kind, "description": description}
        places = 2 if amount == round(amount, 2) else 6
        self.write(
            "ledger", str(number), {**entry, "uniqueid": f"{number:08d}x41i8c", "ammount": f"{-amount:.{places}f}"}
        )

    def can_pay(self, amount: Decimal) -> bool:
        return self.balance() >= amount

    def _charge_calls(self) -> None:
        now, charged = self.world.clock.now(), self._document("charged")
        until = datetime.fromisoformat(charged["until"])
        if now > until:
            ended = self.world.calls.ended_between(self.plan, until, now)
            self.write("account", "charged", {"until": now.isoformat()})
            self._pay(sum((Decimal(call.total) for call in ended), Decimal(0)))

    def _pay(self, amount: Decimal) -> None:
        if amount:
            settings = self.settings
            settings.balance -= amount
            self.write("account", "settings", msgspec.to_builtins(settings))

    def _change_volume(self, per_day: int) -> None:
        birth = self._document("birth")
        tomorrow = self._tomorrow().isoformat()
        volume = [entry for entry in birth["volume"] if entry[0] != tomorrow]
        self.write("account", "birth", {**birth, "volume": [*volume, [tomorrow, per_day]]})

    def _tomorrow(self) -> date:
        return self.world.clock.now().date() + timedelta(days=1)

    def _document(self, key: str) -> Document:
        document: Any = self.row("account", key)
        if document is None:
            raise LookupError(f"no account {self.login!r}")
        return dict(document)


def _covers(rule: str, address: str) -> bool:
    if rule == "0.0.0.0":
        return True
    if rule.endswith("*"):
        return address.startswith(rule[:-1])
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(rule, strict=False)
    except ValueError:
        return False
