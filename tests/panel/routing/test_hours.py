"""When a time condition matches."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from panel.routing.hours import NotToldTime, judge, moment_on
from panel.routing.reasons import hours_in_words

EASTERN, PACIFIC = ZoneInfo("America/New_York"), ZoneInfo("America/Vancouver")


def hours(days: str = "mon-fri", since: str = "08:00", until: str = "17:30", **more: Any) -> dict[str, Any]:
    return {"windows": [{"days": days, "from": since, "to": until}], "timezone": "America/New_York", **more}


def at(text: str, zone: ZoneInfo = EASTERN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "matches"),
    [
        ("2026-11-23T08:00", True),
        ("2026-11-23T07:59", False),
        ("2026-11-23T17:30:59", True),
        ("2026-11-23T17:31", False),
        ("2026-11-21T10:00", False),  # a Saturday
    ],
)
def test_hours_on_days_of_the_week(moment: str, matches: bool) -> None:
    assert judge(hours(), at(moment), PACIFIC).matches is matches


@pytest.mark.parametrize(
    ("days", "on"),
    [("sat-mon", "sat sun mon"), ("fri", "fri"), ("mon-sun", "mon tue wed thu fri sat sun"), ("Wed-Thu", "wed thu")],
)
def test_days_may_go_over_the_end_of_the_week(days: str, on: str) -> None:
    monday = date(2026, 11, 23)
    week = [monday + timedelta(days=step) for step in range(7)]
    found = [
        f"{day:%a}".lower()
        for day in week
        if judge(hours(days), datetime.combine(day, time(12), EASTERN), EASTERN).matches
    ]
    assert sorted(found) == sorted(on.split())


@pytest.mark.parametrize(
    ("moment", "matches"),
    [
        ("2026-11-27T22:00", True),  # Friday night
        ("2026-11-28T06:00", True),  # still Friday's
        ("2026-11-28T06:01", False),
        ("2026-11-28T23:00", False),  # Saturday night is not
        ("2026-11-23T05:00", False),  # Monday morning would be Sunday's
        ("2026-11-24T05:00", True),
    ],
)
def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins(moment: str, matches: bool) -> None:
    assert judge(hours("mon-fri", "22:00", "06:00"), at(moment), EASTERN).matches is matches


def test_any_window_makes_a_match() -> None:
    details = {"windows": [*hours()["windows"], {"days": "sat", "from": "09:30", "to": "12:00"}]}
    assert judge(details, at("2026-11-21T10:00"), EASTERN).matches


def test_the_clock_is_that_of_the_condition() -> None:
    early = at("2026-11-23T05:30", PACIFIC)
    assert judge(hours(), early, PACIFIC).matches
    assert not judge(hours(timezone="America/Vancouver"), early, EASTERN).matches
    assert not judge({**hours(), "timezone": ""}, early, PACIFIC).matches


@pytest.mark.parametrize(
    ("moment", "matches"),
    [
        (datetime(2026, 3, 6, 13, 0, tzinfo=UTC), True),  # 08:00 standard time
        (datetime(2026, 3, 6, 12, 30, tzinfo=UTC), False),
        (datetime(2026, 3, 9, 12, 0, tzinfo=UTC), True),  # 08:00 daylight saving time, after the weekend of the change
        (datetime(2026, 3, 9, 21, 30, tzinfo=UTC), True),
        (datetime(2026, 3, 9, 22, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 2, 12, 30, tzinfo=UTC), False),  # back on standard time
    ],
)
def test_daylight_saving_moves_the_hours(moment: datetime, matches: bool) -> None:
    assert judge(hours(), moment, EASTERN).matches is matches


def test_the_night_of_the_change_has_the_hours_of_its_clock() -> None:
    night = hours("sat-sun", "01:30", "02:30")
    for moment in (datetime(2026, 11, 1, 5, 45, tzinfo=UTC), datetime(2026, 11, 1, 6, 45, tzinfo=UTC)):
        assert judge(night, moment, EASTERN).matches  # 01:45 both times
    assert not judge(night, datetime(2026, 3, 8, 7, 0, tzinfo=UTC), EASTERN).matches  # 02:00 became 03:00


def test_a_holiday_never_matches() -> None:
    details = hours(holidays=[{"date": "12-25", "name": "Noël"}, {"date": "2026-07-01", "name": "Fête du Canada"}])
    assert judge(details, at("2026-12-25T10:00"), EASTERN).holiday == "Noël"
    assert judge(details, at("2027-12-24T10:00"), EASTERN).matches
    assert not judge(details, at("2026-07-01T10:00"), EASTERN).matches
    assert judge(details, at("2027-07-01T10:00"), EASTERN).matches


def test_a_holiday_is_that_of_the_day_on_which_the_night_begins() -> None:
    details = hours("mon-sun", "22:00", "06:00", holidays=[{"date": "2026-12-25"}])
    assert not judge(details, at("2026-12-26T05:00"), EASTERN).matches
    assert judge(details, at("2026-12-25T05:00"), EASTERN).matches


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"windows": []},
        {"windows": "mon-fri 08:00"},
        {"windows": [{"days": "weekdays", "from": "08:00", "to": "16:00"}]},
        {"windows": [{"days": "mon", "from": "8h", "to": "16:00"}]},
        {"windows": [{"days": "mon", "from": "24:00", "to": "16:00"}]},
        {"windows": [None]},
        hours(holidays=["noël"]),
    ],
)
def test_what_cannot_be_read_is_unknown_and_never_no(details: dict[str, Any]) -> None:
    with pytest.raises(NotToldTime):
        judge(details, at("2026-11-23T10:00"), EASTERN)
    assert hours_in_words(details, at("2026-11-23T10:00"), EASTERN)[0] is None


def test_a_night_that_a_holiday_began_does_not_keep_the_hours_of_the_next_day_from_matching() -> None:
    details = hours("mon-sun", "22:00", "06:00", holidays=[{"date": "2026-12-25", "name": "Noël"}])
    details["windows"].append({"days": "mon-sun", "from": "05:00", "to": "12:00"})
    early = judge(details, at("2026-12-26T05:30"), EASTERN)
    assert (early.matches, early.holiday) == (True, None)
    night = judge(details, at("2026-12-26T04:30"), EASTERN)
    assert (night.matches, night.holiday) == (False, "Noël")


def test_the_reason_names_the_hours_and_says_that_holidays_are_unknown_to_it() -> None:
    matches, reason = hours_in_words(hours("mon-tue"), at("2026-11-23T07:30", PACIFIC), PACIFIC)
    assert matches
    assert "Monday, 23 Nov 2026, 10:30 (America/New_York)" in reason
    assert "Monday, Tuesday, 08:00–17:30" in reason
    assert "a holiday is a day like any other" in reason


def test_a_time_that_clocks_skip_is_after_the_jump() -> None:
    moment, odd = moment_on(date(2026, 3, 8), time(2, 30), EASTERN)
    assert (moment.hour, moment.minute, odd) == (3, 30, "skipped")


def test_a_time_that_comes_twice_is_the_first() -> None:
    moment, odd = moment_on(date(2026, 11, 1), time(1, 30), EASTERN)
    assert (moment.astimezone(UTC).hour, odd) == (5, "twice")
    assert moment_on(date(2026, 11, 2), time(1, 30), EASTERN)[1] == ""
