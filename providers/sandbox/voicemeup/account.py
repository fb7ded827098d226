"""One VoiceMeUp account of the world: its settings, money, and what calls go over."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from providers.sandbox.voicemeup.answer import Form
from providers.sandbox.world.account import Subscriber
from providers.sandbox.world.calls import Call
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World

PROVIDER = "voicemeup"
# What one Canadian dollar buys. Amounts are kept in Canadian dollars and told in the currency that was asked for.
RATES = {"CAD": Decimal(1), "USD": Decimal("0.73"), "EUR": Decimal("0.67")}
CENT = Decimal("0.01")
BILLED_STEP_SECONDS = 6


class Settings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the control API may change. `failed`, `message`, `ids` and `containers` are the inferred parts of the envelope
    (answer.py). `resets_omitted_flags`: an update without a flag puts it back to 0. `timezone` of dates and times in
    requests and answers. `sms_url`: where received messages are posted, empty for nowhere. `balance` and `credit_limit`
    are in Canadian dollars. `callerid_name` and `callerid_number` are the global caller id.
    """

    auth_token: str
    username: str
    client_user_id: str
    company: str
    balance: Decimal
    calls_per_day: int
    credit_limit: Decimal = Decimal(50)
    callerid_name: str = ""
    callerid_number: str = ""
    language: Literal["en", "fr"] = "en"
    timezone: str = "America/Toronto"
    default_mailbox_id: str = ""
    billing_contact: bool = True
    sms_url: str = ""
    failed: Literal["failed", "error"] = "failed"
    message: Literal["code", "type"] = "code"
    ids: Literal["child", "attribute", "both"] = "child"
    containers: bool = True
    resets_omitted_flags: bool = False

    def __post_init__(self) -> None:
        if self.calls_per_day < 0:
            raise ValueError("counts are 0 or more")
        if not self.balance.is_finite() or abs(self.balance) > 10**9:
            raise ValueError("the balance is an amount of money")
        try:
            ZoneInfo(self.timezone)
        except (LookupError, ValueError, OSError):
            raise ValueError(f"no time zone {self.timezone!r}") from None


