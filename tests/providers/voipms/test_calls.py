from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import errors
from providers.values.calls import CallRecord, Direction, Disposition, Window
from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.voipms.calls import VoipmsCalls, call_from, told_apart
from providers.voipms.client import Client
from providers.voipms.provider import VoipmsAccount
from providers.voipms.rest import Rest
from providers.wire import json_rows
from providers.wire.redact import MASK
from tests.providers.scripted import Reply, Script


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.fixture
def calls(recorded: Callable[[str], Any]) -> dict[str, CallRecord]:
    return {call.remote_id: call for call in map(call_from, told_apart(recorded("getCDR")["cdr"]))}


def test_an_incoming_call(calls: dict[str, CallRecord]) -> None:
    assert calls["128238059"] == CallRecord(
        remote_id="128238059",
        started_at=utc(2026, 7, 15, 14, 40, 16),
        direction=Direction.INBOUND,
        disposition=Disposition.ANSWERED,
        caller="6045550125",
        caller_name="PINE ST CLINIC",
        caller_number=PhoneNumber("+16045550125"),
        callee="5145550142",
        callee_number=PhoneNumber("+15145550142"),
        seconds=71,
        account="100001",
        description="Inbound - Local Caller",
        rate=Money(Decimal("0.00900000"), "USD"),
        cost=Money(Decimal("0.01800000"), "USD"),
    )


def test_an_outgoing_call_abroad(calls: dict[str, CallRecord]) -> None:
    call = calls["12964421x41098i8c"]
    assert (call.direction, call.disposition) == (Direction.OUTBOUND, Disposition.NO_ANSWER)
    assert call.callee_number == PhoneNumber("+33199004712")
    assert call.seconds == 3605  # from the duration: this row has no seconds
    assert call.rate == Money(Decimal("0.0048"), "USD")


def test_a_call_between_extensions(calls: dict[str, CallRecord]) -> None:
    call = calls["3"]
    assert (call.direction, call.disposition) == (Direction.INTERNAL, Disposition.BUSY)
    assert (call.caller, call.caller_number, call.callee, call.callee_number) == ("11", None, "12", None)
    assert (call.rate, call.cost) == (None, None)


def test_words_that_we_do_not_know_are_unknown(calls: dict[str, CallRecord]) -> None:
    assert (calls["4"].direction, calls["4"].disposition) == (Direction.UNKNOWN, Disposition.UNKNOWN)
    assert calls["4"].caller == "anonymous"


def test_two_legs_with_one_id_are_two_calls_in_any_order() -> None:
    legs = [
        {"uniqueid": "7", "date": "2026-07-15 10:00:00", "destination": "5145550142", "destination_type": "IN:CAN"},
        {"uniqueid": "7", "date": "2026-07-15 10:00:01", "destination": "5145550199", "destination_type": "OUT:CAN"},
    ]
    ids = {remote_id: call_from((remote_id, row)).callee for remote_id, row in told_apart(legs)}
    assert ids == {"7": "5145550142", "7/2": "5145550199"}
    assert ids == {remote_id: call_from((remote_id, row)).callee for remote_id, row in told_apart(reversed(legs))}


def test_the_same_row_twice_is_one_call() -> None:
    row = {"uniqueid": "7", "date": "2026-07-15 10:00:00"}
    assert len(list(told_apart([row, dict(row)]))) == 1


def test_a_call_without_an_id_is_known_by_what_it_says() -> None:
    row = {"uniqueid": "", "date": "2026-07-15 10:00:00", "callerid": "5145550142", "destination": "12"}
    assert [remote_id for remote_id, _ in told_apart([row])] == ["2026-07-15 10:00:00||5145550142|12|"]


TEXTS = ("date", "callerid", "destination", "description", "destination_type", "account", "disposition", "duration", "rate",
         "seconds", "total", "uniqueid", "useragent")  # fmt: skip
