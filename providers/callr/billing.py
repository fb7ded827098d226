"""What a CALLR account has left, and what a text message costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from providers.callr import faults, scalars
from providers.callr.client import Client
from providers.values.billing import Balance, Funding, Invoice, Rate, Transaction
from providers.values.calls import Window
from providers.values.money import Money


class CallrBilling:
    """The `Billing` port: the balance. Transactions, rates, invoices and payments have no documented method."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def balance(self) -> Balance:
        return self._client.one("billing.get_prepaid_credit", self._balance_from)

    def _balance_from(self, answer: Any) -> Balance:
        """A number or numeric string. Its unit is not documented: cents, as all amounts of this API (NOTES.md)."""
        amount = scalars.decimal(answer)
        if amount is None:
            raise scalars.WrongShape("a balance that is no number")
        if self._client.catalog.options["prepaid_credit_unit"] == "cents":
            amount /= 100
        return Balance(available=Money(amount, self._client.currency), raw={"credit": answer})

    def transactions(self, window: Window) -> Iterator[Transaction]:
        raise faults.unsupported("billing.transactions")

    def rates(self, destination: str) -> Iterator[Rate]:
        raise faults.unsupported("billing.rates")

    def invoices(self, window: Window) -> Iterator[Invoice]:
        raise faults.unsupported("billing.invoices")

    def add_funds(self, funding: Funding) -> None:
        raise faults.unsupported("billing.add_funds")
