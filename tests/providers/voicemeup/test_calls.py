"""Call records: what a record means, pages, windows, the archive, the cursor."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import errors
from providers.values.calls import Direction, Disposition, Window
from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.voicemeup import scalars
from providers.voicemeup.calls import call_from
from providers.voicemeup.client import PAGE
from providers.voicemeup.provider import VoicemeupAccount
from tests.providers.scripted import Reply, Script
from tests.providers.voicemeup.conftest import answers, recorded, sent
from tests.providers.voicemeup.xml_answers import reply

NOW = datetime.now(UTC).replace(microsecond=0)


def row(number: int, at: datetime = NOW) -> dict[str, Any]:
    local = at.astimezone(scalars.ZONE)
    return {
        "unique_id": f"{number:032x}",
        "date": local.date().isoformat(),
        "time": f"{local:%H:%M:%S}",
        "source": "5145550142",
    }


def page(*numbers: int, at: datetime = NOW - timedelta(minutes=1)) -> Reply:
    return reply("call_details", [row(number, at) for number in numbers])


def test_a_record_in_the_form_that_was_seen(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_calls=recorded("get_calls"))
    window = Window(start=datetime(2024, 5, 1, tzinfo=UTC), end=datetime(2024, 5, 3, tzinfo=UTC))
    first, second = account.calls.records(window)
    assert first.remote_id == "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    assert first.started_at == datetime(2024, 5, 1, 17, 7, 9, tzinfo=UTC)
    assert (first.direction, first.disposition, first.seconds) == (Direction.OUTBOUND, Disposition.ANSWERED, 61)
    assert (first.caller, first.callee, first.account) == ("5145550142", "16045550117", "60410")
    assert (first.caller_number, first.callee_number) == (PhoneNumber("+15145550142"), PhoneNumber("+16045550117"))
    assert first.caller_name == "", "it only repeats the number"
    assert (first.cost, first.rate) == (Money(Decimal("0.0053"), "CAD"), Money(Decimal("0.0048"), "CAD"))
    assert (first.description, first.raw["monthly_usage"], first.raw["bindings"]) == ("VANCOUVER", "increment", None)
    assert second.started_at == datetime(2024, 5, 2, 3, 30, tzinfo=UTC)
    assert (second.direction, second.disposition) == (Direction.INBOUND, Disposition.UNKNOWN)
    assert (second.caller, second.caller_number, second.caller_name) == ("anonymous", None, "Café & Fils")
    assert (second.account, second.rate, second.cost) == ("", None, Money(Decimal("0.0000"), "CAD"))
    assert second.raw["new_field"] == "kept"


def test_both_dates_are_always_sent_and_a_day_more_is_asked_for(account: VoicemeupAccount, script: Script) -> None:
    start = datetime.combine((NOW - timedelta(days=3)).date(), datetime.min.time(), scalars.ZONE)
    list(account.calls.records(Window(start=start, end=start + timedelta(days=1))))
    assert sent(script, "get_calls") == [
        {
            "date_from": start.date().isoformat(),
            "date_to": (start.date() + timedelta(days=1)).isoformat(),
            "result_limit": "1000",
        }
    ]


def test_only_calls_of_the_window_come_each_once(account: VoicemeupAccount, script: Script) -> None:
    window = Window(start=NOW - timedelta(hours=1), end=NOW)
    rows = [
        row(1, NOW - timedelta(hours=1)),
        row(2, NOW),
        row(3, NOW - timedelta(hours=2)),
        row(4, NOW - timedelta(seconds=1)),
    ]
    answers(script, get_calls=reply("call_details", [*rows, rows[0]]))
    assert [call.remote_id for call in account.calls.records(window)] == [f"{1:032x}", f"{4:032x}"]


def test_pages_are_followed(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_calls=[page(*range(PAGE)), page(*range(PAGE, PAGE + 3))])
    found = list(account.calls.records(Window(start=NOW - timedelta(hours=1), end=NOW)))
    assert len(found) == PAGE + 3
    assert [each.get("result_offset") for each in sent(script, "get_calls")] == [None, "1000"]


def test_a_window_of_long_ago_is_looked_up_in_the_archive_too(account: VoicemeupAccount, script: Script) -> None:
    at = NOW - timedelta(days=200)
    answers(script, get_calls=[page(1, at=at), page(1, 2, at=at)])
    found = list(account.calls.records(Window(start=at - timedelta(hours=1), end=at + timedelta(hours=1))))
    assert [call.remote_id for call in found] == [f"{1:032x}", f"{2:032x}"]
    assert [each.get("use_archive") for each in sent(script, "get_calls")] == [None, "1"]


def test_windows_cover_the_span_without_gap(account: VoicemeupAccount) -> None:
    """Over both changes of the clock."""
    span = Window(start=datetime(2024, 2, 1, 3, tzinfo=UTC), end=datetime(2024, 11, 20, 17, tzinfo=UTC))
    windows = list(account.calls.windows(span))
    assert (windows[0].start, windows[-1].end) == (span.start, span.end)
    assert all(before.end == after.start for before, after in itertools.pairwise(windows))
    assert all(each.end.astimezone(scalars.ZONE).hour == 0 for each in windows[:-1])


def test_the_cursor_follows_full_pages_and_stops_at_a_short_one(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_calls=[page(*range(1, PAGE + 1)), page(*range(PAGE + 1, PAGE + 6))])
    assert len(list(account.calls.since("f" * 32))) == PAGE + 5
    assert [each["unique_id"] for each in sent(script, "get_calls")] == ["f" * 32, f"{PAGE:032x}"]


def test_the_cursor_takes_the_newer_end_of_a_page_in_any_order(account: VoicemeupAccount, script: Script) -> None:
    rows = [row(number, NOW - timedelta(seconds=number)) for number in range(PAGE)]
    answers(script, get_calls=[reply("call_details", rows), reply()])
    list(account.calls.since("f" * 32))
    assert sent(script, "get_calls")[1]["unique_id"] == f"{0:032x}"


def test_a_cursor_that_does_not_move_ends_the_loop(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_calls=page(*range(PAGE)))
    assert len(list(account.calls.since(f"{5:032x}"))) == PAGE - 1
    assert len(sent(script, "get_calls")) == 2


def test_an_up_to_date_cursor_gives_nothing_and_an_unknown_one_is_refused(
    account: VoicemeupAccount, script: Script
) -> None:
    assert list(account.calls.since("f" * 32)) == []
    with pytest.raises(errors.Invalid):
        list(account.calls.since("no such hash"))


def test_a_record_without_id_or_time_costs_only_itself(account: VoicemeupAccount, script: Script) -> None:
    rows = [row(1), {"unique_id": "", "date": "2024-05-01"}, {"unique_id": "a" * 32}, row(2)]
    answers(script, get_calls=reply("call_details", [{"position": str(at), **each} for at, each in enumerate(rows)]))
    found = account.calls.records(Window(start=NOW - timedelta(hours=1), end=NOW + timedelta(hours=1)))
    assert [next(found).remote_id, next(found).remote_id] == [f"{1:032x}", f"{2:032x}"]
    with pytest.raises(errors.UnexpectedAnswer) as caught:
        next(found)
    assert caught.value.skipped == 2


NAMES = [
    "unique_id", "call_hash", "date", "time", "direction", "source", "destination", "duration", "callerid_name", "status",
    "billed_amount", "current_rate", "district", "currency", "client_peer_id",
]  # fmt: skip
VALUES = st.one_of(
    st.none(), st.text(max_size=20), st.just("2024-05-01"), st.just("10:00:00"), st.lists(st.text(), max_size=2)
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_record_is_a_call_or_of_a_wrong_shape(fields: dict[str, Any]) -> None:
    try:
        call = call_from({**row(1), **fields})
    except scalars.WrongShape:
        return
    assert call.started_at.tzinfo is UTC