ODD = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=25)
    | st.sampled_from(["0000-00-00 00:00:00", "2026-07-15 10:00:00", " 2026-07-15 10:00:00", "-1", "1,000.5", "IN:", "\x00"])
    | st.lists(st.text(max_size=3), max_size=2) | st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2)
)  # fmt: skip
ROWS = st.fixed_dictionaries({"date": st.just("2026-07-15 10:00:00") | ODD}, optional=dict.fromkeys(TEXTS[1:], ODD))


def as_they_come(rows: list[Any]) -> list[Any]:
    """The rows as REST hands them on: each its own JSON."""
    document = Rest().document(msgspec.json.encode({"status": "success", "cdr": rows}), unread=["cdr"])
    assert document is not None
    items: list[Any] = json_rows.split(document["cdr"])
    return items


def read(items: list[Any]) -> list[CallRecord | None]:
    """None for what is refused."""
    found: list[CallRecord | None] = []
    for each in told_apart(items):
        try:
            found.append(call_from(each))
        except ValueError:
            found.append(None)
    return found


@given(st.lists(ROWS | ODD, max_size=4))
@settings(max_examples=300, deadline=None)
def test_rows_of_any_values_read_the_same_from_json_and_from_members(rows: list[Any]) -> None:
    rows = msgspec.json.decode(msgspec.json.encode(rows))
    from_json, from_members = read(as_they_come(rows)), read(rows)
    assert from_json == from_members
    for one, other in zip(from_json, from_members, strict=True):
        assert (one and dict(one.raw)) == (other and dict(other.raw))


def test_what_a_row_said_is_kept_without_its_secrets() -> None:
    row = {"uniqueid": "7", "date": "2026-07-15 10:00:00", "password": "hush", "useragent": "Desk"}
    [call] = read(as_they_come([row]))
    assert call is not None
    assert dict(call.raw) == row | {"password": MASK}
    assert "hush" not in repr(call)


@pytest.mark.parametrize("transport", ["rest"])  # XML in a foreign encoding is refused as a whole
def test_a_row_in_a_foreign_encoding_hides_no_other(account: VoipmsAccount, script: Script) -> None:
    rows = b",".join(
        b'{"uniqueid": "%d", "date": "2026-07-15 10:00:00", "%s": "Caf\xe9"}' % (number, name)
        for number, name in enumerate([b"useragent", b"callerid", b"ip"])
    )
    script.say(Reply(body=b'{"status": "success", "cdr": [' + rows + b"]}", content_type="application/json"))
    found = account.calls.records(Window(start=utc(2026, 7, 15, 4), end=utc(2026, 7, 16, 4)))
    assert [next(found).raw, next(found).raw] == [
        {"uniqueid": "0", "date": "2026-07-15 10:00:00", "useragent": "Caf\N{REPLACEMENT CHARACTER}"},
        {"uniqueid": "2", "date": "2026-07-15 10:00:00", "ip": "Caf\N{REPLACEMENT CHARACTER}"},
    ]
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        next(found)
    assert problem.value.skipped == 1


@pytest.mark.parametrize(
    "listed", [{"uniqueid": "7", "date": "2026-07-15 10:00:00"}, {"0": {"uniqueid": 7, "date": "2026-07-15 10:00:00"}}]
)
def test_one_row_and_rows_by_index_are_read(account: VoipmsAccount, script: Script, listed: Any) -> None:
    script.say_json({"status": "success", "cdr": listed})
    [call] = account.calls.records(Window(start=utc(2026, 7, 15, 4), end=utc(2026, 7, 16, 4)))
    assert call.remote_id == "7"


def windows(start: datetime, end: datetime) -> list[Window]:
    return list(VoipmsCalls(None).windows(Window(start=start, end=end)))  # type: ignore[arg-type]  # asks nobody


