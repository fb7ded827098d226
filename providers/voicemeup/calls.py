"""Call detail records: get_calls, by dates or after a known call, live and from the archive.

The service logs a call when it ends, and its cursor (`unique_id`) follows the log: `since` therefore misses no long call,
while a window holds the calls that started in it, as far as they are logged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from providers.values.calls import CallDraft, CallRecord, Direction, Disposition, Window
from providers.voicemeup import envelope, scalars
from providers.voicemeup.client import PAGE, Client
from providers.voicemeup.envelope import Row
from providers.wire.redact import without_secrets
from providers.wire.remembered import Remembered

DAYS_AT_ONCE = 7

_DIRECTIONS: Mapping[str, Direction] = {"inbound": Direction.INBOUND, "outbound": Direction.OUTBOUND}
_DISPOSITIONS: Mapping[str, Disposition] = {
    "answered": Disposition.ANSWERED,
    "busy": Disposition.BUSY,
    "no_answer": Disposition.NO_ANSWER,
    "noanswer": Disposition.NO_ANSWER,
    "cancelled": Disposition.NO_ANSWER,
    "canceled": Disposition.NO_ANSWER,
    "failed": Disposition.FAILED,
    "congestion": Disposition.FAILED,
}


class VoicemeupCalls:
    """The `Calls` port."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._archive_after = timedelta(days=int(client.catalog.options["archive_after_days"]))

    def windows(self, span: Window) -> Iterator[Window]:
        """Pieces of seven days of the service's clock, cut to the span: no limit is documented, pages keep each short."""
        start, end = span.start.astimezone(UTC), span.end.astimezone(UTC)
        while start < end:
            following = min(_midnight(start.astimezone(scalars.ZONE).date() + timedelta(days=DAYS_AT_ONCE)), end)
            yield Window(start=start, end=following)
            start = following

    def records(self, window: Window) -> Iterator[CallRecord]:
        """Calls that started within the window, each once. A window that begins long ago is looked up in the archive too."""
        seen: set[str] = set()
        for call in self._client.values("get_calls", self._rows(window), call_from):
            if call.remote_id not in seen and window.start <= call.started_at < window.end:
                seen.add(call.remote_id)
                yield call

    def since(self, unique_id: str) -> Iterator[CallRecord]:
        """Calls logged after the call with this id, page by page, until a page is not full or leads nowhere new."""
        return self._client.values("get_calls", self._logged_after(unique_id), call_from)

    def _logged_after(self, cursor: str) -> Iterator[Row]:
        seen = {cursor}
        while True:
            page = list(self._client.rows("get_calls", unique_id=cursor, result_limit=PAGE))
            new = [row for row in page if _id(row) not in seen]
            seen.update(_id(row) for row in new)
            yield from new
            if len(page) < PAGE or not new or not _id(newest(page)):
                return
            cursor = _id(newest(page))

    def _rows(self, window: Window) -> Iterator[Row]:
        """The last day is asked for and one more: whether `date_to` is part of the answer is not documented."""
        first = window.start.astimezone(scalars.ZONE).date()
        last = (window.end - timedelta(microseconds=1)).astimezone(scalars.ZONE).date() + timedelta(days=1)
        yield from self._client.pages("get_calls", date_from=first, date_to=last)
        if window.start < datetime.now(UTC) - self._archive_after:
            yield from self._client.pages("get_calls", date_from=first, date_to=last, use_archive=True)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), scalars.ZONE).astimezone(UTC)


def newest(page: Sequence[Row]) -> Row:
    """The newer end of a page: the order of records is not documented, only that it is the order of the log."""
    return page[-1] if _written(page[-1]) >= _written(page[0]) else page[0]


def _written(row: Row) -> tuple[str, str]:
    return str(row.get("date") or ""), str(row.get("time") or "")


def _id(row: Row) -> str:
    return scalars.text(row.get("unique_id") or row.get("call_hash"))


def stream(pieces: Iterable[bytes]) -> Iterator[CallRecord]:
    """The calls of an answer of any length, record by record. Raises `ValueError` for what is none."""
    return map(call_from, envelope.read_stream(pieces, "call_details"))


def call_from(row: Row) -> CallRecord:
    """A record of get_calls as a value."""
    told = row.get if {*map(type, row.values())} <= _PLAIN else _plain(row).get
    remote_id = scalars.text(told("unique_id") or told("call_hash"))
    started_at = scalars.moment(told("date"), told("time"))
    if not remote_id or started_at is None:
        raise scalars.WrongShape("a call without its id or its time")
    currency = told("currency")
    call = CallDraft()
    call.remote_id = remote_id
    call.started_at = started_at
    call.direction = _DIRECTED[told("direction")]
    call.disposition = _ENDED[told("status")]
    call.caller, call.caller_number = _PARTIES[told("source")]
    call.callee, call.callee_number = _PARTIES[told("destination")]
    call.caller_name = _name(told("callerid_name"), call)
    call.seconds = _COUNTS[told("duration")] or 0
    call.account = _TEXTS[told("client_peer_id")]
    call.description = _TEXTS[told("district") or told("state") or told("country")]
    if currency is None:
        call.rate, call.cost = _AMOUNTS[told("current_rate")], _AMOUNTS[told("billed_amount")]
    else:
        call.rate = scalars.money(told("current_rate"), currency)
        call.cost = scalars.money(told("billed_amount"), currency)
    call.raw = without_secrets(row)
    return call.finished()


_PLAIN = {str, type(None)}
_FIELDS = (
    "billed_amount", "call_hash", "callerid_name", "client_peer_id", "country", "currency", "current_rate", "date", "destination",
    "direction", "district", "duration", "source", "state", "status", "time", "unique_id",
)  # fmt: skip


def _plain(row: Row) -> dict[str, str | None]:
    """What is read of a record that has elements within elements, which none of the fields read may have."""
    return {name: scalars.text(row.get(name)) for name in _FIELDS}


def _direction(written: str | None) -> Direction:
    return _DIRECTIONS.get(scalars.text(written), Direction.UNKNOWN)


def _disposition(written: str | None) -> Disposition:
    return _DISPOSITIONS.get(scalars.text(written), Disposition.UNKNOWN)


def _name(written: str | None, call: CallDraft) -> str:
    """The caller's name, unless it only repeats the number."""
    if not written:
        return ""
    name, number = _PARTIES[written]
    return "" if number is not None and number == call.caller_number else name


# Words and numbers repeat from record to record: each is made sense of once.
_AMOUNTS = Remembered(scalars.money, 16384)  # in the account's currency
_COUNTS = Remembered(scalars.whole, 8192)
_DIRECTED = Remembered(_direction, 64)
_ENDED = Remembered(_disposition, 64)
_PARTIES = Remembered(scalars.party, 16384)
_TEXTS = Remembered(scalars.text, 8192)
