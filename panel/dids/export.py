"""The list of numbers as a file, in the order and with the columns that the list shows. Never all of it in memory.

Rows are read in batches, each in a scope of its own, as the answer outlives the request's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from tempfile import NamedTemporaryFile

from django.db.models import QuerySet
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from panel.dids.columns import ListColumn, Plain
from panel.dids.models import Did
from panel.dids.tables import put_words_beside
from panel.ui.paging import Sort, keyset_batches

BATCH = 2_000
SHEET_ROWS = 1_048_575  # what a sheet holds below its head
PIECE = 64 * 1024
Lines = Iterator[list[list[Plain]]]
Scope = Callable[[], AbstractContextManager[None]]


def lines(rows: QuerySet[Did], sort: Sort, columns: Sequence[ListColumn], scope: Scope) -> Lines:
    """The cells, batch by batch. `scope` makes the context in which a batch is read and put into words."""
    batches = keyset_batches(rows, sort, BATCH)
    while True:
        with scope():
            batch = next(batches, None)
            if batch is None:
                return
            put_words_beside(batch)
            found = [[column.plain(row) for column in columns] for row in batch]
        yield found


def as_csv(heads: Sequence[str], batches: Lines) -> Iterator[bytes]:
    """UTF-8 with the mark that spreadsheets know it by."""
    yield "\ufeff".encode() + _csv([list(heads)])
    for batch in batches:
        yield _csv(batch)


def _csv(rows: Iterable[Sequence[Plain]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


def _harmless(cell: Plain) -> str:
    """As text that no spreadsheet takes for a formula. A phone number's plus is none: only digits follow."""
    if not isinstance(cell, str):
        return _spelled(cell)
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and not (cell[0] == "+" and cell[1:].isdecimal()):
        return f"'{cell}"
    return cell


def _spelled(cell: int | Decimal | date | datetime | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)


def as_xlsx(heads: Sequence[str], batches: Lines) -> Iterator[bytes]:
    """Rows go to disk as they are read, then the file goes out in pieces."""
    with NamedTemporaryFile(suffix=".xlsx") as file:
        with Workbook(file.name, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
            _fill(book, heads, batches)
        with open(file.name, "rb") as finished:
            while piece := finished.read(PIECE):
                yield piece


def _fill(book: Workbook, heads: Sequence[str], batches: Lines) -> None:
    sheet, place = _new_sheet(book, heads), 0
    for batch in batches:
        for row in batch:
            if place == SHEET_ROWS:
                sheet, place = _new_sheet(book, heads), 0
            place += 1
            for column, cell in enumerate(row):
                _write(sheet, place, column, cell)


def _new_sheet(book: Workbook, heads: Sequence[str]) -> Worksheet:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, head in enumerate(heads):
        sheet.set_column(column, column, max(14, len(head) + 2))
        sheet.write_string(0, column, head, bold)
    return sheet


def _write(sheet: Worksheet, row: int, column: int, cell: Plain) -> None:
    """Texts as texts: a formula among them stays what was typed."""
    if isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, float(cell) if isinstance(cell, Decimal) else cell)
