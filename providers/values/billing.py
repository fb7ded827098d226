"""Money at the provider: what an account has left, what it was charged, what calls cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from providers.values.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Money left on a prepaid account (positive) or owed (negative)."""

    available: Money
    spent_today: Money | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One line of the ledger: `amount` is positive for money that came in, negative for a charge."""

    remote_id: str
    at: datetime | None
    amount: Money
    kind: str = ""  # the provider's word: "payment", "DID", "invoice"…
    description: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a minute to a destination costs; `increment` is the billing step in seconds."""

    prefix: str
    destination: str
    per_minute: Money
    increment: int | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A bill, or the address where it can be read."""

    remote_id: str
    at: datetime | None
    amount: Money | None = None
    url: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """A payment into the account. `method` and `details` are the provider's own; card data is never kept or logged."""

    amount: Decimal
    currency: str
    method: str
    details: Mapping[str, str] = field(default_factory=dict, repr=False)