def test_windows_are_days_of_new_york() -> None:
    assert windows(utc(2026, 7, 14, 10), utc(2026, 7, 16, 10)) == [
        Window(start=utc(2026, 7, 14, 10), end=utc(2026, 7, 15, 4)),
        Window(start=utc(2026, 7, 15, 4), end=utc(2026, 7, 16, 4)),
        Window(start=utc(2026, 7, 16, 4), end=utc(2026, 7, 16, 10)),
    ]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (utc(2026, 3, 8, 5), utc(2026, 3, 9, 4), 23),  # spring: midnight EST to midnight EDT
        (utc(2026, 11, 1, 4), utc(2026, 11, 2, 5), 25),  # autumn: midnight EDT to midnight EST
    ],
)
def test_the_days_of_the_clock_change_are_one_window(start: datetime, end: datetime, hours: int) -> None:
    assert windows(start, end) == [Window(start=start, end=end)]
    assert end - start == timedelta(hours=hours)


@given(
    start=st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    length=st.timedeltas(timedelta(seconds=1), timedelta(days=40)),
)
def test_windows_cover_a_span_without_gap_or_overlap(start: datetime, length: timedelta) -> None:
    cut = windows(start, start + length)
    assert cut[0].start == start
    assert cut[-1].end == start + length
    assert all(before.end == after.start for before, after in pairwise(cut))
    assert all(window.end - window.start <= timedelta(hours=25) for window in cut)


def test_what_is_asked(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "no_cdr"})
    assert list(account.calls.records(Window(start=utc(2026, 7, 15, 4), end=utc(2026, 7, 16, 4)))) == []
    asked = script.requests[0].fields
    assert asked | {
        "date_from": "2026-07-14", "date_to": "2026-07-16", "timezone": "-5",
        "answered": "1", "noanswer": "1", "busy": "1", "failed": "1",
    } == asked  # fmt: skip


def test_only_calls_of_the_window_are_given(account: VoipmsAccount, script: Script) -> None:
    times = ["2026-07-14 23:59:59", "2026-07-15 00:00:00", "2026-07-15 23:59:59", "2026-07-16 00:00:00"]
    script.say_json({"status": "success", "cdr": [{"uniqueid": time, "date": time} for time in times]})
    found = account.calls.records(Window(start=utc(2026, 7, 15, 4), end=utc(2026, 7, 16, 4)))
    assert {call.remote_id for call in found} == set(times[1:3])


def test_each_call_is_in_exactly_one_window_over_the_clock_change(account: VoipmsAccount, script: Script) -> None:
    times = [f"2026-11-01 {hour:02}:{minute:02}:00" for hour in range(24) for minute in (0, 30)]
    script.say_json({"status": "success", "cdr": [{"uniqueid": time, "date": time} for time in times]})
    span = Window(start=utc(2026, 10, 31, 4), end=utc(2026, 11, 3, 5))
    found = [call.remote_id for window in account.calls.windows(span) for call in account.calls.records(window)]
    assert sorted(found) == times


def test_a_span_over_92_days_is_refused_before_anything_leaves(account: VoipmsAccount, script: Script) -> None:
    with pytest.raises(errors.Invalid):
        account.calls.records(Window(start=utc(2026, 1, 1), end=utc(2026, 4, 15)))
    assert script.requests == []


def test_a_call_without_its_time_is_unexpected_after_the_others(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "success", "cdr": [{"uniqueid": "1"}, {"uniqueid": "2", "date": "2026-07-15 10:00:00"}]})
    found = account.calls.records(Window(start=utc(2026, 7, 15, 4), end=utc(2026, 7, 16, 4)))
    assert next(found).remote_id == "2"
    with pytest.raises(errors.UnexpectedAnswer):
        next(found)


def test_a_client_of_calls_is_not_asked_for_windows(client: Client, script: Script) -> None:
    list(VoipmsCalls(client).windows(Window(start=utc(2026, 7, 1), end=utc(2026, 7, 9))))
    assert script.requests == []
