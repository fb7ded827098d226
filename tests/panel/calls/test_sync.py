"""The import window by window: what it asks for, how far its cursor goes, and what a broken answer or a death leaves behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection as database

from panel.calls import ingest
from panel.calls.ingest import Merged
from panel.calls.models import CallHour, CallRecord
from panel.calls.sync import CallImport, Cursor, WindowDone
from panel.connections import syncs
from panel.connections.gateway import info
from panel.connections.models import Connection, Resource, SyncPlan
from panel.connections.syncs import sync_lease
from panel.jobs.models import JobState
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.errors import Unavailable, UnexpectedAnswer
from providers.values import calls
from providers.values.calls import Window
from tests.factories import make_connection
from tests.panel.calls.records import record
from tests.sandbox import Sandbox
from tests.synced import connected, log_of, run_sync

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Died(Exception):
    """The worker is no more."""


class ScriptedCalls:
    """A `Calls` port with a window a day. `breaks` says what goes wrong after the records of the window of a day."""

    def __init__(self, *records: calls.CallRecord) -> None:
        self.told = list(records)
        self.breaks: dict[int, Exception] = {}
        self.asked: list[Window] = []

    def windows(self, span: Window) -> Iterator[Window]:
        start = span.start
        while start < span.end:
            end = min(start + DAY, span.end)
            yield Window(start=start, end=end)
            start = end

    def records(self, window: Window) -> Iterator[calls.CallRecord]:
        assert not in_scope(), "network inside of a transaction"
        self.asked.append(window)
        problem = self.breaks.get(window.start.day)
        if problem is not None and not getattr(problem, "skipped", 1):
            raise problem
        yield from (each for each in self.told if window.start <= each.started_at < window.end)
        if problem is not None:
            raise problem


def in_scope() -> bool:
    from panel.tenancy.scope import current

    return current().organization_id is not None


def unreadable(skipped: int = 0) -> UnexpectedAnswer:
    problem = UnexpectedAnswer("Not readable.", provider="voipms")
    problem.skipped = skipped
    return problem


def call(day: int, number: int = 1, **fields: Any) -> calls.CallRecord:
    start = datetime(2026, 3, day, 8, number, tzinfo=UTC)
    return record(number, remote_id=f"{day}-{number}", **({"started_at": start} | fields))


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    connection = make_connection(nordphone)
    with scope(organization=nordphone):
        syncs.make_plans(connection, info("voipms"))
    return connection


def take(account: Connection, port: ScriptedCalls) -> list[WindowDone]:
    with sync_lease(account, Resource.CALLS) as lease:
        return list(CallImport(port, account, lease).run())


def total(done: Sequence[WindowDone]) -> tuple[int, int, int]:
    merged = sum((each.merged for each in done), Merged())
    return merged.inserted, merged.updated, merged.unchanged


def cursor_of(account: Connection) -> Cursor:
    with scope(organization=account.organization_id):
        return Cursor.read(SyncPlan.objects.get(connection=account, resource=Resource.CALLS).cursor)


def stored(account: Connection) -> list[str]:
    with scope(organization=account.organization_id):
        return list(CallRecord.objects.order_by("started_at").values_list("remote_id", flat=True))


def counted(account: Connection) -> int:
    with scope(organization=account.organization_id):
        return sum(CallHour.objects.values_list("calls", flat=True))


def test_the_first_run_goes_back_a_month_and_the_next_one_two_days(account: Connection, clock: Any) -> None:
    port = ScriptedCalls(call(1), call(15), call(31))
    assert total(take(account, port)) == (3, 0, 0)
    assert (port.asked[0].start, port.asked[-1].end) == (NOW - 31 * DAY, NOW)
    assert cursor_of(account) == Cursor(until=NOW)
    clock.move_to(NOW + timedelta(hours=1))
    port.asked.clear()
    assert total(take(account, port)) == (0, 0, 1)
    assert (port.asked[0].start, port.asked[-1].end) == (NOW - 2 * DAY, NOW + timedelta(hours=1))
    assert cursor_of(account) == Cursor(until=NOW + timedelta(hours=1))


def test_late_and_corrected_records_are_caught(account: Connection) -> None:
    port = ScriptedCalls(call(30, 1), call(30, 2))
    take(account, port)
    port.told = [call(30, 1, seconds=99), call(30, 2, started_at=datetime(2026, 3, 31, 1, tzinfo=UTC)), call(30, 3)]
    assert total(take(account, port)) == (1, 2, 0)
    assert stored(account) == ["30-1", "30-3", "30-2"]
    assert counted(account) == 3


def test_a_second_run_writes_nothing(account: Connection) -> None:
    port = ScriptedCalls(*(call(day, number) for day in (29, 30, 31) for number in range(20)))
    take(account, port)

    def versions() -> list[Any]:
        with scope(organization=account.organization_id), database.cursor() as cursor:
            cursor.execute("SELECT ctid, xmin FROM calls_callrecord UNION ALL SELECT ctid, xmin FROM calls_callhour")
            return sorted(map(str, cursor.fetchall()))

    before = versions()
    assert total(take(account, port)) == (0, 0, 40)
    assert versions() == before


def test_a_window_that_cannot_be_read_holds_the_cursor_and_the_others_go_on(account: Connection) -> None:
    port = ScriptedCalls(call(10), call(20), call(30))
    port.breaks[19] = unreadable()  # the window from the 19th, noon, to the 20th, noon
    done = take(account, port)
    assert [each.window.start.day for each in done if each.unread] == [19]
    assert stored(account) == ["10-1", "30-1"]
    assert cursor_of(account).until == datetime(2026, 3, 19, 12, tzinfo=UTC)
    port.breaks.clear()
    port.asked.clear()
    take(account, port)
    assert port.asked[0].start == datetime(2026, 3, 17, 12, tzinfo=UTC)
    assert stored(account) == ["10-1", "20-1", "30-1"]
    assert cursor_of(account).until == NOW


def test_several_unreadable_windows_in_a_row_end_the_run(account: Connection) -> None:
    port = ScriptedCalls()
    port.breaks = {day: unreadable() for day in (10, 11, 12, 13)}
    with pytest.raises(UnexpectedAnswer):
        take(account, port)
    assert port.asked[-1].start.day == 12
    assert cursor_of(account).until == datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_records_that_cannot_be_read_or_stored_are_left_out_and_counted(account: Connection) -> None:
    port = ScriptedCalls(call(20, 1), call(20, 2, seconds=-5), call(20, 3))
    port.breaks[19] = unreadable(skipped=2)
    assert sum(each.skipped for each in take(account, port)) == 3
    assert stored(account) == ["20-1", "20-3"]
    assert cursor_of(account).until == NOW


def test_a_provider_that_goes_away_keeps_what_was_stored(account: Connection) -> None:
    port = ScriptedCalls(call(10), call(20), call(30))
    port.breaks[19] = Unavailable("Down.", provider="voipms")
    with pytest.raises(Unavailable):
        take(account, port)
    assert stored(account) == ["10-1"]
    assert cursor_of(account).until == datetime(2026, 3, 19, 12, tzinfo=UTC)
    port.breaks.clear()
    take(account, port)
    assert stored(account) == ["10-1", "20-1", "30-1"]


def test_a_death_between_two_batches_leaves_sums_that_the_next_run_mends(
    account: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "batches", partial(ingest.batches, size=2))
    port = ScriptedCalls(*(call(20, number) for number in range(5)))
    port.breaks[19] = Died()
    with pytest.raises(Died):
        take(account, port)
    assert len(stored(account)) == 4
    assert cursor_of(account) == Cursor(
        until=datetime(2026, 3, 19, 12, tzinfo=UTC), stale=frozenset({datetime(2026, 3, 20, 8, tzinfo=UTC)})
    )
    port.breaks.clear()
    assert total(take(account, port)) == (1, 0, 4)
    assert counted(account) == 5
    assert cursor_of(account) == Cursor(until=NOW)


def test_rows_and_cursor_are_stored_together_or_not_at_all(
    account: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: Any) -> None:
        raise Died

    monkeypatch.setattr(ingest, "refresh_hours", dies)
    with pytest.raises(Died):
        take(account, ScriptedCalls(call(1)))
    assert stored(account) == []
    assert cursor_of(account) == Cursor()


def test_a_run_that_uses_up_its_time_is_due_again_at_once(account: Connection, settings: Any) -> None:
    settings.CALLS_RUN_SECONDS = -1
    port = ScriptedCalls(call(30))
    with sync_lease(account, Resource.CALLS) as lease:
        calls_import = CallImport(port, account, lease)
        assert list(calls_import.run()) == []
        assert not calls_import.finished
        lease.more = True
    with scope(organization=account.organization_id):
        assert SyncPlan.objects.get(connection=account, resource=Resource.CALLS).next_due_at == NOW


def test_a_cursor_survives_its_storage() -> None:
    cursor = Cursor(until=NOW, stale=frozenset({NOW, NOW + DAY}))
    assert Cursor.read(cursor.as_json()) == cursor
    assert Cursor.read({}) == Cursor() == Cursor.read(Cursor().as_json())


@pytest.mark.django_db(transaction=True)
class TestOverTheWire:
    """Through the task and the adapter to the sandbox."""

    @pytest.fixture
    def clock(self) -> None:
        """The real time: the sandbox has no other."""

    @pytest.fixture(autouse=True)
    def _three_days(self, settings: Any) -> None:
        settings.CALLS_FIRST_DAYS = 3

    @pytest.fixture
    def at_sandbox(self, sandbox: Sandbox, nordphone: Organization) -> Connection:
        return connected(nordphone)

    def test_the_calls_of_the_sandbox_arrive(self, at_sandbox: Connection, sandbox: Sandbox) -> None:
        began = datetime.now(UTC)
        job = run_sync(at_sandbox, Resource.CALLS)
        assert job.state == JobState.SUCCEEDED, log_of(job)
        ended = sandbox.calls(since=began - 3 * DAY + timedelta(minutes=5), until=began - timedelta(minutes=20))
        assert {each["uniqueid"] for each in ended} <= set(stored(at_sandbox))
        assert job.counts["new"] == len(stored(at_sandbox)) == counted(at_sandbox)
        assert job.done == job.total

    def test_a_broken_answer_makes_a_partial_run_that_names_the_day(
        self, at_sandbox: Connection, sandbox: Sandbox
    ) -> None:
        sandbox.break_with("malformed", method="getCDR", count=1, after=1)
        job = run_sync(at_sandbox, Resource.CALLS)
        assert job.state == JobState.PARTIAL
        [problem] = [text for level, text in log_of(job) if level == "err"]
        assert problem.startswith("20")
        began = cursor_of(at_sandbox).until
        assert run_sync(at_sandbox, Resource.CALLS).state == JobState.SUCCEEDED
        assert began is not None
        assert (cursor_of(at_sandbox).until or began) > began + DAY

    def test_a_provider_that_is_down_is_tried_again_later(self, at_sandbox: Connection, sandbox: Sandbox) -> None:
        sandbox.break_with("down", method="getCDR")
        assert run_sync(at_sandbox, Resource.CALLS).state == JobState.WAITING
        assert cursor_of(at_sandbox) == Cursor()
