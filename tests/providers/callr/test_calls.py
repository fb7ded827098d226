"""Call records become values: both directions, whatever quirks a row has, and fast."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import errors
from providers.callr.calls import Reader
from providers.callr.provider import CallrAccount
from providers.values.calls import CallRecord, Direction, Disposition, Window
from providers.values.money import Money
from providers.values.phone import PhoneNumber
from tests.providers.callr.service import Pages, Service

DAY = Window(start=datetime(2026, 11, 20, tzinfo=UTC), end=datetime(2026, 11, 21, tzinfo=UTC))
Recorded = Callable[[str], Any]


def inbound(row: Any) -> CallRecord:
    return Reader(Direction.INBOUND, "EUR")(json.dumps(row).encode())


def outbound(row: Any) -> CallRecord:
    return Reader(Direction.OUTBOUND, "USD")(json.dumps(row).encode())


def test_an_incoming_call_is_read(recorded: Recorded) -> None:
    row = recorded("cdr_in")
    call = inbound(row)
    assert call.remote_id == "8196250397886486477"
    assert call.started_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert (call.direction, call.disposition) == (Direction.INBOUND, Disposition.ANSWERED)
    assert (call.caller_number, call.callee_number) == (PhoneNumber("+33639980112"), PhoneNumber("+33199004712"))
    assert (call.caller_name, call.seconds, call.description) == ("HARPER JOAN", 125, "Ligne principale")
    assert call.cost == Money(Decimal("0.0198"), "EUR"), "amounts are in cents"
    assert call.raw == row


def test_a_record_is_a_frozen_call_record_with_all_its_fields(recorded: Recorded) -> None:
    call = inbound(recorded("cdr_in"))
    assert type(call) is CallRecord
    copied = replace(call)
    assert (copied, hash(type(copied))) == (call, hash(type(call)))
    assert {field.name for field in fields(call) if not hasattr(call, field.name)} == set()
    with pytest.raises(FrozenInstanceError):
        call.seconds = 1  # type: ignore[misc]


def test_what_a_record_said_is_kept_until_somebody_looks(recorded: Recorded) -> None:
    row = recorded("cdr_in")
    raw = inbound(row).raw
    assert (dict(raw), len(raw), repr(raw)) == (row, len(row), repr(row))
    assert msgspec.json.decode(msgspec.json.encode(raw, enc_hook=dict)) == row


def test_an_outgoing_call_is_read(recorded: Recorded) -> None:
    call = outbound(recorded("cdr_out"))
    assert (call.direction, call.disposition) == (Direction.OUTBOUND, Disposition.BUSY)
    assert (call.caller, call.caller_number) == ("BLOCKED", None)
    assert (call.callee, call.callee_number) == ("+15145550170", PhoneNumber("+15145550170"))
    assert (call.seconds, call.cost) == (0, Money(Decimal("0.00"), "USD"))


@pytest.mark.parametrize(
    ("word", "disposition"),
    [
        ("ANSWER", Disposition.ANSWERED),
        ("NOANSWER", Disposition.NO_ANSWER),
        ("CANCEL", Disposition.NO_ANSWER),
        ("CHANUNAVAIL", Disposition.FAILED),
        ("CONGESTION", Disposition.FAILED),
        ("NODIAL", Disposition.FAILED),
        ("MELTED", Disposition.UNKNOWN),
        (None, Disposition.UNKNOWN),
    ],
)
def test_the_word_for_what_became_of_a_call(recorded: Recorded, word: Any, disposition: Disposition) -> None:
    assert outbound(recorded("cdr_out") | {"dialstatus": word}).disposition is disposition


def test_a_time_that_is_a_day_only_is_its_first_moment(recorded: Recorded) -> None:
    assert inbound(recorded("cdr_in") | {"start": "2026-11-20"}).started_at == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "disposition"),
    [
        ({"answer": None, "duration_answered": 0}, Disposition.NO_ANSWER),
        ({"answer": "", "duration_answered": 0, "hangupcause": 17}, Disposition.BUSY),
    ],
)
def test_an_incoming_call_without_an_answer(recorded: Recorded, change: Any, disposition: Disposition) -> None:
    assert inbound(recorded("cdr_in") | change).disposition is disposition


@pytest.mark.parametrize(
    "drift", [{"callid": "8196250397886486477"}, {"duration_answered": "125"}, {"cli_number": None}]
)
def test_numbers_as_text_and_nulls_are_read(recorded: Recorded, drift: Any) -> None:
    call = inbound(recorded("cdr_in") | drift)
    assert (call.remote_id, call.seconds) == ("8196250397886486477", 125)


@pytest.mark.parametrize("broken", [{"callid": None}, {"start": None}, {"start": "soon"}, {"cli_number": ["x"]}])
def test_a_broken_row_does_not_hide_the_others(
    account: CallrAccount, wire: Service, recorded: Recorded, broken: Any
) -> None:
    wire.results["cdr.get"] = Pages([[recorded("cdr_in") | broken, recorded("cdr_in"), 7], []])
    found: list[CallRecord] = []
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        found.extend(account.calls.records(DAY))
    assert (len(found), problem.value.skipped) == (1, 2)


def test_both_directions_are_asked_for_and_the_bounds_are_exact(
    account: CallrAccount, wire: Service, recorded: Recorded
) -> None:
    late = recorded("cdr_in") | {"start": "2026-11-21 00:00:00", "callid": 5}
    wire.results["cdr.get"] = Pages([[recorded("cdr_in"), late], [recorded("cdr_out")]])
    assert [call.remote_id for call in account.calls.records(DAY)] == ["8196250397886486477", "8196250397886486478"]
    assert wire.sent("cdr.get") == [
        ["IN", "2026-11-20 00:00:00", "2026-11-21 00:00:00", None, None],
        ["OUT", "2026-11-20 00:00:00", "2026-11-21 00:00:00", None, None],
    ]


def test_windows_are_days_that_join(account: CallrAccount) -> None:
    span = Window(start=DAY.start + timedelta(hours=7), end=DAY.end + timedelta(days=2, hours=1))
    windows = list(account.calls.windows(span))
    assert (windows[0].start, windows[-1].end) == (span.start, span.end)
    assert all(before.end == after.start for before, after in pairwise(windows))
    assert all(window.end - window.start <= timedelta(days=1) for window in windows)
    assert len(windows) == 4


ODD = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=25) | st.lists(st.none())
)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_row_of_any_values_is_read_or_refused(data: st.DataObject) -> None:
    names = ("callid", "start", "answer", "cli_number", "number", "dialstatus", "duration_answered", "scenario_name",
             "billing_customer_debit_eur", "cli_name", "hangupcause")  # fmt: skip
    row: dict[str, Any] = {"callid": 1, "start": "2026-11-20 09:30:00"}
    row |= {name: data.draw(ODD) for name in data.draw(st.sets(st.sampled_from(names)))}
    for read in (inbound, outbound):
        try:
            call = read(row)
        except ValueError:
            continue
        assert call.started_at.utcoffset() == timedelta(0)
