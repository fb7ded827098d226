"""A batch: its dry run, its progress and its results; and what a person may do with it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from panel.bulk import services, words
from panel.bulk.applying import counts_of
from panel.bulk.columns import COLUMNS, cells_of
from panel.bulk.costs import costs_of
from panel.bulk.csv_text import safe_cell
from panel.bulk.models import Batch, BatchRow, BatchState, RowState, Source
from panel.bulk.queries import batch_or_404, batches, rows_of
from panel.bulk.services import BulkProblem
from panel.bulk.tables import BatchTable, RowFilters, RowTable
from panel.bulk.wishes import for_account
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.models import Client
from panel.tenancy.roles import Permission, may
from panel.ui.htmx import go, render_page, stop_polling, toast

IN_ORDER = (
    RowState.READY,
    RowState.SENT,
    RowState.DONE,
    RowState.FAILED,
    RowState.REFUSED,
    RowState.SAME,
)


@require_safe
@requires(Permission.VIEW)
def batch_list(request: TenantRequest) -> HttpResponse:
    context = {"table": BatchTable(batches(), request), "empty": "bulk/_no_batches.html"}
    return render_page(request, "bulk/batch_list.html", "ui/_table.html", context)


@require_safe
@requires(Permission.VIEW)
def detail(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    """The rows with their filters; htmx asks for the list alone."""
    batch = batch_or_404(batch_id)
    filters = RowFilters(request)
    table = RowTable(filters.narrow(rows_of(batch)), request)
    words.put_words_beside(table.page.rows)
    context = {**_standing(request, batch), "filters": filters, "table": table, "empty": "bulk/_no_rows.html"}
    return render_page(request, "bulk/batch_detail.html", "ui/_list_fragment.html", context)


@require_safe
@requires(Permission.VIEW)
def live(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    """How it stands, asked for again while something is under way. When it comes to a stand, the page is asked for anew."""
    batch = batch_or_404(batch_id)
    response = render_page(request, "bulk/batch_live.html", "bulk/_standing.html", _standing(request, batch))
    if batch.state in (BatchState.PLANNING, BatchState.APPLYING) and services.is_worked_on(batch):
        return response
    response.headers["HX-Redirect"] = reverse("bulk:detail", args=[batch.pk])
    return stop_polling(response) if request.headers.get("HX-Request") else response


@require_POST
@requires(Permission.CHANGE_ROUTES)
def apply(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    return _do(request, batch_id, services.apply)


@require_POST
@requires(Permission.CHANGE_ROUTES)
def plan_again(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    return _do(request, batch_id, services.plan_again)


@require_POST
@requires(Permission.CHANGE_ROUTES)
def stop(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    return _do(request, batch_id, services.stop)


@require_POST
@requires(Permission.CHANGE_ROUTES)
def resume(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    return _do(request, batch_id, services.resume)


@require_POST
@requires(Permission.CHANGE_ROUTES)
def retry(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    return _do(request, batch_id, services.retry_failed)


@require_POST
@requires(Permission.CHANGE_ROUTES)
def discard(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    return _do(request, batch_id, services.discard, to="bulk:list")


@require_safe
@requires(Permission.CHANGE_ROUTES)
def failed(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    """The rows that failed or cannot be done as CSV, with their line and the reason; it can be mended and read in again. What a
    playbook does is not told: its own button does that again.
    """
    batch = batch_or_404(batch_id)
    columns = _columns(batch)
    clients = {str(pk): name for pk, name in Client.objects.values_list("pk", "name")}
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", *columns, "problem"])
    rows = rows_of(batch).filter(state__in=(RowState.FAILED, RowState.REFUSED)).order_by("position")
    for row in rows.iterator(chunk_size=500):
        given = row.given or _given(batch, row, clients)
        cells = [given.get(name, "") for name in columns]
        if not row.given.get("number") and row.label and "number" in columns:
            cells[columns.index("number")] = row.label
        writer.writerow([row.position, *map(safe_cell, cells), safe_cell(" ".join(words.reasons(row)))])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="patchbay-failed-rows.csv"'
    return response


def _columns(batch: Batch) -> list[str]:
    if batch.source == Source.CSV:
        return [name for name in batch.columns.get("fields", ()) if name]
    if batch.source == Source.PLAYBOOK:
        return ["number", "account"]
    wished = {*batch.changes, *(name for routes in batch.changes.get("routes", {}).values() for name in routes)}
    return ["number", "account", *(name for name in COLUMNS if name in wished)]


def _given(batch: Batch, row: BatchRow, clients: dict[str, str]) -> dict[str, str]:
    """What a line of a file would say of a row that came from the list."""
    where = {"number": row.label, "account": row.connection.name if row.connection else ""}
    return {**where, **cells_of(for_account(batch.changes, row.connection_id), clients)}


def _do(request: TenantRequest, batch_id: UUID, deed: Callable[..., Any], *, to: str = "") -> HttpResponse:
    batch = batch_or_404(batch_id)
    here = reverse("bulk:detail", args=[batch.pk])
    try:
        deed(batch=batch, by=request.user)
    except BulkProblem as problem:
        return toast(request, go(request, here), str(problem), "warn")
    return go(request, reverse(to) if to else here)


def _standing(request: TenantRequest, batch: Batch) -> dict[str, Any]:
    """How the batch stands, and which buttons are offered."""
    counts = counts_of(batch)
    changing = sum(counts.get(each, 0) for each in (RowState.READY, RowState.SENT, RowState.DONE, RowState.FAILED))
    worked_on = services.is_worked_on(batch)
    may_change = may(request.membership.role, Permission.CHANGE_ROUTES)
    return {
        "batch": batch,
        "title": batch.title,
        "amounts": words.amounts(counts, IN_ORDER),
        "changing": changing,
        "ready": counts.get(RowState.READY, 0),
        "costs": costs_of(batch) if batch.state == BatchState.PLANNED else [],
        "may_see_costs": may(request.membership.role, Permission.VIEW_COSTS),
        "ended_rows": counts.get(RowState.DONE, 0) + counts.get(RowState.FAILED, 0),
        "failed": counts.get(RowState.FAILED, 0),
        "wrong": counts.get(RowState.FAILED, 0) + counts.get(RowState.REFUSED, 0),
        "polling": worked_on and batch.state in (BatchState.PLANNING, BatchState.APPLYING),
        "job": batch.job,
        "may_change": may_change,
        "may_plan_again": may_change
        and batch.state == BatchState.PLANNED
        and batch.source == Source.LIST
        and batch.started_at is None,
        "may_stop": may_change and batch.state == BatchState.APPLYING and not batch.stop_asked and worked_on,
        "given_up": services.is_given_up(batch),
        "may_resume": may_change and (batch.state == BatchState.STOPPED or services.is_given_up(batch)),
        "may_retry": may_change
        and batch.state in (BatchState.ENDED, BatchState.STOPPED)
        and bool(counts.get(RowState.FAILED)),
        "ended_word": _("Ended"),
    }
