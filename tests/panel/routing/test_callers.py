"""Whom a caller ID filter takes."""

from __future__ import annotations

from typing import Any

import pytest

from panel.routing.callers import is_set_on, rank, takes

BOOK = {"": frozenset({"+15145550180", "+15145550181"}), "3220": frozenset({"+15145550180"})}


def verdict(callers: Any, caller: str) -> bool | None:
    return takes({"callers": callers}, caller, lambda group: BOOK.get(group, frozenset()))


def number(pattern: str) -> dict[str, str]:
    return {"which": "number", "pattern": pattern}


@pytest.mark.parametrize(
    "pattern", ["2145550100", "214*", "214XXX0100", "214XXXXXXX", "214XXX01*", "12145550100", "*", "NXXNXXXXXX"]
)
def test_patterns_that_match(pattern: str) -> None:
    assert verdict(number(pattern), "+12145550100") is True


@pytest.mark.parametrize("pattern", ["214XXX7*", "214XXX", "2145550101", "NNNNNNNNNN", "145550100"])
def test_patterns_that_do_not_match(pattern: str) -> None:
    assert verdict(number(pattern), "+12145550100") is False


def test_a_foreign_caller_is_compared_in_all_digits() -> None:
    assert verdict(number("33199*"), "+33199004712") is True
    assert verdict(number("3199*"), "+33199004712") is False


@pytest.mark.parametrize("pattern", ["", "214[5", "(214)", "21*45", "214.*"])
def test_a_pattern_that_is_not_understood_is_unknown(pattern: str) -> None:
    assert verdict(number(pattern), "+12145550100") is None


def test_withheld_and_foreign_callers() -> None:
    assert verdict({"which": "anonymous"}, "") is True
    assert verdict({"which": "anonymous"}, "+15145550111") is False
    assert verdict({"which": "not_north_american"}, "+33199004712") is True
    assert verdict({"which": "not_north_american"}, "+15145550111") is False
    assert verdict({"which": "not_north_american"}, "") is False
    assert verdict(number("*"), "") is False


def test_the_phonebook_and_a_group_of_it() -> None:
    assert verdict({"which": "phonebook"}, "+15145550181") is True
    assert verdict({"which": "phonebook", "group": "3220"}, "+15145550181") is False
    assert verdict({"which": "phonebook", "group": "9"}, "+15145550180") is False


@pytest.mark.parametrize("callers", [{"which": "attestation"}, {"which": "unknown"}, {}, None, "514*"])
def test_what_is_not_told_is_unknown(callers: Any) -> None:
    assert verdict(callers, "+15145550111") is None


def test_a_number_comes_before_a_pattern_and_that_before_the_rest() -> None:
    filters = [{"which": "anonymous"}, number("214*"), number("2145550100")]
    assert sorted(filters, key=lambda each: rank({"callers": each})) == filters[::-1]


def test_a_filter_is_set_on_one_number_or_on_all() -> None:
    assert is_set_on({"numbers": ["+15145550142"]}, "+15145550142")
    assert not is_set_on({"numbers": ["+15145550142"]}, "+15145550143")
    assert is_set_on({"every_number": True}, "+15145550143")
    assert not is_set_on({}, "+15145550143")
