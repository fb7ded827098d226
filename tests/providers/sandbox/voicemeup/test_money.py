"""Balance, transactions, payments, rates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.providers.sandbox.voicemeup.calling import NORDPHONE, Row, Voicemeup
from tests.providers.sandbox.voicemeup.test_every_method import CARD, DATES

BANK: Row = {
    "amount": "30.00", "currency": "USD", "payment_method": "bank", "bank_name": "Caisse du Havre",
    "bank_account_type": "checking", "bank_account_number": "000123456", "bank_routing_number": "12345678",
}  # fmt: skip


def signed(text: str) -> Decimal:
    """CR is credit, nothing is owed."""
    return Decimal(text.removesuffix("CR")) * (1 if text.endswith("CR") else -1)


def _funding(vmu: Voicemeup) -> Row:
    return vmu.done("get_funding_details").row("funding_details")


def _transactions(vmu: Voicemeup, **asked: str) -> list[Row]:
    return vmu.done("get_transactions", **asked).rows("transaction_details")


def test_credit_bears_cr_and_debt_does_not(vmu: Voicemeup) -> None:
    assert _funding(vmu)["account_balance"] == f"{NORDPHONE.balance}CR"
    vmu.change(balance="-12.50")
    assert (_funding(vmu)["account_balance"], _funding(vmu)["funds_left"]) == ("12.50", "37.50CR")
    vmu.change(balance="0")
    assert _funding(vmu)["account_balance"] == "0.00"


def test_calls_are_charged_as_they_end(vmu: Voicemeup) -> None:
    before = signed(_funding(vmu)["account_balance"])
    known = vmu.done("get_calls", **DATES, result_limit=1000, result_offset=2000).rows("call_details")[-1]
    vmu.sandbox.step(2 * 86_400)
    fresh = vmu.done("get_calls", unique_id=known["unique_id"], result_limit=1000).rows("call_details")
    charged = sum(Decimal(call["billed_amount"]) for call in fresh)
    assert fresh
    assert abs(before - charged - signed(_funding(vmu)["account_balance"])) <= Decimal("0.01")


def test_transactions_add_up_to_the_balance(vmu: Voicemeup) -> None:
    rows = _transactions(vmu)
    assert {row["type"] for row in rows} == {"invoice", "payment", "credit", "refund"}
    for before, after in pairwise(rows):
        assert signed(before["balance"]) + signed(after["amount"]) == signed(after["balance"])
    assert rows[-1]["balance"] == _funding(vmu)["account_balance"]


def test_transactions_are_chosen_by_date(vmu: Voicemeup) -> None:
    day = _transactions(vmu)[3]["date"]
    assert {row["date"] for row in _transactions(vmu, date_from=day, date_to=day)} == {day}
    later = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert vmu.refused("get_transactions", date_from=later, date_to=day) == ["date_to_invalid"]


def test_the_month_is_invoiced(vmu: Voicemeup) -> None:
    known = len(_transactions(vmu))
    vmu.sandbox.step(10 * 86_400)
    (invoice,) = _transactions(vmu)[known:]
    assert (invoice["type"], signed(invoice["amount"])) == ("invoice", -Decimal("1.50") * NORDPHONE.numbers)


def test_funds_are_added(vmu: Voicemeup) -> None:
    told = vmu.done("add_funds", **CARD).row("transaction_details")
    assert told["account_balance"] == _funding(vmu)["account_balance"]
    assert signed(told["account_balance"]) == Decimal(NORDPHONE.balance) + 50
    assert _transactions(vmu)[-1]["transaction_id"] == told["transaction_id"]


def test_funds_of_another_currency_are_converted(vmu: Voicemeup) -> None:
    vmu.done("add_funds", **BANK)
    assert signed(_funding(vmu)["account_balance"]) > Decimal(NORDPHONE.balance) + 30


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({**CARD, "amount": "9.99"}, "minimum_amount_required"),
        ({**CARD, "credit_card_number": "4000000000000002"}, "payment_denied"),
        ({**CARD, "credit_card_number": "4000000000000341"}, "payment_attempt_failed"),
        ({**CARD, "credit_card_expiration_year": "2020"}, "credit_card_expiration_year_invalid"),
        ({**BANK, "currency": "EUR"}, "currency_not_supported"),
    ],
)
def test_a_payment_is_refused(vmu: Voicemeup, asked: Row, code: str) -> None:
    assert vmu.refused("add_funds", **asked) == [code]
    assert _funding(vmu)["account_balance"] == f"{NORDPHONE.balance}CR"


def test_a_payment_wants_a_billing_contact(vmu: Voicemeup) -> None:
    vmu.change(billing_contact=False)
    assert vmu.refused("add_funds", **CARD) == ["billing_contact_not_found"]


def test_rates_by_prefix_country_and_state(vmu: Voicemeup) -> None:
    def codes(**asked: str) -> set[str]:
        return {row["code"] for row in vmu.done("get_rates", **asked).rows("rate_details")}

    assert codes(code="1514") == {"1514"}
    assert codes(code="15145550120") == {"1514"}  # a whole number: the closest prefix
    assert codes(code="33") == {"33", "336", "337"}
    assert codes(country_id="73") == {"33", "336", "337"}
    assert codes(country_id="38", state_id="2") == {"1604", "1250"}


def test_the_rate_of_a_call_is_in_the_list(vmu: Voicemeup) -> None:
    call = vmu.done("get_calls", **DATES, direction="outbound").rows("call_details")[0]
    (rate,) = vmu.done("get_rates", code=call["normalized"]).rows("rate_details")
    assert rate["rate"] == call["current_rate"]
