"""Lists as declarations. A table names its columns; `ui/_table.html` draws it.

    class DidTable(Table[Did]):
        id = "numbers"
        columns = (
            Column("number", _("Number"), sort="number", template="dids/_cell_number.html", css="ph-a"),
            Column("description", _("Label"), css="ph-hide"),
        )
        default_sort = "number"

    table = DidTable(queryset, request)

Phones (`.pb-t--stack`): a column's css has ph-a (first line), ph-c (its right end), ph-b (second line), ph-d (its right end) or
ph-hide. Figures: `right num`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from panel.ui.paging import Page, Sort, keyset_page, query

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. The cell is `template` (with `row`) or a value: `value(row)`, or the row's attribute of that dotted name.

    `sort`: the queryset's field to order by, empty when nobody may. `falling_first`: the first click sorts downwards.
    `label_hidden`: for screen readers only.
    """

    name: str
    label: str | Promise
    template: str = ""
    value: str | Callable[[Any], Any] = ""
    sort: str = ""
    css: str = ""
    falling_first: bool = False
    label_hidden: bool = False

    def value_of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        for step in (self.value or self.name).split("."):
            row = getattr(row, step, None)
        return row


@dataclass(frozen=True, slots=True)
class Header:
    """A column's head: `url` sorts by it (empty: it cannot), `direction` is for aria-sort."""

    column: Column
    url: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: Any


@dataclass(frozen=True, slots=True)
class Row(Generic[M]):
    """`object` is the model's row; `css` marks it ("is-open", "is-unk")."""

    object: M
    cells: list[Cell]
    css: str = ""


class Table(Generic[M]):
    """Subclass to declare, instantiate with the queryset (already filtered) and the request."""

    id: str
    columns: tuple[Column, ...]
    default_sort: str  # a column's name, "-" before it for downwards
    caption: str | Promise = ""
    css: str = "pb-t--stack"
    page_size: int = 50
    ticks: str = ""
    """The id of a form that ticked rows are sent with, as `ids`; empty: rows have no boxes."""
    previous_label: str | Promise = ""
    next_label: str | Promise = ""

    def __init__(self, queryset: QuerySet[M], request: HttpRequest) -> None:
        self.queryset = queryset
        self.request = request
        self.params = request.GET
        self.path = request.path

    def row_css(self, row: M) -> str:
        return ""

    @property
    def element_id(self) -> str:
        """What htmx replaces."""
        return f"{self.id}-table"

    @cached_property
    def page(self) -> Page[M]:
        return keyset_page(self.queryset, self.queryset_sort, self.params, self.page_size)

    @property
    def notice(self) -> str:
        """Why the list is not in the order or at the place that the address asked for."""
        asked = self.params.get("sort", "")
        if asked and asked != self.sort:
            return _("The list cannot be sorted by “%(column)s”. It is in its usual order.") % {"column": asked[:40]}
        return self.page.notice

    @cached_property
    def sort(self) -> str:
        """The order in use: what was asked for when a column offers it, else the usual one."""
        asked = self.params.get("sort", "")
        return asked if asked.removeprefix("-") in self._sortable else self.default_sort

    @cached_property
    def _sortable(self) -> dict[str, Column]:
        return {column.name: column for column in self.offered if column.sort}

    @property
    def offered(self) -> tuple[Column, ...]:
        """Columns that the list can be sorted by; a table whose columns are chosen offers those too that are not shown."""
        return self.columns

    @property
    def queryset_sort(self) -> Sort:
        """The order in use, as the queryset knows it."""
        column = self._sortable[self.sort.removeprefix("-")]
        return Sort(column.sort, descending=self.sort.startswith("-"))

    @property
    def headers(self) -> Iterator[Header]:
        for column in self.columns:
            if not column.sort:
                yield Header(column)
                continue
            up, down = column.name, f"-{column.name}"
            direction = {up: "ascending", down: "descending"}.get(self.sort, "")
            following = {up: down, down: up}.get(self.sort, down if column.falling_first else up)
            yield Header(column, query(self.params, sort=following), direction)

    @cached_property
    def rows(self) -> list[Row[M]]:
        return [Row(row, self._cells(row), self.row_css(row)) for row in self.page.rows]

    def _cells(self, row: M) -> list[Cell]:
        return [Cell(column, None if column.template else column.value_of(row)) for column in self.columns]
