"""Looks of batches and rows: `{% load bulk %}`, `{{ batch|batch_level }}`, `{{ row|row_level }}`."""

from __future__ import annotations

from django import template

from panel.bulk.models import Batch, BatchRow, BatchState, RowState
from panel.ui.status import Level

register = template.Library()

_BATCHES: dict[str, Level] = {
    BatchState.CHOOSING: "wait",
    BatchState.PLANNING: "run",
    BatchState.PLANNED: "acc",
    BatchState.APPLYING: "run",
    BatchState.STOPPED: "warn",
    BatchState.ENDED: "ok",
    BatchState.REFUSED: "bad",
}
_ROWS: dict[str, Level] = {
    RowState.NEW: "wait",
    RowState.READY: "acc",
    RowState.SAME: "off",
    RowState.REFUSED: "warn",
    RowState.SENT: "run",
    RowState.DONE: "ok",
    RowState.FAILED: "bad",
}


@register.filter
def batch_level(batch: Batch) -> Level:
    return _BATCHES.get(batch.state, "off")


@register.filter
def row_level(row: BatchRow) -> Level:
    return _ROWS.get(row.state, "off")
