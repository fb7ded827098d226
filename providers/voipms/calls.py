"""Call detail records: getCDR, its days, its clock and its words.

The service's clock for calls (NOTES.md, "The clock of calls"): days are those of New York whatever `timezone` says, and the
value of `timezone` shifts the answered times without regard to daylight saving. -5 shifts by nothing, so the times come
as the wall clock of New York; they are read as such.

A busy day has many thousand rows. They are decoded one by one, straight into what we need of them; the rest of a row is read when
somebody asks for its `raw`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec

from providers import errors
from providers.values.calls import CallDraft, CallRecord, Direction, Disposition, Window
from providers.values.phone import PhoneNumber
from providers.voipms import faults, messages, scalars
from providers.voipms.client import Client
from providers.voipms.days import LONGEST, MARGIN
from providers.wire import json_rows
from providers.wire.clock import PAST_THE_HOUR
from providers.wire.json_rows import BROKEN, NotJson, Unread
from providers.wire.redact import without_secrets
from providers.wire.remembered import Remembered

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


class _Row(msgspec.Struct, gc=False):
    """What a CallRecord is made of, as documented: everything is text. A row that differs is read by `_drifted`."""

    date: str = ""
    account: str | None = None
    callerid: str | None = None
    description: str | None = None
    destination: str | None = None
    destination_type: str | None = None
    disposition: str | None = None
    duration: str | None = None
    rate: str | None = None
    seconds: str | None = None
    total: str | None = None


class _Id(msgspec.Struct, gc=False):
    uniqueid: str = ""


_decode = msgspec.json.Decoder(_Row).decode
_HOURS = scalars.CLOCK.hours
_decode_id = msgspec.json.Decoder(_Id).decode


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
        items = self._client.raw_items(
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


def told_apart(items: Iterable[Any]) -> Iterable[tuple[str, object]]:
    """Each distinct row once, with an id of its own. Two legs of one call may share theirs: later ones get "/2", "/3",
    in an order that does not depend on the order of the answer. Rows without an id are known by what they say.
    """
    items = list(items)
    try:
        ids = [_decode_id(item).uniqueid for item in items]
    except (TypeError, *BROKEN):
        ids = [_id(_members(item)) for item in items]
    different = set(ids)
    if len(different) == len(ids) and "" not in different:
        return zip(ids, items, strict=True)
    return _told_apart(zip(ids, items, strict=True))


def _told_apart(found: Iterable[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    by_id: defaultdict[str, list[object]] = defaultdict(list)
    for remote_id, item in found:
        by_id[remote_id].append(item)
    for remote_id, items in by_id.items():
        if remote_id and len(items) == 1:
            yield remote_id, items[0]
        else:
            yield from _legs(items)


def _members(item: object) -> Row | None:
    """A row's members, None for what is no row; `call_from` says so."""
    try:
        found = json_rows.read(item) if isinstance(item, msgspec.Raw) else item
    except NotJson:
        return None
    return found if isinstance(found, dict) else None


def _id(row: Row | None) -> str:
    return str(row.get("uniqueid") or "") if row else ""


def _legs(items: Iterable[object]) -> Iterator[tuple[str, object]]:
    seen: Counter[str] = Counter()
    distinct: dict[tuple[str, ...], object] = {}
    for item in items:
        row = _members(item)
        if row is None:
            yield "", item
        else:
            distinct[_leg(row)] = item
    for leg, item in sorted(distinct.items(), key=itemgetter(0)):
        remote_id = leg[0] or "|".join(leg[1:])
        seen[remote_id] += 1
        yield remote_id if seen[remote_id] == 1 else f"{remote_id}/{seen[remote_id]}", item


def _leg(row: Row) -> tuple[str, ...]:
    """What a leg of a call is known by. Duration and price are left out: they may be corrected later."""
    return (_id(row), *(str(row.get(name) or "") for name in _LEG_FIELDS))


