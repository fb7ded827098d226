"""Rows that are read when somebody asks; what is remembered; the clock on the wall."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.wire import json_rows
from providers.wire.clock import WallClock
from providers.wire.json_rows import Unread
from providers.wire.redact import MASK
from providers.wire.remembered import LONGEST, Remembered

NEW_YORK = WallClock(ZoneInfo("America/New_York"))


def test_a_row_shows_its_members_without_secrets() -> None:
    raw = Unread(b'{"a": 1, "password": "hush"}')
    assert (dict(raw), len(raw), raw["a"]) == ({"a": 1, "password": MASK}, 2, 1)
    assert msgspec.json.decode(msgspec.json.encode(raw, enc_hook=dict)) == {"a": 1, "password": MASK}


@pytest.mark.parametrize("row", [b"", b"7", b"[]", b'{"a": 1e999}', b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}"])
def test_of_a_row_that_cannot_be_read_nothing_is_told(row: bytes) -> None:
    assert dict(Unread(row)) == {}


@given(st.binary(max_size=60))
def test_no_row_breaks_its_reader(row: bytes) -> None:
    assert isinstance(dict(Unread(row)), dict)
    with suppress(json_rows.NotJson):
        json_rows.split(msgspec.Raw(row))


def test_what_was_made_is_made_once_and_forgotten_when_there_is_too_much() -> None:
    asked: list[str | None] = []

    def make(text: str | None) -> str | None:
        asked.append(text)
        return text

    made = Remembered(make, most=2)
    assert [made[text] for text in ("a", "a", None, "b", "a")] == ["a", "a", None, "b", "a"]
    assert asked == ["a", None, "b", "a"]
    assert made["x" * (LONGEST + 1)] == "x" * (LONGEST + 1)
    assert len(made) == 2


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("2026-07-15 10:20:30", 14),
        ("2026-12-15 10:20:30", 15),
        ("2026-11-01 01:20:30", 5),  # autumn: the first of the two
        ("2026-03-08 02:20:30", 7),  # spring skips it: standard time
    ],
)
def test_the_clock_on_the_wall(written: str, hour: int) -> None:
    assert NEW_YORK.moment(written) == datetime.fromisoformat(written).replace(hour=hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["", "2026-07-15", "2026-07-15T10:20:30", "2026-07-15 10:60:00", "2026-02-30 10:00:00", "9999-12-31 23:59:59"],
)
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        NEW_YORK.moment(written)
