"""What a person does with a batch: begin one, choose its changes, apply it, stop it, go on, try the failed rows again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.audit.services import record
from panel.bulk import applying, dry_run
from panel.bulk.columns import guess, has_headings
from panel.bulk.csv_text import EncodingGuess, Record, records, separator_of
from panel.bulk.models import Batch, BatchRow, BatchState, FilePart, RowState, Source
from panel.bulk.wishes import Wish
from panel.jobs.models import Job
from panel.jobs.services import start_job
from panel.tenancy.scope import current_organization_id

PLAN_JOB, APPLY_JOB = "bulk.plan", "bulk.apply"
AT_ONCE = 60  # so many numbers are planned while the person waits
MOST_BYTES = 50 * 1024 * 1024
PART_BYTES = 512 * 1024
SAMPLE_RECORDS = 6


class BulkProblem(Exception):
    """Why a batch cannot be brought on as asked, worded for the person who asked."""


def begin(*, title: str, by: User, ids: Sequence[UUID] = (), query: str = "", costs: bool = False) -> Batch:
    """A batch for numbers that were ticked, or for all that match a list's query string. Nothing is chosen to change yet."""
    selection: dict[str, Any] = {"ids": [str(each) for each in ids]} if ids else {"query": query, "costs": costs}
    return _create(title=title, source=Source.LIST, selection=selection, by=by)


def begin_from_file(*, title: str, content: Iterable[bytes], by: User) -> Batch:
    """A batch for a file's lines; its columns are to be confirmed. Raises `BulkProblem` for a file that is empty or too large."""
    batch = _create(title=title, source=Source.CSV, selection={}, by=by)
    encoding, size = EncodingGuess(), 0
    for position, part in enumerate(_resized(content)):
        size += len(part)
        if size > MOST_BYTES:
            raise BulkProblem(_("The file has more than 50 MB. Split it into several."))
        encoding.feed(part)
        FilePart.objects.create(organization_id=batch.organization_id, batch=batch, position=position, content=part)
    encoding.feed(b"", final=True)
    columns: dict[str, Any] = {"encoding": encoding.name}
    columns["separator"] = separator_of(_first_part(batch).decode(encoding.name, errors="ignore"))
    first = _records(batch, columns, 1)
    if not first:
        raise BulkProblem(_("There is nothing to read in it."))
    columns["headings"] = has_headings(first[0].cells)
    columns["fields"] = guess(first[0].cells) if columns["headings"] else _unnamed(first[0].cells)
    batch.columns = columns
    batch.save(update_fields=["columns"])
    return batch


def sample(batch: Batch) -> list[Record]:
    """The first records of the file, the headings among them."""
    return _records(batch, batch.columns, SAMPLE_RECORDS)


def choose_columns(*, batch: Batch, fields: Sequence[str], headings: bool, by: User) -> None:
    """Say what each column is, and begin the dry run."""
    batch = _locked(batch)
    _expect(batch, BatchState.CHOOSING)
    batch.columns = {**batch.columns, "fields": list(fields), "headings": headings}
    batch.save(update_fields=["columns"])
    _plan(batch, by, at_once=FilePart.objects.filter(batch=batch).count() == 1 and len(_first_part(batch)) < 8000)


def choose_changes(*, batch: Batch, changes: Wish, by: User) -> None:
    """Say what is to change, and begin the dry run. Chosen again, the earlier dry run is dropped; what was applied never is."""
    batch = _locked(batch)
    _expect(batch, BatchState.CHOOSING, BatchState.PLANNED, BatchState.REFUSED)
    if batch.started_at is not None:
        raise BulkProblem(_("A part of it was applied, and what came of each row is kept. Begin a new change."))
    Batch.objects.filter(pk=batch.pk).update(changes=changes, problem="", problem_values={})
    _plan(batch, by, at_once=len(batch.selection.get("ids", ())) in range(1, AT_ONCE + 1))


def plan_again(*, batch: Batch, by: User) -> None:
    """The same dry run anew: what the numbers have now, at the prices of now. Not for a file, whose lines are kept no longer."""
    if batch.source != Source.LIST:
        raise BulkProblem(_("Read the file in again: its lines are not kept after the dry run."))
    _expect(batch, BatchState.PLANNED)
    choose_changes(batch=batch, changes=batch.changes, by=by)


def begin_for_playbook(
    *, title: str, playbook_id: UUID, routes: Mapping[str, Any], reverts: bool, by: User | None, calendar: str = ""
) -> Batch:
    """A batch that puts a playbook in force or takes it back; it is applied as soon as it is planned. `calendar` is the name of
    the one that begins it in place of a person."""
    batch = _create(title=title, source=Source.PLAYBOOK, selection={"straight": True}, by=by)
    batch.playbook_id, batch.reverts, batch.changes = playbook_id, reverts, {"routes": dict(routes)}
    batch.by_calendar = calendar
    batch.save(update_fields=["playbook", "reverts", "changes", "by_calendar"])
    _plan(batch, by, at_once=len(dry_run.selected(batch)) <= AT_ONCE)
    return batch


def _plan(batch: Batch, by: User | None, *, at_once: bool) -> None:
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.PLANNING, stop_asked=False)
    if at_once:
        dry_run.run(batch.organization_id, batch.pk)
        batch.refresh_from_db()
        planned(batch, by)
        return
    _plan_by_job(batch, by)
    batch.refresh_from_db()


def _plan_by_job(batch: Batch, by: User | None) -> None:
    job = start_job(kind=PLAN_JOB, by=by, arguments={"batch": str(batch.pk)})
    Batch.objects.filter(pk=batch.pk).update(job=job)


