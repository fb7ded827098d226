"""One CALLR account of the world, a master or a sub account: its settings, credit and calls."""

from __future__ import annotations

import hashlib
import string
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, Literal

import msgspec

from providers.sandbox.world.account import Subscriber
from providers.sandbox.world.calls import Call
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World

PROVIDER = "callr"
HASH = string.ascii_uppercase + string.digits
HEX = "0123456789abcdef"
CENT = Decimal("0.01")


class Settings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the control API may change. `credit` and the limits are cents of `currency`. `calls_per_day` tells from tomorrow
    on. `master` is the login of the account that a sub account belongs to, "" of a master.
    """

    password: str
    hash: str
    master: str = ""
    company: str
    firstname: str
    lastname: str
    contact: dict[str, Any]
    billing: dict[str, Any]
    locale: str = "fr_CA"
    timezone: str = "America/Toronto"
    currency: Literal["EUR", "USD"] = "USD"
    billing_mode: Literal["PREPAID", "POSTPAID"] = "PREPAID"
    credit: Decimal
    warning_limit: Decimal = Decimal(1000)
    shutdown_limit: Decimal = Decimal(0)
    calls_per_day: int = 0
    disabled: bool = False
    archived: bool = False

    def __post_init__(self) -> None:
        if self.calls_per_day < 0:
            raise ValueError("counts are 0 or more")
        if not self.credit.is_finite() or abs(self.credit) > 10**11:
            raise ValueError("the credit is an amount of money")


class Account(Subscriber):
    """`login` is the portal's. `skew`: how many seconds its clock is off. `base`: the sandbox's address as the caller knows
    it, where files are downloaded from. `session` and `api_key`: the token or the id of the one that asks, if one does.
    `at`: when something of the agenda happens, which may have been a while ago.
    """

    devices = "app"

    def __init__(
        self,
        world: World,
        login: str,
        *,
        skew: float = 0.0,
        base: str = "",
        session: str = "",
        api_key: str = "",
        at: datetime | None = None,
    ) -> None:
        super().__init__(world, PROVIDER, login)
        self.session = session
        self.api_key = api_key
        self._base = base
        self._skew = timedelta(seconds=skew)
        self._at = at

    # ── Documents ─────────────────────────────────────────────────────────────────────

    def held(self, collection: str, key: str) -> Document:
        """A row that is there: the call's parameters were looked up before (references.py)."""
        row = self.row(collection, key)
        if row is None:
            raise LookupError(f"{key!r} is not in {collection!r}")
        return row

    # ── Names for new things, the same in every world of the same seed ────────────────

    def count(self, what: str) -> int:
        """1, 2, 3…: never one that was given before."""
        last = self.row("counters", what) or {"last": 0}
        number = int(last["last"]) + 1
        self.write("counters", what, {"last": number})
        return number

    def letters(self, what: str, length: int, alphabet: str = HASH) -> str:
        random = Random(f"{self.world.seed}:{self.owner}:{what}:{self.count(what)}")
        return "".join(random.choices(alphabet, k=length))

    def new_hash(self, what: str) -> str:
        return self.letters(what, 8)

    def secret(self, name: str) -> str:
        """20 characters that nobody guesses: part of the address of a file."""
        return hashlib.sha256(f"{self.world.seed}:{self.owner}:file:{name}".encode()).hexdigest()[:20]

    def derived_hash(self, name: str) -> str:
        """A hash that belongs to something which is worked out each time, such as a call's recording."""
        random = Random(f"{self.world.seed}:{self.owner}:derived:{name}")
        return "".join(random.choices(HASH, k=8))

    def callid(self, name: str) -> int:
        """19 digits, more than a float can hold."""
        digest = hashlib.sha256(f"{self.world.seed}:{self.owner}:{name}".encode()).digest()
        return 10**18 + int.from_bytes(digest[:8]) % (8 * 10**18)

    # ── Settings ──────────────────────────────────────────────────────────────────────

    @property
    def settings(self) -> Settings:
        return msgspec.convert(self.document("settings"), Settings)

    def keep(self, **changes: Any) -> None:
        """Change settings by our own hand."""
        self.write("account", "settings", {**self.document("settings"), **msgspec.to_builtins(changes)})

    def change(self, changes: object) -> None:
        """Change settings from outside. Raises ValueError saying which is wrong."""
        if not isinstance(changes, dict):
            raise ValueError("an object of settings is expected")
        self.charge_calls()
        before = self.document("settings")
        settings = msgspec.convert({**before, **changes}, Settings)
        if settings.calls_per_day != before["calls_per_day"]:
            self.change_volume(settings.calls_per_day)
        self.write("account", "settings", msgspec.to_builtins(settings))

    @property
    def main(self) -> str:
        return self.settings.hash

    @property
    def subs(self) -> list[Account]:
        """The accounts below this one, in the order of their making."""
        accounts = (Account(self.world, login, base=self._base) for login in self.world.logins(PROVIDER))
        return [account for account in accounts if account.settings.master == self.login]

    # ── Time and place ────────────────────────────────────────────────────────────────

    @property
    def now(self) -> datetime:
        """Aware UTC: when this happens."""
        return self._at or self.world.clock.now()

    @property
    def shown_now(self) -> datetime:
        """The same by the account's own clock, which a fault may skew."""
        return self.now + self._skew

    def stamp(self, moment: datetime | None = None) -> str:
        """`YYYY-MM-DD HH:MM:SS` in UTC, of now when no moment is given, by this account's clock."""
        return f"{(moment or self.now).astimezone(UTC) + self._skew:%Y-%m-%d %H:%M:%S}"

    @property
    def base(self) -> str:
        """Where the sandbox is reached: as this caller does, else as the last one did."""
        return self._base or str((self.row("account", "base") or {"url": ""})["url"])

    # ── Money, in cents ───────────────────────────────────────────────────────────────

    def cost_of(self, call: Call) -> Decimal:
        return cents(call)

    def balance(self) -> Decimal:
        """After charging the calls that ended since it was last asked for."""
        self.charge_calls()
        return self.settings.credit

    def pay(self, amount: Decimal) -> None:
        """Take cents; a negative amount is given."""
        if amount:
            self.keep(credit=self.settings.credit - amount)


def cents(call: Call) -> Decimal:
    """What a call of the generator costs: its total is in units, CALLR counts cents, two decimals at most."""
    return (Decimal(call.total) * 100).quantize(CENT, ROUND_HALF_UP)


def amount(value: Decimal) -> str:
    """Cents with two decimals; the format has no sign."""
    return f"{max(value, Decimal(0)):.2f}"
