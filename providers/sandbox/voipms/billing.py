"""What a day costs: numbers whose month begins, and the automatic deposit of an account that runs dry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.days import EASTERN
from providers.sandbox.voipms.ordering import monthly
from providers.sandbox.world.store import Document

DAY_SECONDS = 86_400
LOW, DEPOSIT = Decimal(50), Decimal(250)  # US dollars


def day_is_billed(account: Account, entry: Document) -> None:
    """Runs once a day. One row of the ledger for each number."""
    account.later(DAY_SECONDS, "day_is_billed")
    today = account.moment.astimezone(EASTERN).date()
    for row in account.rows("dids"):
        due = row["next_billing"]
        if due != "0000-00-00" and date.fromisoformat(due) <= today:
            price = monthly(row["billing_type"])
            account.charge(price, kind=f"DID{row['did']}", description=f"DID Monthly Fee: {row['did']}")
            account.write(
                "dids", row["did"], {**row, "next_billing": _month_later(date.fromisoformat(due)).isoformat()}
            )
    if account.balance() < LOW:
        account.charge(-DEPOSIT, kind="Payment", description="Automatic payment by credit card")


def _month_later(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, min(day.day, 28))


def bear(account: Account) -> None:
    """The days to come."""
    account.later(DAY_SECONDS, "day_is_billed")