def planned(batch: Batch, by: User | None) -> None:
    """After a dry run: what was to be applied straight away is. Failed rows that are tried again wait for a person."""
    if batch.state == BatchState.PLANNED and batch.selection.get("straight") and batch.started_at is None:
        apply(batch=batch, by=by)


def apply(*, batch: Batch, by: User | None) -> Job:
    """Send what the dry run showed."""
    batch = _locked(batch)
    _expect(batch, BatchState.PLANNED)
    if batch.reverts:
        nothing_to_do = Q(state=RowState.SAME) | Q(state=RowState.REFUSED, did__gone_at__isnull=False)
        rows = BatchRow.objects.filter(nothing_to_do, batch=batch)
        applying.taken_back(batch, list(rows.values_list("did", flat=True)))
    _deed(batch, "bulk.applied", by)
    return _go(batch, by, started_at=timezone.now())


def stop(*, batch: Batch, by: User) -> None:
    """Send nothing more. What is under way comes to its end."""
    batch = _locked(batch)
    _expect(batch, BatchState.APPLYING)
    _deed(batch, "bulk.stopped", by)
    under_way = BatchRow.objects.filter(batch=batch, state=RowState.SENT).exists()
    if under_way or is_worked_on(batch):
        Batch.objects.filter(pk=batch.pk).update(stop_asked=True)
    else:
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.STOPPED, ended_at=timezone.now())


def resume(*, batch: Batch, by: User) -> None:
    """Go on with the rows that were not sent yet: after a stop, or when the work on it was cancelled. A dry run begins anew."""
    batch = _locked(batch)
    if not is_given_up(batch):
        _expect(batch, BatchState.STOPPED, BatchState.APPLYING)
    _deed(batch, "bulk.resumed", by)
    if batch.state == BatchState.PLANNING:
        _plan_by_job(batch, by)
    elif batch.state == BatchState.APPLYING and is_worked_on(batch):
        Batch.objects.filter(pk=batch.pk).update(stop_asked=False)
    else:
        _go(batch, by)


def retry_failed(*, batch: Batch, by: User) -> None:
    """Plan the failed rows anew; the batch waits to be applied again. Not for a playbook that was used since: its rows know where
    that led and what was to be put back at that time."""
    batch = _locked(batch)
    _expect(batch, BatchState.ENDED, BatchState.STOPPED)
    later = Batch.objects.filter(playbook=batch.playbook_id, created_at__gt=batch.created_at)
    if batch.playbook_id and later.exists():
        raise BulkProblem(_("The playbook was used again since. Use its own buttons."))
    failed = BatchRow.objects.filter(batch=batch, state=RowState.FAILED).count()
    if not failed:
        raise BulkProblem(_("No row failed."))
    _deed(batch, "bulk.retried", by)
    Batch.objects.filter(pk=batch.pk).update(problem="", problem_values={})
    _plan(batch, by, at_once=failed <= AT_ONCE)


def discard(*, batch: Batch, by: User) -> None:
    """Drop a batch that never was applied."""
    batch = _locked(batch)
    if batch.started_at is not None or (batch.state == BatchState.PLANNING and not is_given_up(batch)):
        raise BulkProblem(_("Only what was never applied can be dropped."))
    _deed(batch, "bulk.dropped", by)
    batch.delete()


def is_worked_on(batch: Batch) -> bool:
    """Whether a job has it. Not the case after somebody cancelled that."""
    return batch.job is not None and batch.job.in_flight


def is_given_up(batch: Batch) -> bool:
    """Whether it waits for a job that has ended: somebody cancelled that, or it died too often."""
    return batch.state in (BatchState.PLANNING, BatchState.APPLYING) and not is_worked_on(batch)


def _go(batch: Batch, by: User | None, **changes: Any) -> Job:
    job = start_job(kind=APPLY_JOB, by=by, arguments={"batch": str(batch.pk)})
    Batch.objects.filter(pk=batch.pk).update(
        state=BatchState.APPLYING, job=job, stop_asked=False, ended_at=None, problem="", problem_values={}, **changes
    )
    return job


def _create(*, title: str, source: Source, selection: dict[str, Any], by: User | None) -> Batch:
    return Batch.objects.create(
        organization_id=current_organization_id(), title=title[:120], source=source, selection=selection, asked_by=by
    )


def _locked(batch: Batch) -> Batch:
    """As it is now. Its job is read afterwards: joined to a row that was waited for, it would be the one of before the wait."""
    return Batch.objects.select_for_update().get(pk=batch.pk)


def _expect(batch: Batch, *states: BatchState) -> None:
    if batch.state not in states:
        raise BulkProblem(
            _("This is not possible any more: %(state)s.") % {"state": str(BatchState(batch.state).label).lower()}
        )


def _deed(batch: Batch, verb: str, by: User | None) -> None:
    record(verb=verb, object_type="batch", object_id=batch.pk, label=batch.title, by=by)


# Files


def _resized(content: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes in parts of one size."""
    rest = b""
    for piece in content:
        rest += piece
        while len(rest) >= PART_BYTES:
            yield rest[:PART_BYTES]
            rest = rest[PART_BYTES:]
    if rest:
        yield rest


def _first_part(batch: Batch) -> bytes:
    part = FilePart.objects.filter(batch=batch, position=0).first()
    return bytes(part.content) if part else b""


def _records(batch: Batch, columns: Mapping[str, Any], most: int) -> list[Record]:
    parts = [_first_part(batch)]
    found = records(parts, encoding=columns["encoding"], separator=columns["separator"])
    return [record for record, _number in zip(found, range(most), strict=False)]


def _unnamed(cells: Sequence[str]) -> list[str]:
    """Without headings: the column with numbers in it is one thing that can be known."""
    fields = [""] * len(cells)
    for place, cell in enumerate(cells):
        if not has_headings([cell]):
            fields[place] = "number"
            break
    return fields
