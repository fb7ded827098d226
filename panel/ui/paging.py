"""Keyset pages: the next page starts after the last row seen, so that page 400 costs what page 1 costs. No count(*).

Rows are ordered by (sort column, primary key), both in the same direction, so that going back is going forward in reverse and
an index on (column, id) serves both. Nulls are where Postgres puts them: last going up, first going down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

M = TypeVar("M", bound=Model)
Params = Mapping[str, str]
_SALT = "panel.ui.paging"
POSITION = ("after", "before")  # the parameters that say where a page starts


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: a column of the queryset (may reach through relations or be an annotation), up or down."""

    field: str
    descending: bool = False

    @property
    def token(self) -> str:
        """As in the address: `-started_at`."""
        return f"-{self.field}" if self.descending else self.field


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page of rows. `next` and `previous` are query strings with their “?”, empty where there is nothing.

    `notice` says, for a person, why this is not the page that was asked for.
    """

    rows: list[M]
    next: str = ""
    previous: str = ""
    notice: str = ""


def keyset_page(queryset: QuerySet[M], sort: Sort, params: Params, size: int = 50) -> Page[M]:
    """The page that `?after=` or `?before=` names; the first one when the cursor is missing, damaged or of another order."""
    try:
        cursor = _Cursor.read(sort, params)
    except signing.BadSignature:
        notice = _("The place in the list could not be found again. This is its first page.")
        return _first(queryset, sort, params, size, notice)
    if cursor is None:
        return _first(queryset, sort, params, size)
    rows = _fetch(queryset, sort, size, cursor)
    if not rows or (cursor.backward and len(rows) < size):
        return _first(queryset, sort, params, size)
    more = len(rows) > size
    shown = rows[:size]
    if cursor.backward:
        shown.reverse()
    return Page(
        rows=shown,
        next=_link(sort, params, after=shown[-1]) if cursor.backward or more else "",
        previous=_link(sort, params, before=shown[0]) if not cursor.backward or more else "",
    )


def keyset_batches(queryset: QuerySet[M], sort: Sort, size: int) -> Iterator[list[M]]:
    """All rows in the order of the pages, `size` at a time, each batch by a query of its own."""
    cursor = None
    while rows := _fetch(queryset, sort, size, cursor)[:size]:
        cursor = _Cursor(rows[-1].page_key, rows[-1].pk)  # type: ignore[attr-defined]
        yield rows


def _first(queryset: QuerySet[M], sort: Sort, params: Params, size: int, notice: str = "") -> Page[M]:
    rows = _fetch(queryset, sort, size)
    shown = rows[:size]
    return Page(rows=shown, next=_link(sort, params, after=shown[-1]) if len(rows) > size else "", notice=notice)


def _fetch(queryset: QuerySet[M], sort: Sort, size: int, cursor: _Cursor | None = None) -> list[M]:
    """One row more than a page, from the cursor outwards."""
    falling = sort.descending != bool(cursor and cursor.backward)
    sign = "-" if falling else ""
    ordered = queryset.annotate(page_key=F(sort.field)).order_by(f"{sign}{sort.field}", f"{sign}pk")
    if cursor:
        ordered = ordered.filter(_beyond(sort.field, cursor, falling, _may_be_null(queryset.model, sort.field)))
    return list(ordered[: size + 1])


def _beyond(name: str, cursor: _Cursor, falling: bool, nullable: bool) -> Q:
    """Rows strictly past the cursor. Nulls are the greatest of all, as in Postgres' own order."""
    past = "lt" if falling else "gt"
    tie = Q(**{f"pk__{past}": cursor.pk})
    if cursor.value is None:
        beside = Q(**{f"{name}__isnull": True}) & tie
        return beside | Q(**{f"{name}__isnull": False}) if falling else beside
    # ">= value" first: an index on (column, id) can start there, which it could not with the OR alone.
    beyond = Q(**{f"{name}__{past}e": cursor.value}) & (Q(**{f"{name}__{past}": cursor.value}) | tie)
    return beyond | Q(**{f"{name}__isnull": True}) if nullable and not falling else beyond


def _may_be_null(model: type[Model], path: str) -> bool:
    """Whether any step of the path may be null. An annotation may."""
    for step in path.split("__"):
        try:
            found = model._meta.get_field(step)
        except FieldDoesNotExist:
            return True
        if found.null:
            return True
        if isinstance(found.related_model, type):
            model = found.related_model
    return False


@dataclass(frozen=True, slots=True)
class _Cursor:
    """A row's place: its value in the sort column and its key. Signed, so that nobody can ask for another comparison."""

    value: Any
    pk: Any
    backward: bool = field(default=False)

    @classmethod
    def read(cls, sort: Sort, params: Params) -> _Cursor | None:
        """Raises BadSignature for anything we did not write for this very order."""
        for name in POSITION:
            if text := params.get(name):
                token, value, pk = signing.loads(text, salt=_SALT)
                if token != sort.token:
                    raise signing.BadSignature("Made for another order.")
                return cls(_unpack(value), _unpack(pk), backward=name == "before")
        return None


def _link(sort: Sort, params: Params, **place: Model) -> str:
    """The query string with the place of the row, all other parameters kept."""
    ((name, row),) = place.items()
    text = signing.dumps([sort.token, _pack(row.page_key), _pack(row.pk)], salt=_SALT, compress=True)  # type: ignore[attr-defined]
    return query(params, **{name: text})


def query(params: Params, **changes: str | None) -> str:
    """The parameters as a query string with some changed (None: dropped) and back on the first page; at least “?”."""
    kept = {name: values for name, values in _lists(params) if name not in POSITION and name not in changes}
    kept.update({name: [value] for name, value in changes.items() if value is not None})
    return "?" + urlencode(kept, doseq=True)


def _lists(params: Params) -> list[tuple[str, list[str]]]:
    if isinstance(params, MultiValueDict):
        return list(params.lists())
    return [(name, [value]) for name, value in params.items()]


# The types a sort column has, by the name they carry inside of a cursor.
_TYPES: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "moment": (datetime, datetime.isoformat, datetime.fromisoformat),
    "day": (date, date.isoformat, date.fromisoformat),
    "length": (
        timedelta,
        lambda value: [value.days, value.seconds, value.microseconds],
        lambda value: timedelta(*value),
    ),
    "decimal": (Decimal, str, Decimal),
    "uuid": (UUID, str, UUID),
}


def _pack(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    for name, (kind, write, _read) in _TYPES.items():
        if isinstance(value, kind):
            return [name, write(value)]
    return str(value)


def _unpack(value: Any) -> Any:
    return _TYPES[value[0]][2](value[1]) if isinstance(value, list) else value
