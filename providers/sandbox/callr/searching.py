"""`X.search(filters, options)`: one page of what matches, and how much there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from providers.sandbox.world.store import Document

Given = dict[str, Any]
Keep = Callable[[Document, Any], bool]

PAGE = 10  # neither the default nor the maximum (rules.BOUNDS) is documented


def page(rows: list[Document], options: Mapping[str, Any] | None) -> Document:
    """`order` is a field's name, behind a "-" or before " DESC" from the highest on; the vocabulary is not documented."""
    asked = options or {}
    offset, quantity = asked.get("offset") or 0, asked.get("quantity") or PAGE
    ordered = _ordered(rows, asked.get("order") or "")
    hits = ordered[offset : offset + quantity]
    return {"has_more": offset + len(hits) < len(rows), "hits": hits, "offset": offset, "total": len(rows)}


def matching(rows: Iterable[Document], filters: Mapping[str, Any] | None, keeps: Mapping[str, Keep]) -> list[Document]:
    """Those that pass every filter given; null and an empty text filter nothing. A filter that is not in `keeps` compares
    the field of its name.
    """
    asked = {name: value for name, value in (filters or {}).items() if value not in (None, "", [])}
    return [row for row in rows if all(keeps.get(name, _same(name))(row, value) for name, value in asked.items())]


def since(field: str) -> Keep:
    return lambda row, value: bool(row.get(field)) and row[field] >= value


def until(field: str) -> Keep:
    """Inclusive."""
    return lambda row, value: bool(row.get(field)) and row[field] <= value


def holds(field: str) -> Keep:
    return lambda row, value: str(value).casefold() in str(row.get(field) or "").casefold()


def _same(name: str) -> Keep:
    return lambda row, value: name not in row or row[name] == value


def _ordered(rows: list[Document], order: str) -> list[Document]:
    name = order.removeprefix("-").split(" ")[0]
    if not name or not all(name in row for row in rows):
        return rows
    backwards = order.startswith("-") or order.upper().endswith(" DESC")
    return sorted(rows, key=lambda row: (row[name] is not None, str(row[name])), reverse=backwards)
