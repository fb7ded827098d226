"""The sandbox's time: real time plus an offset that can be stepped, never back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from providers.sandbox.world.store import Store


class Clock:
    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def offset(self) -> timedelta:
        return timedelta(seconds=(self._store.get("", "clock", "offset") or {"seconds": 0})["seconds"])

    def now(self) -> datetime:
        """Aware UTC, whole seconds."""
        return (datetime.now(UTC) + self.offset).replace(microsecond=0)

    def step(self, by: timedelta) -> None:
        if by < timedelta(0):
            raise ValueError("the clock goes forward only")
        self._store.put("", "clock", "offset", {"seconds": (self.offset + by).total_seconds()})
