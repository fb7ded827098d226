"""Pull call records window by window. What a batch brought and how far the import is are stored in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.utils import timezone

from panel.calls import ingest
from panel.calls.ingest import DoesNotFit, Merged, Row
from panel.connections.models import Connection
from panel.connections.syncs import Lease
from panel.tenancy.scope import scope
from providers.errors import ProviderError, UnexpectedAnswer
from providers.ports import Calls
from providers.values.calls import Window

HOPELESS = 3
"""So many windows in a row that cannot be read mean that the rest need not be asked for."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the import is: every window up to `until` is complete. `stale` are hours whose sums wait for their window."""

    until: datetime | None = None
    stale: frozenset[datetime] = frozenset()

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        until = stored.get("until")
        return cls(
            until=datetime.fromisoformat(until) if until else None,
            stale=frozenset(map(datetime.fromisoformat, stored.get("stale", ()))),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "until": self.until.isoformat() if self.until else None,
            "stale": [hour.isoformat() for hour in sorted(self.stale)],
        }

    def span(self, now: datetime) -> Window:
        """What to ask for: from some time before the last complete window, for late and corrected records, to now."""
        start = now - timedelta(days=settings.CALLS_FIRST_DAYS)
        if self.until is not None:
            start = min(self.until, now) - overlap()
        return Window(start=start, end=now)


def overlap() -> timedelta:
    return timedelta(hours=settings.CALLS_OVERLAP_HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowDone:
    """How one window went. `problem`: records that could not be read or stored, `skipped` of them; the whole answer if 0."""

    window: Window
    merged: Merged = Merged()
    skipped: int = 0
    problem: ProviderError | DoesNotFit | None = None

    @property
    def unread(self) -> bool:
        return self.problem is not None and not self.skipped


class CallImport:
    """One run of the import, outside of any scope. Broken off anywhere, the next run loses nothing and repeats nothing."""

    def __init__(
        self, calls: Calls, connection: Connection, lease: Lease, *, heartbeat: Callable[[], None] = lambda: None
    ) -> None:
        """`heartbeat` is called after each batch: a window of a large account may take minutes."""
        self._calls = calls
        self._heartbeat = heartbeat
        self._connection = connection
        self._lease = lease
        self._cursor = Cursor.read(lease.cursor)
        self._held = False  # a window could not be read: the cursor stays before it
        self.first = self._cursor.until is None
        self.windows = list(calls.windows(self._cursor.span(timezone.now())))
        self.finished = False
        """Whether the run came to the end of its windows, rather than of its time."""

    def run(self) -> Iterator[WindowDone]:
        """Each window as it is done, those that cannot be read among them; several of these in a row end it with their error."""
        stop_at = time.monotonic() + settings.CALLS_RUN_SECONDS
        unread = 0
        for window in self.windows:
            if time.monotonic() > stop_at:
                return
            done = self._import(window)
            unread = unread + 1 if done.unread else 0
            if unread == HOPELESS and isinstance(done.problem, ProviderError):
                raise done.problem
            yield done
        self.finished = True

    def _import(self, window: Window) -> WindowDone:
        ingest.ensure_partitions(window)
        reading = Reading(self._calls, window)
        merged = Merged()
        try:
            for batch, last in ingest.batches(reading.rows()):
                merged += self._store(window, batch, last=last)
                self._heartbeat()
        except UnexpectedAnswer as problem:
            self._held = True
            return WindowDone(window=window, merged=merged, problem=problem)
        return WindowDone(window=window, merged=merged, skipped=reading.skipped, problem=reading.problem)

    def _store(self, window: Window, rows: list[Row], *, last: bool) -> Merged:
        with scope(organization=self._connection.organization_id):
            merged = ingest.merge(self._connection.pk, window, rows, reach=overlap())
            stale = self._cursor.stale | merged.hours
            if last:
                ingest.refresh_hours(self._connection.pk, stale)
                until = self._cursor.until if self._held else max(window.end, self._cursor.until or window.end)
                cursor = Cursor(until=until)
            else:
                cursor = replace(self._cursor, stale=stale)
            self._lease.keep(cursor.as_json())
        self._cursor = cursor
        return merged


class Reading:
    """The records of one window as rows. What cannot be read or stored is counted, and the first such problem kept."""

    def __init__(self, calls: Calls, window: Window) -> None:
        self._calls = calls
        self._window = window
        self.skipped = 0
        self.problem: ProviderError | DoesNotFit | None = None

    def rows(self) -> Iterator[Row]:
        try:
            for record in self._calls.records(self._window):
                try:
                    row = ingest.row_from(record, self._window)
                except DoesNotFit as problem:
                    self._skip(1, problem)
                else:
                    yield row
        except UnexpectedAnswer as problem:
            if not problem.skipped:
                raise
            self._skip(problem.skipped, problem)

    def _skip(self, records: int, problem: ProviderError | DoesNotFit) -> None:
        self.skipped += records
        self.problem = self.problem or problem
