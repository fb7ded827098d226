"""Port Billing: the prepaid balance. Invoices, rates and payments are not in the API (fact sheet §9)."""

from __future__ import annotations

from collections.abc import Iterator

from providers.values.billing import Balance, Funding, Invoice, Rate, Transaction
from providers.values.calls import Window
from providers.values.money import Money
from providers.voipinnovations import faults, scalars
from providers.voipinnovations.client import Client

CURRENCY = "USD"


class VoipinnovationsBilling:
    def __init__(self, client: Client) -> None:
        self._client = client

    def balance(self) -> Balance:
        answer = self._client.call("GetPrepaidBalance")
        try:
            available = Money(scalars.amount(answer.get("Amount")), CURRENCY)
        except scalars.WrongShape as problem:
            raise self._client.unreadable("GetPrepaidBalance", str(problem), answer) from None
        return Balance(available=available, raw={"Amount": str(answer.get("Amount"))})

    def transactions(self, window: Window) -> Iterator[Transaction]:
        raise faults.unsupported("transactions")

    def rates(self, destination: str) -> Iterator[Rate]:
        raise faults.unsupported("rates")

    def invoices(self, window: Window) -> Iterator[Invoice]:
        raise faults.unsupported("invoices")

    def add_funds(self, funding: Funding) -> None:
        raise faults.unsupported("add_funds")
