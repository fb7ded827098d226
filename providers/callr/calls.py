"""Call detail records: `cdr.get`, one answer for each direction and window (fact sheet, section 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from providers.callr import scalars
from providers.callr.client import Client
from providers.values.calls import CallRecord, Direction, Disposition, Window
from providers.values.money import Money

LONGEST = timedelta(days=1)  # there is no paging, so one answer holds all of a window
_BUSY_CAUSE = 17  # Q.850: user busy

_DISPOSITIONS: Mapping[str, Disposition] = {
    "ANSWER": Disposition.ANSWERED,
    "BUSY": Disposition.BUSY,
    "CANCEL": Disposition.NO_ANSWER,
    "NOANSWER": Disposition.NO_ANSWER,
    "CHANUNAVAIL": Disposition.FAILED,
    "CONGESTION": Disposition.FAILED,
    "NODIAL": Disposition.FAILED,
}
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
            rows = self._client.items("cdr.get", type=word, **span)
            read = Reader(direction, self._client.currency)
            for call in self._client.values("cdr.get", rows, read):
                if window.start <= call.started_at < window.end:
                    yield call


class Reader:
    """Reads CDR.In or CDR.Out objects. Called a hundred thousand times in a row: what repeats is kept, nothing is copied."""

    __slots__ = ("_inbound", "_money")

    def __init__(self, direction: Direction, currency: str) -> None:
        self._inbound = direction is Direction.INBOUND

        @lru_cache(maxsize=4096)
        def money(written: str) -> Money | None:
            return scalars.money(written, currency)

        self._money = money

    def __call__(self, item: object) -> CallRecord:
        if not isinstance(item, dict):
            raise scalars.WrongShape("wanted a call that is an object")
        get = item.get
        callid, start, debit = get("callid"), get("start"), get("billing_customer_debit_eur")
        if type(callid) not in (int, str) or not callid:
            raise scalars.WrongShape("a call without its id")
        started_at = scalars.moment(start)
        if started_at is None:
            raise scalars.WrongShape("a call without its time")
        caller = get("cli_number")
        callee = get("did_intl_number" if self._inbound else "number")
        name, app, answered = get("cli_name"), get("scenario_name"), get("duration_answered")
        return CallRecord(
            remote_id=str(callid),
            started_at=started_at,
            direction=Direction.INBOUND if self._inbound else Direction.OUTBOUND,
            disposition=self._disposition(item),
            caller=caller if type(caller) is str else scalars.text(caller),
            callee=callee if type(callee) is str else scalars.text(callee),
            caller_name=name if type(name) is str else scalars.text(name),
            caller_number=scalars.phone(caller),
            callee_number=scalars.phone(callee),
            seconds=answered if type(answered) is int else scalars.whole(answered) or 0,
            description=app if type(app) is str else scalars.text(app),
            cost=self._money(debit if type(debit) is str else scalars.text(debit)),
            raw=item,
        )

    def _disposition(self, item: Mapping[str, Any]) -> Disposition:
        """An outbound call tells it; an inbound one was answered when it has a time of answer."""
        if not self._inbound:
            word = item.get("dialstatus")
            return _DISPOSITIONS.get(word, Disposition.UNKNOWN) if type(word) is str else Disposition.UNKNOWN
        if item.get("answer") or item.get("duration_answered"):
            return Disposition.ANSWERED
        return Disposition.BUSY if item.get("hangupcause") == _BUSY_CAUSE else Disposition.NO_ANSWER
