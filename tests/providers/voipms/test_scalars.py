from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Route, RouteKind
from providers.voipms import scalars


@pytest.mark.parametrize("value", ["1", 1, True, "yes", "Yes", "Y", "y", "true", " 1 "])
def test_all_dialects_of_yes(value: object) -> None:
    assert scalars.flag(value) is True


@pytest.mark.parametrize("value", ["0", 0, False, "no", "N", "false"])
def test_all_dialects_of_no(value: object) -> None:
    assert scalars.flag(value) is False


@pytest.mark.parametrize("value", [None, "", "maybe", "2"])
def test_what_says_neither_yes_nor_no_is_unknown(value: object) -> None:
    assert scalars.flag(value) is None


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("5145550142", "+15145550142"),
        ("15145550142", "+15145550142"),
        ("+15145550142", "+15145550142"),
        ("514.555.0142", "+15145550142"),
        ("(514) 555-0142", "+15145550142"),
        (5145550142, "+15145550142"),
        ("01133199004712", "+33199004712"),
        ("33199004712", "+33199004712"),
    ],
)
def test_phones_in_all_their_spellings(written: object, e164: str) -> None:
    assert scalars.phone(written) == PhoneNumber(e164)


@pytest.mark.parametrize("written", ["", None, "-1", "0", "101", "anonymous", "sip:2563", "all", False, "99999999"])
def test_what_is_no_phone_is_none(written: object) -> None:
    assert scalars.phone(written) is None


def test_numbers_go_out_as_ten_digits_or_with_their_country() -> None:
    assert scalars.digits(PhoneNumber("+15145550142")) == "5145550142"
    assert scalars.digits(PhoneNumber("+33199004712")) == "33199004712"


def test_no_date_is_none() -> None:
    assert scalars.day("0000-00-00") is None
    assert scalars.day("") is None
    assert scalars.day(False) is None
    assert scalars.moment("0000-00-00 00:00:00") is None
    assert scalars.day("2026-08-30") == date(2026, 8, 30)


@pytest.mark.parametrize("written", ["2026-13-01", "yesterday", "30/08/2026"])
def test_a_broken_date_is_a_wrong_shape(written: str) -> None:
    with pytest.raises(scalars.WrongShape):
        scalars.day(written)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-01-15 12:00:00", datetime(2026, 1, 15, 17, tzinfo=UTC)),  # standard time
        ("2026-07-15 12:00:00", datetime(2026, 7, 15, 16, tzinfo=UTC)),  # daylight time
        ("2026-03-08 01:59:59", datetime(2026, 3, 8, 6, 59, 59, tzinfo=UTC)),  # the last second before spring
        ("2026-03-08 03:00:00", datetime(2026, 3, 8, 7, tzinfo=UTC)),  # the next second
        ("2026-11-01 00:59:59", datetime(2026, 11, 1, 4, 59, 59, tzinfo=UTC)),
        ("2026-11-01 01:30:00", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # twice on that night: the first
        ("2026-11-01 02:00:00", datetime(2026, 11, 1, 7, tzinfo=UTC)),
    ],
)
def test_times_are_read_on_the_clock_of_new_york(written: str, utc: datetime) -> None:
    assert scalars.moment(written) == utc


def test_money_is_exact_us_dollars() -> None:
    assert scalars.money("0.00480000") == Money(Decimal("0.00480000"), "USD")
    assert scalars.money(0.0048) == Money(Decimal("0.0048"), "USD")
    assert scalars.money("") is None
    assert scalars.money("NaN") is None


def test_rows_in_all_the_forms_of_a_list() -> None:
    row = {"did": "5145550142"}
    assert scalars.rows([row, row]) == [row, row]
    assert scalars.rows(row) == [row]
    assert scalars.rows({"0": row, "1": row}) == [row, row]
    for nothing in cast("list[object]", [None, "", [], False]):
        assert scalars.rows(nothing) == []


@pytest.mark.parametrize("value", ["text", 7, ["text"], [[], {}]])
def test_what_is_no_list_of_rows_is_a_wrong_shape(value: object) -> None:
    with pytest.raises(scalars.WrongShape):
        scalars.rows(value)


@pytest.mark.parametrize(
    ("written", "name", "number"),
    [
        ('"John Doe" <5145550142>', "John Doe", "5145550142"),
        ("John Doe <5145550142>", "John Doe", "5145550142"),
        ('"" <anonymous>', "", "anonymous"),
        ("5145550142", "", "5145550142"),
        ("", "", ""),
    ],
)
def test_caller_ids(written: str, name: str, number: str) -> None:
    assert scalars.caller_id(written) == (name, number)


def test_routes_split_at_the_first_colon() -> None:
    assert scalars.route("sip:desk@sip.example.com:5060") == Route(
        kind=RouteKind.SIP_URI, target="desk@sip.example.com:5060"
    )
    assert scalars.route("account:100001_VoIP") == Route(kind=RouteKind.ACCOUNT, target="100001_VoIP")
    assert scalars.route("sys:hangup") == Route(kind=RouteKind.SYSTEM, target="hangup")


@pytest.mark.parametrize("written", ["none:", "none", "", "-1", None, "none:x"])
def test_every_spelling_of_nowhere(written: object) -> None:
    assert scalars.route(written) == NOWHERE


@pytest.mark.parametrize("written", ["did:5145550142", "fax:12", "fwd", "fwd:"])
def test_an_unknown_header_is_kept_as_it_came_and_goes_back_unchanged(written: str) -> None:
    route = scalars.route(written)
    assert route.kind is RouteKind.UNKNOWN
    assert scalars.route_text(route) == written


@pytest.mark.parametrize("kind", sorted(set(RouteKind) - set(scalars.HEADERS) - {RouteKind.UNKNOWN}))
def test_kinds_without_a_header_cannot_be_routed_to(kind: RouteKind) -> None:
    with pytest.raises(ValueError, match="no route"):
        scalars.route_text(Route(kind=kind, target="1"))


targets = st.text(st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)
routable = st.sampled_from([kind for kind in scalars.HEADERS if kind is not RouteKind.NONE])


@given(kind=routable, target=targets)
def test_a_route_survives_the_way_out_and_back(kind: RouteKind, target: str) -> None:
    route = Route(kind=kind, target=target)
    assert scalars.route(scalars.route_text(route)) == route


@given(st.text(max_size=60))
def test_any_text_is_some_route_and_what_is_somewhere_goes_back_as_it_came(written: str) -> None:
    route = scalars.route(written)
    if route.kind is not RouteKind.NONE:
        assert scalars.route_text(route) == written.strip()
