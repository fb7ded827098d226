"""Money: an exact amount and its currency, never a bare float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """`currency` is an ISO 4217 code in capitals. Amounts keep the provider's precision (rates have up to 8 places)."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise ValueError(f"money needs a finite Decimal, not {self.amount!r}")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise ValueError(f"not an ISO 4217 code: {self.currency!r}")

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"
