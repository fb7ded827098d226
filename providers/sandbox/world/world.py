"""The one world that all the services share."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

from providers.sandbox.world.agenda import Agenda
from providers.sandbox.world.calls import Calls
from providers.sandbox.world.clock import Clock
from providers.sandbox.world.database import open_database
from providers.sandbox.world.exchanges import Exchanges
from providers.sandbox.world.faults import Faults
from providers.sandbox.world.postbox import Postbox
from providers.sandbox.world.stock import Stock
from providers.sandbox.world.store import Document, Store

Birth = Callable[["World"], None]
Handler = Callable[["World", Document], None]

MOST_AT_ONCE = (
    20_000  # entries of the agenda in one go: a handler that always makes the next one must not stop the world
)
log = logging.getLogger(__name__)


class World:
    """Served by one event loop: whoever reads and writes without awaiting in between needs no lock.

    `births` lay down what is missing of each service's accounts. They run at every start, so that a service that joins
    later finds its accounts too. `handlers` do what the agenda has, by the kind of entry.
    """

    def __init__(
        self, folder: Path, *, seed: int, births: tuple[Birth, ...], handlers: Mapping[str, Handler] | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._database = open_database(folder / "world.sqlite3")
        self._births = births
        self._asked_seed = seed
        self.store = Store(self._database)
        self.clock = Clock(self.store)
        self.stock = Stock(self.store, self.clock)
        self.agenda = Agenda(self.store)
        self.postbox = Postbox(self.store, self.clock)
        self._handlers = handlers or {}
        self.calls = Calls(self.store)
        self.faults = Faults(self.store)
        self.exchanges = Exchanges(self._database)
        # When each account's last calls came, by the monotonic clock: the caps on calls a minute.
        self.recent: dict[str, deque[float]] = {}
        with self.store.together():
            self._populate()

    @property
    def seed(self) -> int:
        """The seed of this world's birth; another one given later changes nothing."""
        born = self.store.get("", "world", "born")
        return int(born["seed"]) if born else self._asked_seed

    def _populate(self) -> None:
        self.store.put("", "world", "born", {"seed": self.seed})
        for bear in self._births:
            bear(self)

    def catch_up(self) -> None:
        """Let everything happen that is due by now. Called before each request, so that nobody sees the world behind."""
        now = self.clock.now()
        for _ in range(MOST_AT_ONCE):
            with self.store.together():
                entry = self.agenda.take(now)
                if entry is None:
                    return
                try:
                    self._handlers[entry["kind"]](self, entry["what"])
                except Exception:
                    log.exception("Nothing came of %s", entry)

    def reset(self) -> None:
        """Back to birth: state, faults, clock and the log of calls."""
        with self.store.together():
            seed = self.seed
            self.store.clear()
            self.store.put("", "world", "born", {"seed": seed})
            self.exchanges.clear()
            self.recent.clear()
            self._populate()

    def logins(self, provider: str) -> list[str]:
        """The accounts of one provider, in the order of their birth."""
        return [account["login"] for _, account in self.store.all("", "accounts") if account["provider"] == provider]

    def add_account(self, provider: str, login: str) -> None:
        self.store.put("", "accounts", f"{provider}:{login}", {"provider": provider, "login": login})

    def close(self) -> None:
        self._database.close()
