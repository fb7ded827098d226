"""The dry run of a batch: its rows are made and planned, some hundred at a time, each some hundred in a scope of its own.

It may be run again from the start after a worker's death: what it made before is dropped first. Nothing is sent by it. Of a batch
that was applied before only the failed rows are planned, and no row is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from panel.bulk.columns import BadCell, Reader, number_in
from panel.bulk.csv_text import Record, records
from panel.bulk.holding import HELD, held_by_others, waiting_for_answers
from panel.bulk.models import Batch, BatchRow, BatchState, FilePart, PlaybookEntry, RowState, Source
from panel.bulk.planning import Gap, Planner, gap, tags_of
from panel.bulk.wishes import for_account
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.dids.selection import numbers_matching
from panel.tenancy.scope import scope

AT_ONCE = 500
MOST_ROWS = 100_000

TOO_MANY = _("These are more than %(most)s rows. Make several smaller ones of them.")
EMPTY = _("There is no line to read below the headings.")
NO_NUMBERS = _("None of the chosen numbers is there any more.")
NOT_OURS = _("No account of yours has this number.")
SEVERAL = _("Several accounts have this number. Name the account in a column of its own.")
NO_ACCOUNT = _("There is no account “%(text)s” that has this number.")
TWICE = _("Line %(line)s has the same number. Only that one is used.")
TWICE_UNUSED = _("Line %(line)s has the same number and cannot be used. Mend that one, or take it out.")
CELLS = _("The line has %(cells)s cells where the headings have %(headings)s.")

Progress = Callable[[int], None]
T = TypeVar("T")


class TooMany(Exception):
    """More rows than a batch may have."""


def run(organization_id: UUID, batch_id: UUID, progress: Progress = lambda _done: None) -> BatchState | None:
    """Plan the batch; None when it is not waiting for that. The state that it comes to is PLANNED or REFUSED."""
    with scope(organization=organization_id):
        batch = Batch.objects.filter(pk=batch_id, state=BatchState.PLANNING).first()
        if batch is None:
            return None
        if batch.started_at is None:
            _forget(batch)
    if batch.started_at is not None:
        return _plan_failed(batch, progress)
    done = 0
    try:
        for made in _rows(batch):
            done += made
            if done > MOST_ROWS:
                raise TooMany
            progress(done)
    except TooMany:
        return _refuse(batch, TOO_MANY, most=MOST_ROWS)
    if not done:
        return _refuse(batch, EMPTY if batch.source == Source.CSV else NO_NUMBERS)
    return _planned(batch)


def _planned(batch: Batch) -> BatchState:
    """The file goes in the same transaction: a worker that dies before it finds all of it again."""
    with scope(organization=batch.organization_id):
        FilePart.objects.filter(batch=batch).delete()
        Batch.objects.filter(pk=batch.pk, state=BatchState.PLANNING).update(
            state=BatchState.PLANNED, planned_at=timezone.now()
        )
    return BatchState.PLANNED


def _refuse(batch: Batch, problem: str, **values: Any) -> BatchState:
    with scope(organization=batch.organization_id):
        _forget(batch)
        FilePart.objects.filter(batch=batch).delete()  # nobody reads it any more
        Batch.objects.filter(pk=batch.pk, state=BatchState.PLANNING).update(
            state=BatchState.REFUSED, problem=problem, problem_values=values
        )
    return BatchState.REFUSED


def _forget(batch: Batch) -> None:
    BatchRow.objects.filter(batch=batch).delete()


def _rows(batch: Batch) -> Iterator[int]:
    """Make and plan the rows; how many, each time some were stored."""
    if batch.source == Source.CSV:
        return _from_file(batch)
    return _from_numbers(batch)


# Numbers that were chosen, or are a playbook's


def _from_numbers(batch: Batch) -> Iterator[int]:
    with scope(organization=batch.organization_id):
        chosen = selected(batch)
    planner = Planner(trusted=batch.source == Source.PLAYBOOK)
    position = 0
    for some in in_pieces(chosen):
        with scope(organization=batch.organization_id):
            rows = []
            wishes = _playbook_wishes(batch, some) if batch.playbook_id and batch.reverts else {}
            found = {did.pk: did for did in _dids().filter(pk__in=some)}
            for did in (found[pk] for pk in some if pk in found):
                position += 1
                row = _row(batch, position, did)
                row.wanted = wishes.get(did.pk, {})
                rows.append(row)
            plan_rows(batch, rows, found, planner)
            BatchRow.objects.bulk_create(rows)
        yield len(rows)


def selected(batch: Batch) -> list[UUID]:
    """The keys of the chosen numbers, in the order of the list. Raises `TooMany`."""
    if batch.playbook_id:
        entries = PlaybookEntry.objects.filter(playbook=batch.playbook_id).order_by("did__number", "did")
        waiting = waiting_for_answers(batch.playbook_id).values("did")
        rows = entries.exclude(before__isnull=True).exclude(did__in=waiting) if batch.reverts else entries
        found = list(rows.values_list("did", flat=True)[: MOST_ROWS + 1])
    elif "query" in batch.selection:
        numbers = numbers_matching(batch.selection["query"], costs=bool(batch.selection.get("costs")))
        found = list(numbers.values_list("pk", flat=True)[: MOST_ROWS + 1])
    else:
        numbers = Did.objects.filter(pk__in=batch.selection.get("ids", ()))
        found = list(numbers.order_by("number", "pk").values_list("pk", flat=True))
    if len(found) > MOST_ROWS:
        raise TooMany
    return found


def _playbook_wishes(batch: Batch, some: list[UUID]) -> dict[UUID, dict[str, str]]:
    """Taking a playbook back: for each number what it had before."""
    entries = PlaybookEntry.objects.filter(playbook=batch.playbook_id, did__in=some).exclude(before__isnull=True)
    return {entry.did_id: dict(entry.before or {}) for entry in entries}


# A file


def _from_file(batch: Batch) -> Iterator[int]:
    planner, reader = Planner(), Reader()
    seen: dict[str | UUID, int] = {}
    unused: set[int] = set()
    for some in in_pieces(file_records(batch)):
        with scope(organization=batch.organization_id):
            rows = _read(batch, some, reader, seen)
            plan_rows(batch, rows, {row.did_id: row.did for row in rows if row.did}, planner)
            _name_the_line_in_the_way(rows, unused)
            BatchRow.objects.bulk_create(rows)
        yield len(rows)


def file_records(batch: Batch) -> Iterator[Record]:
    """The records below the headings."""
    columns = batch.columns
    found = records(_parts(batch), encoding=columns["encoding"], separator=columns["separator"])
    return islice(found, 1 if columns["headings"] else 0, None)


def _parts(batch: Batch) -> Iterator[bytes]:
    """The file, piece by piece, each read in a scope of its own."""
    position = 0
    while True:
        with scope(organization=batch.organization_id):
            part = FilePart.objects.filter(batch=batch, position=position).first()
        if part is None:
            return
        yield bytes(part.content)
        position += 1


def _read(batch: Batch, some: list[Record], reader: Reader, seen: dict[str | UUID, int]) -> list[BatchRow]:
    """A row for each record, its number found at its account and its cells taken for a wish, or the reasons why not."""
    fields: list[str] = batch.columns["fields"]
    rows = []
    for record in some:
        given = {name: cell for name, cell in zip(fields, record.cells, strict=False) if name}
        label = given.get("number") or next(iter(record.cells), "")
        row = BatchRow(
            organization_id=batch.organization_id, batch=batch, position=record.line, label=label[:80], given=given
        )
        row.gaps = _problems(record, fields, row, seen)
        rows.append(row)
    _find_numbers(rows)
    for row in rows:
        if row.did_id and (first := seen.setdefault(row.did_id, row.position)) != row.position:
            row.gaps = [gap("number", TWICE, line=first)]  # once with its account named, once without
        if row.did and not row.gaps:
            row.wanted, row.gaps = reader.wish(row.given, row.did.connection)
        if row.gaps:
            row.state = RowState.REFUSED
    return rows


def _name_the_line_in_the_way(rows: list[BatchRow], unused: set[int]) -> None:
    """A number that comes twice is not done by its first line either, where that is one of the `unused`."""
    for row in rows:
        if row.state == RowState.REFUSED:
            unused.add(row.position)
        for each in row.gaps:
            if each["why"] == TWICE and each["values"]["line"] in unused:
                each["why"] = TWICE_UNUSED


def _problems(record: Record, fields: list[str], row: BatchRow, seen: dict[str | UUID, int]) -> list[Gap]:
    """What keeps the line from having one number of its own; without that, the number becomes its label."""
    if record.problem:
        return [gap("line", record.problem)]
    if any(record.cells[len(fields) :]):
        return [gap("line", CELLS, cells=len(record.cells), headings=len(fields))]
    try:
        number = number_in(row.given.get("number", "")).e164
    except BadCell as problem:
        return [gap("number", problem.why, **problem.values)]
    row.label = number
    key = f"{number} {row.given.get('account', '').casefold()}"
    if key in seen:
        return [gap("number", TWICE, line=seen[key])]
    seen[key] = record.line
    return []


def _find_numbers(rows: list[BatchRow]) -> None:
    wanted = [row for row in rows if not row.gaps]
    by_number: dict[str, list[Did]] = {}
    for did in _dids().filter(number__in={row.label for row in wanted}):
        by_number.setdefault(did.number, []).append(did)
    for row in wanted:
        there = by_number.get(row.label, [])
        account = row.given.get("account", "")
        if account:
            there = [did for did in there if did.connection.name.casefold() == account.casefold()]
        elif len(there) > 1:
            there = [did for did in there if did.gone_at is None]
        if len(there) == 1:
            row.did, row.connection = there[0], there[0].connection
        else:
            row.gaps = [gap("account", SEVERAL) if there else _not_there(account)]


def _not_there(account: str) -> Gap:
    return gap("account", NO_ACCOUNT, text=account[:60]) if account else gap("number", NOT_OURS)


# Both


def plan_rows(batch: Batch, rows: list[BatchRow], dids: dict[Any, Did], planner: Planner) -> None:
    """Put steps, gaps and state into the rows that can be planned; nothing is stored."""
    tags = tags_of(dids)
    held = held_by_others(batch.playbook_id, dids) if batch.playbook_id and not batch.reverts else {}
    for row in rows:
        if row.state == RowState.REFUSED or row.did_id not in dids:
            continue
        did = dids[row.did_id]
        if did.pk in held:
            row.steps, row.gaps, row.state = [], [gap("number", HELD, playbook=held[did.pk].name)], RowState.REFUSED
            continue
        wish = row.wanted or for_account(batch.changes, did.connection_id)
        plan = planner.plan(did, wish, tags.get(did.pk, ()))
        row.steps, row.gaps, row.state = plan.steps, plan.gaps, plan.state


def _row(batch: Batch, position: int, did: Did) -> BatchRow:
    return BatchRow(
        organization_id=batch.organization_id,
        batch=batch,
        position=position,
        label=did.number,
        did=did,
        connection=did.connection,
    )


def _dids() -> Any:
    return Did.objects.select_related("connection").defer("raw", "connection__sealed")


def in_pieces(everything: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    source = iter(everything)
    while piece := list(islice(source, size)):
        yield piece


def _plan_failed(batch: Batch, progress: Progress) -> BatchState:
    """Plan the failed rows anew against what their numbers have now; none of them stays failed."""
    planner, done = Planner(trusted=batch.source == Source.PLAYBOOK), 0
    while True:
        with scope(organization=batch.organization_id):
            failed = BatchRow.objects.filter(batch=batch, state=RowState.FAILED).order_by("position")
            rows = list(failed[:AT_ONCE])
            _again(batch, rows, planner)
        if not rows:
            return _planned(batch)
        done += len(rows)
        progress(done)


def _again(batch: Batch, rows: list[BatchRow], planner: Planner) -> None:
    found = {did.pk: did for did in _dids().filter(pk__in=[row.did_id for row in rows])}
    for row in rows:
        row.state, row.step, row.tries, row.reason, row.reason_values = RowState.NEW, 0, row.tries + 1, "", {}
    plan_rows(batch, rows, found, planner)
    for row in rows:
        if row.did_id not in found:
            row.state, row.gaps = RowState.REFUSED, [gap("number", NOT_OURS)]
    BatchRow.objects.bulk_update(
        rows, ["steps", "gaps", "state", "step", "tries", "reason", "reason_values"], batch_size=AT_ONCE
    )


def accounts_of(batch: Batch) -> list[Connection]:
    """The accounts that the chosen numbers are at, by name."""
    used: Any
    if batch.playbook_id:
        used = PlaybookEntry.objects.filter(playbook=batch.playbook_id).values("did__connection")
    elif "query" in batch.selection:
        numbers = numbers_matching(batch.selection["query"], costs=bool(batch.selection.get("costs")))
        used = numbers.order_by().values("connection")
    else:
        used = Did.objects.filter(pk__in=batch.selection.get("ids", ())).values("connection")
    return list(Connection.objects.filter(pk__in=used).order_by("name").defer("sealed"))
