"""Spans of time as the days that the service is asked for: whole days of New York, both ends included (NOTES.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from providers.values.calls import Window
from providers.voipms import scalars

LONGEST = 92  # days of one request; more is refused as invalid_daterange
MARGIN = timedelta(days=1)  # asked for on both sides, filtered out again: nothing is lost should a clock be an hour off


def spans(window: Window) -> Iterator[tuple[date, date]]:
    """The days that hold the window and a margin, in pieces that one request may ask for, oldest first."""
    first = window.start.astimezone(scalars.EASTERN).date() - MARGIN
    last = (window.end - timedelta(microseconds=1)).astimezone(scalars.EASTERN).date() + MARGIN
    while first <= last:
        end = min(last, first + timedelta(days=LONGEST - 1))
        yield first, end
        first = end + timedelta(days=1)


def within(window: Window, at: datetime | None) -> bool:
    """Whether a time is of the window; one that is not told is."""
    return at is None or window.start <= at < window.end
