"""One VoiceMeUp account of the world: its settings, money, and what calls go over."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from providers.sandbox.voicemeup.answer import Form
from providers.sandbox.world.calls import Call, Line, Plan
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


class Account:
    """`login` is the client_account_id. `base` is the URL that the caller knows the sandbox by; `skew` how many seconds
    the account's clock is off; `currency` and `language` are the caller's. `at`: when something of the agenda happens, which
    may have been a while ago.

    Reads and writes go straight to the store. Rows handed out are not to be changed in place.
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
        self.world = world
        self.login = login
        self.base = base
        self.currency = currency
        self.language = language
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

    def next_id(self, kind: str, first: int) -> str:
        """Ids grow for ever: a deleted one never comes back."""
        last = int((self.row("counters", kind) or {"last": first - 1})["last"])
        self.write("counters", kind, {"last": last + 1})
        return str(last + 1)

    # ── Settings and time ─────────────────────────────────────────────────────────────

    @property
    def settings(self) -> Settings:
        return msgspec.convert(self._document("settings"), Settings)

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
        """Calls go over this number ("did", ten digits) or "login", from tomorrow on when no day is named."""
        start = (since or self._tomorrow()).isoformat()
        self.write(f"{kind}-lines", f"{name}@{start}", {"name": name, "since": start, "until": ""})

    def end_line(self, kind: str, name: str) -> None:
        for key, line in self.world.store.all(self.owner, f"{kind}-lines"):
            if line["name"] == name and not line["until"]:
                self.write(f"{kind}-lines", key, {**line, "until": self._tomorrow().isoformat()})

    def calls(self, start: datetime, end: datetime) -> list[Call]:
        """Ended, started in [start, end), by their start."""
        return self.world.calls.between(self.plan, start, end, now=self.now)

    def logged(self) -> list[Call]:
        """All of them in the order of their logging, which is when they end."""
        first = datetime.fromisoformat(self.plan.volume[0][0].isoformat()).replace(tzinfo=self.now.tzinfo)
        return sorted(self.calls(first, self.now), key=lambda call: (call.ended_at, call.uniqueid))

    def hash_of(self, call: Call) -> str:
        """The 32 characters that a call is known by."""
        return hashlib.md5(f"{self.owner}:{call.uniqueid}".encode(), usedforsecurity=False).hexdigest()

    def make_calls(self, count: int) -> list[Call]:
        """Calls that have just ended, charged."""
        made = self.world.calls.add(self.plan, count, now=self.now)
        for call in made:
            self.pay(billed(call))
        return made

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
        self._charge_calls()
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

    def _charge_calls(self) -> None:
        charged = self._document("charged")
        until = datetime.fromisoformat(charged["until"])
        if self.now > until:
            ended = self.world.calls.ended_between(self.plan, until, self.now)
            self.write("account", "charged", {"until": self.now.isoformat()})
            self.pay(sum((billed(call) for call in ended), Decimal(0)))

    def _change_volume(self, per_day: int) -> None:
        birth = self._document("birth")
        tomorrow = self._tomorrow().isoformat()
        volume = [entry for entry in birth["volume"] if entry[0] != tomorrow]
        self.write("account", "birth", {**birth, "volume": [*volume, [tomorrow, per_day]]})

    def _tomorrow(self) -> date:
        return self.now.date() + timedelta(days=1)

    def _document(self, key: str) -> Document:
        document: Any = self.row("account", key)
        if document is None:
            raise LookupError(f"no account {self.login!r}")
        return dict(document)


def billed(call: Call) -> Decimal:
    """Each six seconds begun, at the rate of a minute; four decimals (fact sheet, section 6)."""
    seconds = -(-call.seconds // BILLED_STEP_SECONDS) * BILLED_STEP_SECONDS
    return (Decimal(call.rate) * seconds / 60).quantize(Decimal("0.0001"), ROUND_HALF_UP)
