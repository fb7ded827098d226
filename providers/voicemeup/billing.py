"""Money at VoiceMeUp: get_funding_details, get_transactions, get_rates, add_funds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from providers import errors
from providers.values.billing import Balance, Funding, Invoice, Rate, Transaction
from providers.values.calls import Window
from providers.values.money import Money
from providers.voicemeup import faults, messages, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.coverage import Coverage
from providers.voicemeup.envelope import Row
from providers.wire.redact import without_secrets

# Which way money goes, by the type of a transaction; anything else is taken as it stands.
_CHARGES = frozenset({"invoice", "return", "charge"})
_INVOICE = "invoice"


class VoicemeupBilling:
    """The `Billing` port."""

    def __init__(self, client: Client, coverage: Coverage) -> None:
        self._client = client
        self._coverage = coverage

    def balance(self) -> Balance:
        found = self._client.one("get_funding_details", balance_from)
        if found is None:
            raise faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation="get_funding_details")
        return found

    def transactions(self, window: Window) -> Iterator[Transaction]:
        return (found for found in self._transactions(window) if found.at is None or _within(window, found))

    def invoices(self, window: Window) -> Iterator[Invoice]:
        """The invoices among the transactions; the service has no other list of them."""
        for found in self.transactions(window):
            if found.kind.lower() == _INVOICE:
                amount = Money(abs(found.amount.amount), found.amount.currency)
                yield Invoice(remote_id=found.remote_id, at=found.at, amount=amount, raw=found.raw)

    def rates(self, destination: str) -> Iterator[Rate]:
        """`destination` is a dialling prefix, or a country as ISO code or name."""
        wanted = destination.strip().removeprefix("+")
        if wanted.isascii() and wanted.isdigit():
            return self._client.read("get_rates", rate_from, code=wanted)
        country = self._coverage.country_id(wanted)
        if not country:
            return iter(())
        return self._client.read("get_rates", rate_from, country_id=country)

    def add_funds(self, funding: Funding) -> None:
        """`details` are the card's or the bank account's parameters of add_funds; they are sent and never kept."""
        self._client.do(
            "add_funds",
            amount=funding.amount,
            currency=funding.currency,
            payment_method=funding.method,
            **funding.details,
        )

    def _transactions(self, window: Window) -> Iterator[Transaction]:
        first = window.start.astimezone(scalars.ZONE).date()
        last = (window.end - timedelta(microseconds=1)).astimezone(scalars.ZONE).date()
        return self._client.read("get_transactions", transaction_from, date_from=first, date_to=last)


def _within(window: Window, found: Transaction) -> bool:
    return found.at is not None and window.start - timedelta(days=1) < found.at < window.end


def balance_from(row: Row) -> Balance:
    """`account_balance` by the rule of the suffix CR; `funds_left` where that is not told."""
    amount = scalars.balance(row.get("account_balance"))
    if amount is None:
        amount = scalars.balance(row.get("funds_left"))
    if amount is None:
        raise scalars.WrongShape("no balance")
    return Balance(available=Money(amount, scalars.currency_of(row.get("currency"))), raw=without_secrets(row))


def transaction_from(row: Row) -> Transaction:
    """The suffix CR decides where it stands; else the type tells which way the money went."""
    kind = scalars.text(row.get("type"))
    return Transaction(
        remote_id=scalars.text(row.get("transaction_id")),
        at=scalars.moment(row.get("date"), row.get("time")),
        amount=Money(_signed(row, kind.lower()), scalars.currency_of(row.get("currency"))),
        kind=kind,
        description=scalars.text(row.get("description")),
        raw=without_secrets(row),
    )


def _signed(row: Mapping[str, object], kind: str) -> Decimal:
    written = row.get("amount")
    if scalars.has_credit_suffix(written):
        return scalars.balance(written) or Decimal(0)
    amount = scalars.decimal(written)
    if amount is None:
        raise scalars.WrongShape("a transaction without an amount")
    return -amount if kind in _CHARGES and amount > 0 else amount


def rate_from(row: Row) -> Rate:
    price = scalars.money(row.get("rate"), row.get("currency"))
    if price is None:
        raise scalars.WrongShape("a rate without a price")
    return Rate(
        prefix=scalars.text(row.get("code")),
        destination=scalars.text(row.get("destination")),
        per_minute=price,
        increment=scalars.whole(scalars.text(row.get("increment")).partition("/")[0]),
        raw=without_secrets(row),
    )
