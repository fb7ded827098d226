"""What an adapter tells of its exchanges, kept for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Kept:
    """An `Exchanges` that keeps what it is told. How long it took is left out: its digits might look like a secret's."""

    told: list[dict[str, Any]] = field(default_factory=list)

    def record(self, *, operation: str, seconds: float, outcome: str, request: str, response: str) -> None:
        assert seconds >= 0
        self.told.append({"operation": operation, "outcome": outcome, "request": request, "response": response})