_LEG_FIELDS = ("date", "destination_type", "callerid", "destination", "account")


def call_from(found: tuple[str, object]) -> CallRecord:
    """An item of getCDR, with its id, as a value."""
    remote_id, item = found
    call = CallDraft()
    if isinstance(item, msgspec.Raw):
        call.raw = Unread(item)
        try:
            row = _decode(item)
        except BROKEN:
            row = _drifted(json_rows.read(item))
    else:
        row = _drifted(item)
        call.raw = without_secrets(scalars.row(item))
    call.remote_id = remote_id
    written = row.date
    try:
        call.started_at = _HOURS[written[:13]] + PAST_THE_HOUR[written[13:]]
    except (KeyError, ValueError, OverflowError):
        call.started_at = _moment(written)
    call.callee, call.callee_number = _CALLED[row.destination]
    call.description = _TEXTS[row.description]
    call.direction = _BY_TYPE[row.destination_type] or _guessed(row.destination_type, call.description, call.callee)
    call.disposition = _BY_WORD[row.disposition]
    call.caller_name, call.caller, call.caller_number = _CALLERS[row.callerid]
    seconds = _COUNTS[row.seconds]
    call.seconds = scalars.seconds(row.duration) or 0 if seconds is None else seconds
    call.account = _TEXTS[row.account]
    call.rate = _AMOUNTS[row.rate]
    call.cost = _AMOUNTS[row.total]
    return call.finished()


def _drifted(item: object) -> _Row:
    """A row with values of other types than documented, or one of SOAP: numbers, null and false where a text should be."""
    row = scalars.row(item)
    return _Row(**{name: scalars.text(row.get(name)) for name in _Row.__struct_fields__})


def _moment(written: str) -> datetime:
    """Of a time that is not written as documented: spaces around it may be."""
    started_at = scalars.moment(written)
    if started_at is None:
        raise scalars.WrongShape("a call without its time")
    return started_at


def _direction(destination_type: str | None) -> Direction | None:
    """From the prefix of destination_type ("IN:USA"), None when there is none that we know."""
    prefix, colon, _ = scalars.text(destination_type).upper().partition(":")
    return _TYPE_PREFIXES.get(prefix) if colon or prefix.startswith("INT") else None


@lru_cache(maxsize=4096)
def _guessed(destination_type: str | None, description: str, destination: str) -> Direction:
    """The direction from the words of the description, else from whether one end is no number."""
    for word, direction in _DESCRIPTION_WORDS:
        if word in description.lower():
            return direction
    if scalars.phone(destination) is None:
        return Direction.INTERNAL if destination.isdigit() else Direction.UNKNOWN
    known = scalars.text(destination_type).partition(":")[0]
    return Direction.OUTBOUND if known else Direction.UNKNOWN


def _disposition(written: str | None) -> Disposition:
    """ "NO ANSWER", "No_Answer" and "noanswer" are the same word."""
    return _DISPOSITIONS.get(re.sub(r"[^A-Z]", "", scalars.text(written).upper()), Disposition.UNKNOWN)


def _caller(written: str | None) -> tuple[str, str, PhoneNumber | None]:
    """A caller's name, what was written as the number, and the telephone number that it is."""
    name, number = scalars.caller_id(written)
    return name, number, scalars.phone(number)


def _called(written: str | None) -> tuple[str, PhoneNumber | None]:
    """What was written of the called end, and the telephone number that it is."""
    return scalars.text(written), scalars.phone(written)


# Words and numbers repeat from row to row: each is made sense of once.
_TEXTS = Remembered(scalars.text, 8192)
_AMOUNTS = Remembered(scalars.money, 8192)
_COUNTS = Remembered(scalars.whole, 8192)
_BY_TYPE = Remembered(_direction, 256)
_BY_WORD = Remembered(_disposition, 256)
_CALLERS = Remembered(_caller, 16384)
_CALLED = Remembered(_called, 16384)
