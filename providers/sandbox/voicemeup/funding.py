"""Money: what is there, what came and went, and adding some."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from providers.sandbox.voicemeup.account import RATES, Account
from providers.sandbox.voicemeup.answer import Answer
from providers.sandbox.voicemeup.refusal import Refused

MINIMUM = Decimal(10)  # Canadian dollars
BANK_CURRENCIES = frozenset(["CAD", "USD"])
# What becomes of a charge, by the last digits of the card or the bank account; all others are paid.
DENIED, FAILED = "0002", "0341"


def get_funding_details(account: Account, given: dict[str, str]) -> Answer:
    balance, settings = account.balance(), account.settings
    record = {
        "account_balance": account.signed(balance),
        "funds_left": account.signed(balance + settings.credit_limit),
        "currency": account.currency,
        "credit_limit": account.told(settings.credit_limit),
        "minimum_balance": account.told(Decimal(0)),
        "auto_funding": "0",
        "status": "active" if balance + settings.credit_limit > 0 else "suspended",
    }
    return Answer(records=(record,), element="funding_details")


def get_transactions(account: Account, given: dict[str, str]) -> Answer:
    """The whole history without dates, oldest first. Money that came bears CR."""
    since, until = given.get("date_from", ""), given.get("date_to") or "9999"
    records = []
    for row in sorted(account.rows("transactions"), key=lambda row: (row["at"], row["transaction_id"])):
        day = account.day_of(datetime.fromisoformat(row["at"]))
        if since <= day <= until:
            records.append({
                "transaction_id": row["transaction_id"], "date": day, "type": row["type"],
                "description": row["description"], "amount": account.signed(Decimal(row["amount"])),
                "balance": account.signed(Decimal(row["balance"])), "currency": account.currency,
            })  # fmt: skip
    return Answer(records=tuple(records), element="transaction_details", container="transactions")


def add_funds(account: Account, given: dict[str, str]) -> Answer:
    """Charges a card or a bank account; the amount is in the currency that was asked for."""
    wrong = _problems(account, given)
    if wrong:
        raise Refused(*wrong)
    source = given.get("credit_card_number") or given.get("bank_account_number") or ""
    if source.endswith(DENIED):
        raise Refused("payment_denied")
    if source.endswith(FAILED):
        raise Refused("payment_attempt_failed")
    amount = _in_cad(given)
    transaction = account.book("payment", amount, f"Payment by {given['payment_method'].replace('_', ' ')}")
    record = {
        "transaction_id": transaction["transaction_id"], "amount": given["amount"], "currency": given["currency"],
        "account_balance": account.signed(account.balance()),
    }  # fmt: skip
    return Answer(records=(record,), element="transaction_details")


def _problems(account: Account, given: dict[str, str]) -> list[str]:
    wrong = []
    if given["payment_method"] == "bank" and given["currency"] not in BANK_CURRENCIES:
        wrong.append("currency_not_supported")
    if _in_cad(given) < MINIMUM:
        wrong.append("minimum_amount_required")
    if given["payment_method"] == "credit_card" and _expiry(given) < account.day_of(account.now)[:7]:
        wrong.append("credit_card_expiration_year_invalid")
    if not account.settings.billing_contact:
        wrong.append("billing_contact_not_found")
    return wrong


def _in_cad(given: dict[str, str]) -> Decimal:
    return Decimal(given["amount"]) / RATES[given["currency"]]


def _expiry(given: dict[str, str]) -> str:
    return f"20{given['credit_card_expiration_year'][-2:]}-{given['credit_card_expiration_month']}"
