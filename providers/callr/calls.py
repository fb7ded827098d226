"""Call detail records: `cdr.get`, one answer for each direction and window (fact sheet, section 11).

There is no paging, so an answer may hold a hundred thousand records. They are decoded one by one, straight into what we need of
them; the rest of a record is read when somebody asks for its `raw`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from providers.callr import scalars
from providers.callr.client import Client
from providers.values.calls import CallDraft, CallRecord, Direction, Disposition, Window
from providers.values.money import Money
from providers.wire import json_rows

LONGEST = timedelta(days=1)
_BUSY_CAUSE = 17  # Q.850: user busy

_DISPOSITIONS: Mapping[str | None, Disposition] = {
    "ANSWER": Disposition.ANSWERED,
    "BUSY": Disposition.BUSY,
    "CANCEL": Disposition.NO_ANSWER,
    "NOANSWER": Disposition.NO_ANSWER,
    "CHANUNAVAIL": Disposition.FAILED,
    "CONGESTION": Disposition.FAILED,
    "NODIAL": Disposition.FAILED,
}
# Looked up once: reaching a member through its enumeration costs a little each time.
_INBOUND, _OUTBOUND, _UNKNOWN = Direction.INBOUND, Direction.OUTBOUND, Disposition.UNKNOWN
_DIRECTIONS: Mapping[str, Direction] = {"IN": Direction.INBOUND, "OUT": Direction.OUTBOUND}


class CallrCalls:
    """The `Calls` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def windows(self, span: Window) -> Iterator[Window]:
        """One for each UTC day that the span touches, cut to the span."""
        start, end = span.start.astimezone(UTC), span.end.astimezone(UTC)
        while start < end:
            midnight = datetime(start.year, start.month, start.day, tzinfo=UTC) + LONGEST
            yield Window(start=start, end=min(midnight, end))
            start = midnight

    def records(self, window: Window) -> Iterator[CallRecord]:
        """CALLR's bounds are inclusive and whole seconds; what lies outside of the window is left out here."""
        span: dict[str, Any] = {"from": window.start, "to": window.end}
        for word, direction in _DIRECTIONS.items():
            rows = self._client.raw_items("cdr.get", type=word, **span)
            for call in self._client.values("cdr.get", rows, Reader(direction, self._client.currency)):
                if window.start <= call.started_at < window.end:
                    yield call


class _Row(msgspec.Struct, gc=False):
    """What a CallRecord is made of, of CDR.In and CDR.Out, as documented. A row that differs is read by `_drifted`."""

    callid: int
    start: str
    answer: str | None = None
    billing_customer_debit_eur: str | None = None
    cli_name: str | None = None
    cli_number: str | None = None
    dialstatus: str | None = None
    did_intl_number: str | None = None
    duration_answered: int | None = None
    hangupcause: int | None = None
    number: str | None = None
    scenario_name: str | None = None


_decode = msgspec.json.Decoder(_Row).decode


class Reader:
    """Reads the records of one direction. `WrongShape` for what is no call."""

    __slots__ = ("_inbound", "_money")

    def __init__(self, direction: Direction, currency: str) -> None:
        self._inbound = direction is Direction.INBOUND

        @lru_cache(maxsize=65536)
        def money(written: str | None) -> Money | None:
            return scalars.money(written, currency)

        self._money = money

    def __call__(self, item: bytes | msgspec.Raw) -> CallRecord:
        try:
            row = _decode(item)
        except json_rows.BROKEN:
            row = _drifted(item)
        callee = row.did_intl_number if self._inbound else row.number
        call = CallDraft()
        call.remote_id = str(row.callid)
        call.started_at = _moment(row.start)
        call.direction = _INBOUND if self._inbound else _OUTBOUND
        call.disposition = _answered(row) if self._inbound else _DISPOSITIONS.get(row.dialstatus, _UNKNOWN)
        call.caller = row.cli_number or ""
        call.callee = callee or ""
        call.caller_name = row.cli_name or ""
        call.caller_number = scalars.phone(row.cli_number)
        call.callee_number = scalars.phone(callee)
        call.seconds = row.duration_answered or 0
        call.account = ""
        call.description = row.scenario_name or ""
        call.rate = None
        call.cost = self._money(row.billing_customer_debit_eur)
        call.raw = json_rows.Unread(item)
        return call.finished()


def _moment(written: str) -> datetime:
    """As `scalars.moment`, with a short way for the documented notation."""
    try:
        return datetime.fromisoformat(written + "Z")  # what is a date only, or has a zone, is no time so
    except ValueError:
        found = scalars.moment(written)
    if found is None:
        raise scalars.WrongShape("a call without its time")
    return found


def _answered(row: _Row) -> Disposition:
    """An inbound record has no word for it: one was answered when it has a time of answer."""
    if row.answer or row.duration_answered:
        return Disposition.ANSWERED
    return Disposition.BUSY if row.hangupcause == _BUSY_CAUSE else Disposition.NO_ANSWER


def _drifted(item: bytes | msgspec.Raw) -> _Row:
    """A row with values of other types than documented: numbers as text, text as numbers."""
    row = scalars.row(json_rows.read(item))
    callid = scalars.whole(row.get("callid"))
    if callid is None:
        raise scalars.WrongShape("a call without its id")
    texts = ("answer", "billing_customer_debit_eur", "cli_name", "cli_number", "dialstatus", "did_intl_number", "number",
             "scenario_name")  # fmt: skip
    return _Row(
        callid=callid,
        start=scalars.text(row.get("start")),
        duration_answered=scalars.whole(row.get("duration_answered")),
        hangupcause=scalars.whole(row.get("hangupcause")),
        **{name: scalars.text(row.get(name)) for name in texts},
    )
