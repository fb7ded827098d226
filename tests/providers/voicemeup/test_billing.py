"""Money: the balance by its suffix, which way a transaction went, rates by country, funds that are added once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from providers import errors
from providers.values.billing import Funding
from providers.values.calls import Window
from providers.values.money import Money
from providers.voicemeup.provider import VoicemeupAccount
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Script
from tests.providers.voicemeup.conftest import answers, sent
from tests.providers.voicemeup.xml_answers import reply

MAY = Window(start=datetime(2024, 5, 1, 4, tzinfo=UTC), end=datetime(2024, 6, 1, 4, tzinfo=UTC))


def funding(**row: Any) -> Reply:
    return reply("funding_details", [{"status": "active", **row}])


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ({"account_balance": "412.75CR"}, "412.75"),
        ({"account_balance": "12.50"}, "-12.50"),
        ({"account_balance": "1,412.75 CR", "funds_left": "9.99CR"}, "1412.75"),
        ({"funds_left": "9.99CR"}, "9.99"),
        ({"account_balance": "0.00"}, "0"),
    ],
)
def test_the_balance(account: VoicemeupAccount, script: Script, row: dict[str, str], amount: str) -> None:
    answers(script, get_funding_details=funding(**row))
    assert account.billing.balance().available == Money(Decimal(amount), "CAD")


def test_the_balance_has_the_currency_of_its_record(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_funding_details=funding(account_balance="5.00CR", currency="USD"))
    assert account.billing.balance().available.currency == "USD"


@pytest.mark.parametrize(
    "answer", [reply(), funding(), funding(account_balance="-5.00CR"), funding(account_balance="much")]
)
def test_no_balance_is_not_zero(account: VoicemeupAccount, script: Script, answer: Reply) -> None:
    answers(script, get_funding_details=answer)
    with pytest.raises(errors.UnexpectedAnswer):
        account.billing.balance()


@pytest.mark.parametrize(
    ("kind", "written", "amount"),
    [
        ("invoice", "155.29", "-155.29"),
        ("Invoice", "-155.29", "-155.29"),
        ("payment", "163.00CR", "163.00"),
        ("payment", "163.00", "163.00"),
        ("invoice", "5.00CR", "5.00"),
        ("return", "163.00", "-163.00"),
        ("refund", "20.00", "20.00"),
        ("something", "7.00", "7.00"),
    ],
)
def test_which_way_a_transaction_went(
    account: VoicemeupAccount, script: Script, kind: str, written: str, amount: str
) -> None:
    row = {"transaction_id": "1", "date": "2024-05-03", "type": kind, "amount": written, "description": "x"}
    answers(script, get_transactions=reply("transaction_details", [row]))
    (found,) = account.billing.transactions(MAY)
    assert found.amount == Money(Decimal(amount), "CAD")
    assert (found.kind, found.raw["amount"]) == (kind, written)


def test_transactions_are_asked_for_by_whole_days(account: VoicemeupAccount, script: Script) -> None:
    rows = [
        {"transaction_id": "1", "date": "2024-05-01", "type": "invoice", "amount": "1.00"},
        {"transaction_id": "2", "date": "2024-05-31", "type": "invoice", "amount": "2.00"},
        {"transaction_id": "3", "date": "2024-06-01", "type": "invoice", "amount": "3.00"},
        {"transaction_id": "4", "date": "2024-05-09", "type": "payment", "amount": "4.00CR"},
    ]
    answers(script, get_transactions=reply("transaction_details", rows))
    assert [each.remote_id for each in account.billing.transactions(MAY)] == ["1", "2", "4"]
    invoices = list(account.billing.invoices(MAY))
    assert [(each.remote_id, each.amount) for each in invoices] == [
        ("1", Money(Decimal("1.00"), "CAD")),
        ("2", Money(Decimal("2.00"), "CAD")),
    ]
    assert sent(script, "get_transactions")[0] == {"date_from": "2024-05-01", "date_to": "2024-05-31"}


def test_rates_by_prefix_and_by_country(account: VoicemeupAccount, script: Script) -> None:
    rate = {"code": "1514", "destination": "MONTREAL", "rate": "0.0100", "increment": "6/6"}
    country = {"country_id": "38", "country_code": "CA", "country": "Canada"}
    answers(script, get_rates=reply("rate_details", [rate]), get_countries=reply("country_details", [country]))
    (found,) = account.billing.rates("+1514")
    assert (found.prefix, found.per_minute, found.increment) == ("1514", Money(Decimal("0.0100"), "CAD"), 6)
    assert list(account.billing.rates("CA")) == list(account.billing.rates("canada"))
    assert list(account.billing.rates("Atlantis")) == []
    assert sent(script, "get_rates") == [{"code": "1514"}, {"country_id": "38"}, {"country_id": "38"}]


CARD = {
    "credit_card_type": "visa", "credit_card_number": "4111111111111111", "credit_card_expiration_month": "12",
    "credit_card_expiration_year": "2030", "credit_card_cvd": "123",
}  # fmt: skip


def test_funds_are_added_once_and_the_card_is_never_told(account: VoicemeupAccount, script: Script, kept: Kept) -> None:
    payment = Funding(amount=Decimal("50.00"), currency="CAD", method="credit_card", details=CARD)
    account.billing.add_funds(payment)
    assert sent(script, "add_funds") == [
        {"amount": "50.00", "currency": "CAD", "payment_method": "credit_card", **CARD}
    ]
    answers(script, add_funds=Reply(hang_up=True))
    with pytest.raises(errors.OutcomeUnknown) as caught:
        account.billing.add_funds(payment)
    assert len(sent(script, "add_funds")) == 2
    for text in (repr(kept.told), repr(payment), repr(caught.value), str(caught.value), caught.value.raw):
        assert "4111111111111111" not in text
        assert "123" not in text
