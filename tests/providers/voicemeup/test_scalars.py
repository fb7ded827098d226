"""Single values of VoiceMeUp: amounts with CR, numbers of mixed length, dates of an Eastern clock."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.voicemeup import scalars


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12.50CR", "12.50"),
        ("12.50", "-12.50"),
        ("1,234.50 CR", "1234.50"),
        ("1,234.50", "-1234.50"),
        ("$ 7.00cr", "7.00"),
        ("0.00", "0.00"),
        ("0CR", "0"),
        ("-3.00", "-3.00"),
        (".5CR", "0.5"),
    ],
)
def test_an_amount_without_cr_is_owed(written: str, meant: str) -> None:
    assert scalars.balance(written) == Decimal(meant)


@pytest.mark.parametrize("written", ["-12.50CR", "CR", "twelve", "1.2.3CR", "NaN", "Infinity"])
def test_an_amount_that_contradicts_itself_is_refused(written: str) -> None:
    with pytest.raises(scalars.WrongShape):
        scalars.balance(written)


def test_no_amount_is_unknown_and_not_zero() -> None:
    assert scalars.balance(None) is None
    assert scalars.balance("  ") is None
    assert scalars.money(None) is None


def test_the_rule_of_cr_is_not_applied_to_charges() -> None:
    assert scalars.money("0.0048") == Money(Decimal("0.0048"), "CAD")
    assert scalars.money("0.0048", "usd") == Money(Decimal("0.0048"), "USD")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5145550142", "+15145550142"),
        ("15145550142", "+15145550142"),
        ("+1 514-555-0142", "+15145550142"),
        ("01133199004712", "+33199004712"),
        ("33199004712", "+33199004712"),
    ],
)
def test_numbers_of_any_length_become_the_same(written: str, meant: str) -> None:
    assert scalars.phone(written) == PhoneNumber(meant)


@pytest.mark.parametrize("written", [None, "", "anonymous", "1001", "911", "0145550142", "514555014²"])
def test_what_is_no_number_stays_none(written: str | None) -> None:
    assert scalars.phone(written) is None


def test_numbers_are_sent_without_one_and_plus() -> None:
    assert scalars.digits(PhoneNumber("+15145550142")) == "5145550142"
    assert scalars.digits(PhoneNumber("+33199004712")) == "33199004712"
    assert scalars.eleven(PhoneNumber("+15145550142")) == "15145550142"


def test_times_are_eastern_and_become_utc() -> None:
    assert scalars.moment("2024-05-01", "13:07:09") == datetime(2024, 5, 1, 17, 7, 9, tzinfo=UTC)
    assert scalars.moment("2024-12-01", "13:07:09") == datetime(2024, 12, 1, 18, 7, 9, tzinfo=UTC)
    assert scalars.moment("2024-05-01 13:07:09") == datetime(2024, 5, 1, 17, 7, 9, tzinfo=UTC)
    assert scalars.moment("2024-05-01") == datetime(2024, 5, 1, 4, tzinfo=UTC)


def test_no_time_is_none() -> None:
    assert scalars.moment(None) is None
    assert scalars.moment("0000-00-00 00:00:00") is None
    assert scalars.day("0000-00-00") is None
    assert scalars.day("2024-05-01 10:00:00") == date(2024, 5, 1)


def test_lists_come_joined_or_as_elements() -> None:
    assert scalars.pieces("1, 2,,3") == ("1", "2", "3")
    assert scalars.pieces(["1", None, "2"]) == ("1", "2")
    assert scalars.pieces(None) == ()


def test_a_word_is_no_number_of_seconds() -> None:
    assert scalars.whole("disabled") is None
    assert scalars.whole("25") == 25
    assert scalars.whole("²") is None


VALUES = st.one_of(st.none(), st.text(max_size=60), st.lists(st.text(max_size=8), max_size=3), st.just({"a": "b"}))


@given(VALUES, VALUES)
def test_any_value_is_read_or_refused_as_a_wrong_shape(value: object, other: object) -> None:
    for read in (
        scalars.text, scalars.flag, scalars.whole, scalars.pieces, scalars.decimal, scalars.balance, scalars.day,
        scalars.phone, scalars.money, scalars.currency_of,
    ):  # fmt: skip
        with contextlib.suppress(scalars.WrongShape):
            read(value)
    try:
        found = scalars.moment(value, other)
    except scalars.WrongShape:
        return
    assert found is None or found.tzinfo is UTC
