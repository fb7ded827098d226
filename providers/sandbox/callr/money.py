"""The prepaid credit and what is told of it. All amounts are cents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from providers.sandbox.callr.account import Account, amount
from providers.sandbox.callr.events import tell

Given = dict[str, Any]


def get_prepaid_credit(account: Account, given: Given) -> str:
    return amount(account.balance())


def charge(account: Account, cost: Decimal) -> None:
    """Take cents for something that was bought; the account is warned when little is left."""
    before = account.balance()
    account.pay(cost)
    settings = account.settings
    for limit, event in ((settings.warning_limit, "credit_warning"), (settings.shutdown_limit, "credit_shutdown")):
        if before > limit >= settings.credit:
            tell_credit(account, event, cost)


def give(account: Account, credit: Decimal) -> None:
    """Credit that comes or goes (negative) otherwise than by use."""
    account.balance()
    account.pay(-credit)
    tell_credit(account, "credit", abs(credit))


def tell_credit(account: Account, event: str, last: Decimal) -> None:
    settings = account.settings
    data = {
        "balance": amount(settings.credit),
        "currency_code": settings.currency,
        "last_transaction_amount": amount(last),
        "shutdown_limit": amount(settings.shutdown_limit),
        "warning_limit": amount(settings.warning_limit),
    }
    tell(account, f"billing.{event}", data)


def can_pay(account: Account, cost: Decimal) -> bool:
    return account.settings.billing_mode == "POSTPAID" or account.balance() >= cost
