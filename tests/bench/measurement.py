"""What a measurement says, and how long something took."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """`baseline` is the same thing done the other way, in the same unit. `ratio` is value to baseline; `goal` its least value.

    Without a baseline the goal is the value's own; `at_most` turns it round.
    """

    name: str
    value: float
    unit: str
    goal: float
    baseline: float | None = None
    at_most: bool = False

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    @property
    def ok(self) -> bool:
        compared = self.value if self.ratio is None else self.ratio
        return compared <= self.goal if self.at_most else compared >= self.goal

    def as_row(self) -> dict[str, Any]:
        """A row of bench.json; figures to four digits."""
        row = asdict(self) | {"ratio": self.ratio, "ok": self.ok}
        names = ("name", "value", "unit", "baseline", "ratio", "goal", "ok")
        return {name: float(f"{row[name]:.4g}") if isinstance(row[name], float) else row[name] for name in names}


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def processor_seconds(work: Callable[[], object]) -> float:
    """What this process spent on it, for work that waits for nobody: other processes of a busy machine are not counted."""
    started = time.process_time()
    work()
    return time.process_time() - started
