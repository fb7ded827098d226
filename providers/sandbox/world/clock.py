"""The sandbox's time: real time, which can be stepped forward, made to run faster or to stand still, never back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from providers.sandbox.world.store import Document, Store

FASTEST = 100_000.0


class Clock:
    """World time = `world` + (real time - `real`) * `speed`, of the moment when it was last set."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def speed(self) -> float:
        return float(self._set_at["speed"])

    @property
    def _set_at(self) -> Document:
        start = datetime.fromtimestamp(0, UTC).isoformat()
        return self._store.get("", "clock", "set_at") or {"real": start, "world": start, "speed": 1.0}

    def now(self) -> datetime:
        """Aware UTC, whole seconds."""
        set_at = self._set_at
        passed = datetime.now(UTC) - datetime.fromisoformat(set_at["real"])
        return (datetime.fromisoformat(set_at["world"]) + passed * self.speed).replace(microsecond=0)

    def step(self, by: timedelta) -> None:
        if not timedelta(0) <= by <= timedelta(days=3660):
            raise ValueError("the clock goes forward only, by ten years at most")
        self._put(self.now() + by, self.speed)

    def run(self, speed: float) -> None:
        """How many seconds pass here in a real one; 0 makes the time stand still."""
        if not 0.0 <= speed <= FASTEST:
            raise ValueError(f"the speed is between 0 and {FASTEST:.0f}")
        self._put(self.now(), speed)

    def _put(self, world: datetime, speed: float) -> None:
        real = datetime.now(UTC)
        self._store.put("", "clock", "set_at", {"real": real.isoformat(), "world": world.isoformat(), "speed": speed})