class Account(Subscriber):
    """`login` is the client_account_id. `base` is the URL that the caller knows the sandbox by; `skew` how many seconds
    the account's clock is off; `currency` and `language` are the caller's. `at`: when something of the agenda happens, which
    may have been a while ago.
    """

    def __init__(
        self,
        world: World,
        login: str,
        *,
        base: str = "",
        skew: float = 0.0,
        currency: str = "CAD",
        language: str = "en",
        at: datetime | None = None,
    ) -> None:
        super().__init__(world, PROVIDER, login)
        self.base = base
        self.currency = currency
        self.language = language
        self._skew = timedelta(seconds=skew)
        self._at = at

    # ── Documents ─────────────────────────────────────────────────────────────────────

    def next_id(self, kind: str, first: int) -> str:
        """Ids grow for ever: a deleted one never comes back."""
        last = int((self.row("counters", kind) or {"last": first - 1})["last"])
        self.write("counters", kind, {"last": last + 1})
        return str(last + 1)

    # ── Settings and time ─────────────────────────────────────────────────────────────

    @property
    def settings(self) -> Settings:
        return msgspec.convert(self.document("settings"), Settings)

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

    @property
    def form(self) -> Form:
        settings = self.settings
        return Form(failed=settings.failed, message=settings.message, ids=settings.ids, containers=settings.containers)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    @property
    def now(self) -> datetime:
        """Aware UTC, by the world's clock."""
        return self._at or self.world.clock.now()

    def later(self, kind: str, after: timedelta, **what: Any) -> None:
        """Lay down what happens after a while (happenings.py)."""
        due = self.now + after
        what |= {"login": self.login, "at": due.isoformat()}
        self.world.agenda.add(f"{PROVIDER}.{kind}", due, what)

    def day_of(self, moment: datetime) -> str:
        return self._told(moment).strftime("%Y-%m-%d")

    def time_of(self, moment: datetime) -> str:
        return self._told(moment).strftime("%H:%M:%S")

    def _told(self, moment: datetime) -> datetime:
        """As the account's clock tells it, which a fault may skew."""
        return (moment + self._skew).astimezone(self.zone)

    def start_of(self, day: str) -> datetime:
        """Midnight of "YYYY-MM-DD" in the account's time zone."""
        return datetime.fromisoformat(day).replace(tzinfo=self.zone)

    def end_of(self, day: str) -> datetime:
        """The midnight after it."""
        return (datetime.fromisoformat(day) + timedelta(days=1)).replace(tzinfo=self.zone)

    # ── What calls go over ────────────────────────────────────────────────────────────

    @property
    def ended_by(self) -> datetime:
        return self.now

    def cost_of(self, call: Call) -> Decimal:
        return billed(call)

    def logged(self) -> list[Call]:
        """All of them in the order of their logging, which is when they end."""
        first = datetime.fromisoformat(self.plan.volume[0][0].isoformat()).replace(tzinfo=self.now.tzinfo)
        return sorted(self.calls(first, self.now), key=lambda call: (call.ended_at, call.uniqueid))

    def hash_of(self, call: Call) -> str:
        """The 32 characters that a call is known by."""
        return hashlib.md5(f"{self.owner}:{call.uniqueid}".encode(), usedforsecurity=False).hexdigest()

    def log_call(self, document: Document) -> None:
        """A call that has just ended, charged."""
        call = Call(**{**document, "started_at": datetime.fromisoformat(document["started_at"])})
        self.write("calls", call.uniqueid, document)
        self.pay(billed(call))

    def remember_base(self) -> None:
        """The URL that callers know the sandbox by, for what is posted to them later."""
        if self.exists and self.row("account", "base") != {"url": self.base}:
            self.write("account", "base", {"url": self.base})

    # ── Money ─────────────────────────────────────────────────────────────────────────

    def told(self, amount: Decimal, places: Decimal = CENT) -> str:
        """An amount in Canadian dollars, in the caller's currency."""
        return str((amount * RATES[self.currency]).quantize(places, ROUND_HALF_UP))

    def signed(self, amount: Decimal) -> str:
        """With CR it is the client's credit; without it is owed (fact sheet, section 6)."""
        text = self.told(abs(amount))
        return f"{text}CR" if amount > 0 else text

    def balance(self) -> Decimal:
        """Canadian dollars, after charging the calls that ended since it was last asked for."""
        self.charge_calls()
        return self.settings.balance

    def book(self, kind: str, amount: Decimal, description: str, at: datetime | None = None) -> Document:
        """A transaction: money that comes (positive) or goes."""
        self.pay(-amount)
        return self.note_transaction(kind, amount, description, self.balance(), at or self.now)

    def note_transaction(
        self, kind: str, amount: Decimal, description: str, balance: Decimal, at: datetime
    ) -> Document:
        number = self.next_id("transactions", 740_001)
        transaction = {
            "transaction_id": number, "at": at.isoformat(), "type": kind, "description": description,
            "amount": str(amount), "balance": str(balance),
        }  # fmt: skip
        self.write("transactions", number, transaction)
        return transaction

    def can_pay(self, amount: Decimal) -> bool:
        return self.balance() + self.settings.credit_limit >= amount

    def pay(self, amount: Decimal) -> None:
        if amount:
            settings = self.settings
            settings.balance -= amount
            self.write("account", "settings", msgspec.to_builtins(settings))


def billed(call: Call) -> Decimal:
    """Each six seconds begun, at the rate of a minute; four decimals (fact sheet, section 6)."""
    seconds = -(-call.seconds // BILLED_STEP_SECONDS) * BILLED_STEP_SECONDS
    return (Decimal(call.rate) * seconds / 60).quantize(Decimal("0.0001"), ROUND_HALF_UP)
