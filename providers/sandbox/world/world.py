"""The one world that all the services share."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Lock

from providers.sandbox.world.calls import Calls
from providers.sandbox.world.clock import Clock
from providers.sandbox.world.faults import Faults
from providers.sandbox.world.store import Document, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One call that the sandbox received. Parameters come without the password."""

    number: int
    at: datetime
    provider: str
    account: str
    method: str
    parameters: dict[str, str]
    status: str
    fault: str = ""

    def as_document(self) -> Document:
        return {**asdict(self), "at": self.at.isoformat()}


class World:
    def __init__(self, folder: Path, *, seed: int = 1) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.store = Store(folder / "world.sqlite3")
        self.seed = seed
        self.clock = Clock(self.store)
        self.calls = Calls(self.store)
        self.faults = Faults(self.store)
        self.seen: deque[Seen] = deque(maxlen=20_000)
        self.lock = Lock()
        self._numbers = count(1)
        self.recent_calls: dict[tuple[str, str], deque[float]] = {}
        self.populate()

    def populate(self) -> None:
        from providers.sandbox.seed import VOIPMS_ACCOUNTS
        from providers.sandbox.voipms.birth import bear

        with self.store.together():
            for account in VOIPMS_ACCOUNTS:
                if self.store.get(account.api_username, "account", "account") is None:
                    bear(self.store, account, seed=self.seed, now=self.clock.now())

    def reset(self) -> None:
        """Back to birth: state, faults, clock and the log of calls."""
        self.store.clear()
        self.seen.clear()
        self.recent_calls.clear()
        self.populate()

    def saw(
        self, *, provider: str, account: str, method: str, parameters: dict[str, str], status: str, fault: str = ""
    ) -> None:
        self.seen.append(
            Seen(
                number=next(self._numbers),
                at=self.clock.now(),
                provider=provider,
                account=account,
                method=method,
                parameters=parameters,
                status=status,
                fault=fault,
            )
        )

    def logins(self, provider: str) -> list[str]:
        """The accounts of one provider."""
        return [
            account
            for account in self.store.accounts()
            if (settings := self.store.get(account, "account", "account")) and settings["provider"] == provider
        ]
