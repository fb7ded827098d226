"""Call detail records: getCDR, its days, its clock and its words.

The service's clock for calls (NOTES.md, "The clock of calls"): days are those of New York whatever `timezone` says, and the
value of `timezone` shifts the answered times without regard to daylight saving. -5 shifts by nothing, so the times come
as the wall clock of New York; they are read as such.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any

from providers import errors
from providers.values.calls import CallDraft, CallRecord, Direction, Disposition, Window
from providers.values.phone import PhoneNumber
from providers.voipms import faults, messages, scalars
from providers.voipms.client import Client
from providers.voipms.days import LONGEST, MARGIN
from providers.wire.redact import without_secrets

TIMEZONE_ASKED = "-5"

Row = Mapping[str, Any]

_DISPOSITIONS: Mapping[str, Disposition] = {
    "ANSWERED": Disposition.ANSWERED,
    "NOANSWER": Disposition.NO_ANSWER,
    "BUSY": Disposition.BUSY,
    "FAILED": Disposition.FAILED,
}
_TYPE_PREFIXES: Mapping[str, Direction] = {
    "IN": Direction.INBOUND,
    "OUT": Direction.OUTBOUND,
    "INT": Direction.INTERNAL,
    "INTERNAL": Direction.INTERNAL,
}
_DESCRIPTION_WORDS: tuple[tuple[str, Direction], ...] = (
    ("inbound", Direction.INBOUND),
    ("incoming", Direction.INBOUND),
    ("internal", Direction.INTERNAL),
    ("extension", Direction.INTERNAL),
    ("voicemail", Direction.INTERNAL),
    ("echo", Direction.INTERNAL),
    ("outbound", Direction.OUTBOUND),
    ("outgoing", Direction.OUTBOUND),
)


class VoipmsCalls:
    """The `Calls` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def windows(self, span: Window) -> Iterator[Window]:
        """One window for each day of New York that the span touches, cut to the span; 23 and 25 hours at the changes."""
        start = span.start.astimezone(UTC)
        end = span.end.astimezone(UTC)
        while start < end:
            following = min(_next_midnight(start), end)
            yield Window(start=start, end=following)
            start = following

    def records(self, window: Window) -> Iterator[CallRecord]:
        """Calls of all four dispositions that started within the window."""
        first = window.start.astimezone(scalars.EASTERN).date() - MARGIN
        last = (window.end - timedelta(microseconds=1)).astimezone(scalars.EASTERN).date() + MARGIN
        if (last - first).days >= LONGEST:
            raise faults.error(errors.Invalid, messages.TOO_LONG_SPAN, operation="getCDR", field="date_to")
        items = self._client.items(
            "getCDR",
            date_from=first,
            date_to=last,
            timezone=TIMEZONE_ASKED,
            answered=True,
            noanswer=True,
            busy=True,
            failed=True,
        )
        found = self._client.values("getCDR", told_apart(items), call_from)
        return (call for call in found if window.start <= call.started_at < window.end)


def _next_midnight(moment: datetime) -> datetime:
    """The next start of a day in New York after an aware UTC time."""
    tomorrow = moment.astimezone(scalars.EASTERN).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), scalars.EASTERN).astimezone(UTC)


def told_apart(items: Iterable[object]) -> Iterator[tuple[str, object]]:
    """Each distinct row once, with an id of its own. Two legs of one call may share theirs: later ones get "/2", "/3",
    in an order that does not depend on the order of the answer. Rows without an id are known by what they say.
    """
    by_id: defaultdict[str, list[Row]] = defaultdict(list)
    for item in items:
        if isinstance(item, dict):
            by_id[_id(item)].append(item)
        else:
            yield "", item  # `call_from` says that it is none
    for remote_id, rows in by_id.items():
        if remote_id and len(rows) == 1:
            yield remote_id, rows[0]
        else:
            yield from _legs(rows)


def _id(row: Row) -> str:
    return str(row.get("uniqueid") or "")


def _legs(rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    seen: Counter[str] = Counter()
    distinct = {_leg(row): row for row in rows}
    for leg, row in sorted(distinct.items(), key=itemgetter(0)):
        remote_id = leg[0] or "|".join(leg[1:])
        seen[remote_id] += 1
        yield remote_id if seen[remote_id] == 1 else f"{remote_id}/{seen[remote_id]}", row


def _leg(row: Row) -> tuple[str, ...]:
    """What a leg of a call is known by. Duration and price are left out: they may be corrected later."""
    return (_id(row), *(str(row.get(name) or "") for name in _LEG_FIELDS))


_LEG_FIELDS = ("date", "destination_type", "callerid", "destination", "account")


def call_from(found: tuple[str, object]) -> CallRecord:
    """A row of getCDR, with its id, as a value."""
    remote_id, row = found[0], scalars.row(found[1])
    started_at = scalars.moment(row.get("date"))
    if started_at is None:
        raise scalars.WrongShape("a call without its time")
    call = CallDraft()
    call.remote_id = remote_id
    call.started_at = started_at
    call.callee = scalars.text(row.get("destination"))
    call.description = scalars.text(row.get("description"))
    call.direction = _direction(scalars.text(row.get("destination_type")), call.description, call.callee)
    call.disposition = _disposition(scalars.text(row.get("disposition")))
    call.caller_name, call.caller, call.caller_number = _caller(scalars.text(row.get("callerid")))
    call.callee_number = scalars.phone(call.callee)
    call.seconds = _seconds(row)
    call.account = scalars.text(row.get("account"))
    call.rate = scalars.money(row.get("rate"))
    call.cost = scalars.money(row.get("total"))
    call.raw = without_secrets(row)
    return call.finished()


# Words and numbers repeat from row to row: each is made sense of once.


@lru_cache(maxsize=4096)
def _direction(destination_type: str, description: str, destination: str) -> Direction:
    """From the prefix of destination_type ("IN:USA"), else the words of the description, else whether one end is no number."""
    prefix, colon, _ = destination_type.upper().partition(":")
    if prefix in _TYPE_PREFIXES and (colon or prefix.startswith("INT")):
        return _TYPE_PREFIXES[prefix]
    for word, direction in _DESCRIPTION_WORDS:
        if word in description.lower():
            return direction
    if scalars.phone(destination) is None:
        return Direction.INTERNAL if destination.isdigit() else Direction.UNKNOWN
    return Direction.OUTBOUND if prefix else Direction.UNKNOWN


@lru_cache(maxsize=256)
def _disposition(written: str) -> Disposition:
    """ "NO ANSWER", "No_Answer" and "noanswer" are the same word."""
    return _DISPOSITIONS.get(re.sub(r"[^A-Z]", "", written.upper()), Disposition.UNKNOWN)


@lru_cache(maxsize=16384)
def _caller(written: str) -> tuple[str, str, PhoneNumber | None]:
    """A caller's name, what was written as the number, and the telephone number that it is."""
    name, number = scalars.caller_id(written)
    return name, number, scalars.phone(number)


def _seconds(row: Row) -> int:
    """`seconds`, else the duration as HH:MM:SS; 0 when neither is there."""
    told = scalars.whole(row.get("seconds"))
    return told if told is not None else scalars.seconds(row.get("duration")) or 0
