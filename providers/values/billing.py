"""What an account has left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from providers.values.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Money left on a prepaid account (positive) or owed (negative)."""

    available: Money
    spent_today: Money | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
