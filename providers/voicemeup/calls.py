"""Call detail records: get_calls, by dates or after a known call, live and from the archive.

The service logs a call when it ends, and its cursor (`unique_id`) follows the log: `since` therefore misses no long call,
while a window holds the calls that started in it, as far as they are logged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from providers.values.calls import CallRecord, Direction, Disposition, Window
from providers.values.phone import PhoneNumber
from providers.voicemeup import envelope, scalars
from providers.voicemeup.client import PAGE, Client
from providers.voicemeup.envelope import Row
from providers.wire.redact import without_secrets

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
    remote_id, started_at = _id(row), scalars.moment(row.get("date"), row.get("time"))
    if not remote_id or started_at is None:
        raise scalars.WrongShape("a call without its id or its time")
    caller, callee = scalars.text(row.get("source")), scalars.text(row.get("destination"))
    caller_number = scalars.phone(caller)
    currency = row.get("currency")
    return CallRecord(
        remote_id=remote_id,
        started_at=started_at,
        direction=_DIRECTIONS.get(scalars.text(row.get("direction")), Direction.UNKNOWN),
        disposition=_DISPOSITIONS.get(scalars.text(row.get("status")), Disposition.UNKNOWN),
        caller=caller,
        callee=callee,
        caller_name=_name(scalars.text(row.get("callerid_name")), caller_number),
        caller_number=caller_number,
        callee_number=scalars.phone(callee),
        seconds=scalars.whole(row.get("duration")) or 0,
        account=scalars.text(row.get("client_peer_id")),
        description=scalars.text(row.get("district") or row.get("state") or row.get("country")),
        rate=scalars.money(row.get("current_rate"), currency),
        cost=scalars.money(row.get("billed_amount"), currency),
        raw=without_secrets(row),
    )


def _name(written: str, number: PhoneNumber | None) -> str:
    """The caller's name, unless it only repeats the number."""
    return "" if number is not None and scalars.phone(written) == number else written
