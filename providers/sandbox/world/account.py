"""What every service's account is built on: documents of its own in the store, and calls over its lines that cost money."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from providers.sandbox.world.calls import Call, Line, Plan
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World


class Holder:
    """Documents in collections of the account's own. Reads and writes go straight to the store; rows handed out are not to be
    changed in place."""

    def __init__(self, world: World, provider: str, login: str) -> None:
        self.world = world
        self.login = login
        self.owner = f"{provider}:{login}"

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

    def document(self, key: str) -> Document:
        """One of the account's own papers: its settings, its birth, until when its calls are charged."""
        document: Any = self.row("account", key)
        if document is None:
            raise LookupError(f"no account {self.login!r}")
        return dict(document)


class Subscriber(Holder, ABC):
    """An account whose numbers and devices make calls, by a plan that changes from tomorrow on: the past stays."""

    devices: ClassVar[str] = "login"
    """What the lines beside the numbers ("did") are called."""

    @property
    def ended_by(self) -> datetime:
        """Calls that ended by then have happened; aware UTC."""
        return self.world.clock.now()

    def cost_of(self, call: Call) -> Decimal:
        """In the unit that the account is kept in."""
        return Decimal(call.total)

    @abstractmethod
    def pay(self, amount: Decimal) -> None:
        """Take money; a negative amount is given."""

    @property
    def plan(self) -> Plan:
        birth = self.document("birth")
        return Plan(
            seed=birth["seed"],
            owner=self.owner,
            volume=tuple((date.fromisoformat(since), count) for since, count in birth["volume"]),
            dids=self._lines("did"),
            logins=self._lines(self.devices),
        )

    def add_line(self, kind: str, name: str, since: date | None = None) -> None:
        """Calls go over this number or device, from tomorrow on when no day is named."""
        start = (since or self._tomorrow()).isoformat()
        self.write(f"{kind}-lines", f"{name}@{start}", {"name": name, "since": start, "until": ""})

    def end_line(self, kind: str, name: str) -> None:
        for key, line in self.world.store.all(self.owner, f"{kind}-lines"):
            if line["name"] == name and not line["until"]:
                self.write(f"{kind}-lines", key, {**line, "until": self._tomorrow().isoformat()})

    def calls(self, start: datetime, end: datetime) -> list[Call]:
        """The generator's, ended, that started in [start, end), by their start."""
        return self.world.calls.between(self.plan, start, end, now=self.ended_by)

    def make_calls(self, count: int) -> list[Call]:
        """Calls that have just ended, charged."""
        made = self.world.calls.add(self.plan, count, now=self.ended_by)
        self.pay(self._sum(made))
        return made

    def charge_calls(self) -> None:
        """Those that ended since this was last done."""
        now, until = self.ended_by, datetime.fromisoformat(self.document("charged")["until"])
        if now > until:
            ended = self.world.calls.ended_between(self.plan, until, now)
            self.write("account", "charged", {"until": now.isoformat()})
            self.pay(self._sum(ended))

    def change_volume(self, per_day: int) -> None:
        birth = self.document("birth")
        tomorrow = self._tomorrow().isoformat()
        volume = [entry for entry in birth["volume"] if entry[0] != tomorrow]
        self.write("account", "birth", {**birth, "volume": [*volume, [tomorrow, per_day]]})

    def _lines(self, kind: str) -> tuple[Line, ...]:
        return tuple(
            Line(
                name=line["name"],
                since=date.fromisoformat(line["since"]),
                until=date.fromisoformat(line["until"]) if line["until"] else None,
            )
            for line in self.rows(f"{kind}-lines")
        )

    def _sum(self, calls: list[Call]) -> Decimal:
        return sum((self.cost_of(call) for call in calls), Decimal(0))

    def _tomorrow(self) -> date:
        return self.ended_by.date() + timedelta(days=1)
