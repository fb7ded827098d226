"""The money of a VoIP.ms account: its balance and ledger, invoices, and what calls cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from providers.values.billing import Balance, Funding, Invoice, Rate, Transaction
from providers.values.calls import Window
from providers.voipms import days, faults, scalars
from providers.voipms.client import Client
from providers.wire.redact import without_secrets


class VoipmsBilling:
    """The `Billing` port. Accounts are prepaid, in US dollars."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def balance(self) -> Balance:
        return self._client.one("getBalance", balance_from, advanced=True)

    def transactions(self, window: Window) -> Iterator[Transaction]:
        for first, last in days.spans(window):
            found = self._client.read("getTransactionHistory", transaction_from, date_from=first, date_to=last)
            yield from (each for each in found if days.within(window, each.at))

    def rates(self, destination: str) -> Iterator[Rate]:
        """Of each route that calls can take (Value, Premium), named behind the destination."""
        routes = self._client.read(
            "getRoutes", lambda row: (scalars.text(row.get("value")), scalars.text(row.get("description")))
        )
        for route, name in routes:
            yield from self._client.read(
                "getTerminationRates", partial(rate_from, name), query=destination, route=route
            )

    def invoices(self, window: Window) -> Iterator[Invoice]:
        """The service writes one bill for whatever days it is asked for. Days without charges may have none."""
        first = window.start.astimezone(scalars.EASTERN).date()
        last = (window.end - timedelta(microseconds=1)).astimezone(scalars.EASTERN).date()
        key = self._client.catalog.options["invoice_key"]
        url = self._client.one(
            "getInvoice", lambda answer: scalars.text(answer.get(key)), **{"from": first, "to": last}
        )
        if url:
            yield Invoice(remote_id=f"{first}/{last}", at=window.end, url=url)

    def add_funds(self, funding: Funding) -> None:
        raise faults.unsupported("add_funds")


def balance_from(answer: Mapping[str, Any]) -> Balance:
    """An answer of getBalance; `spent_today` comes with advanced=1 only, and is New York's today."""
    row = answer.get("balance")
    available = scalars.money(row.get("current_balance")) if isinstance(row, dict) else None
    if not isinstance(row, dict) or available is None:
        raise scalars.WrongShape("an answer without a balance")
    return Balance(available=available, spent_today=scalars.money(row.get("spent_today")), raw=dict(row))


def transaction_from(row: Mapping[str, Any]) -> Transaction:
    """A row of getTransactionHistory; the service misspells the amount. A line without an id is known by what it says."""
    amount = scalars.money(row.get("ammount", row.get("amount")))
    if amount is None:
        raise scalars.WrongShape("a transaction without its amount")
    kind, description = scalars.text(row.get("type")), scalars.text(row.get("description"))
    written = [scalars.text(row.get("date")), kind, description, str(amount.amount)]
    return Transaction(
        remote_id=scalars.text(row.get("uniqueid")) or "/".join(written),
        at=scalars.moment(row.get("date")),
        amount=amount,
        kind=kind,
        description=description,
        raw=without_secrets(row),
    )


def rate_from(route: str, row: Mapping[str, Any]) -> Rate:
    """A row of getTerminationRates."""
    per_minute = scalars.money(row.get("rate"))
    if per_minute is None:
        raise scalars.WrongShape("a rate without its price")
    destination = scalars.text(row.get("destination"))
    return Rate(
        prefix=scalars.text(row.get("prefix")),
        destination=f"{destination} ({route})" if route else destination,
        per_minute=per_minute,
        increment=scalars.whole(row.get("increment")),
        raw=without_secrets(row),
    )
