"""Values as XML, in the order and after the rules of the catalogue's types: what .NET's serialiser writes.

A value is a dictionary for an object, an iterable for a list, or a scalar. A text that is None is left out, an empty one is an
empty element; a mandatory number or flag that is None is 0 or false; a nillable element that is None is nil. Lists are written
as they are read, so that a hundred thousand numbers need no memory of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any

from providers.sandbox.voipinnovations.account import PROVIDER
from providers.wire.catalog import Param, load

Inner = Callable[[Any], str]
ROWS_AT_ONCE = 500
ZERO = {"xs:int": "0", "xs:boolean": "false", "xs:decimal": "0"}
MARKUP = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#xD;"}
SPECIAL = re.compile("[&<>\r]")
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pieces(kind: str, value: Mapping[str, Any]) -> Iterator[str]:
    """The content of a result; the rows of its lists come some hundreds at a time."""
    for field in load(PROVIDER).types[kind]:
        rows = value.get(field.name)
        item = _item(field.type)
        if item is None or rows is None:
            yield _element(field)(rows)
        else:
            yield from _list(field.name, item, rows)


def text(value: object) -> str:
    """A scalar, escaped, without what XML cannot carry."""
    if isinstance(value, bool):
        return "true" if value else "false"
    written = NOT_IN_XML.sub("", str(value))
    return written.translate(MARKUP) if SPECIAL.search(written) else written


def _list(name: str, item: Param, rows: Iterable[Any]) -> Iterator[str]:
    write = _element(item)
    written, opened = map(write, rows), False
    while batch := list(islice(written, ROWS_AT_ONCE)):
        yield ("" if opened else f"<{name}>") + "".join(batch)
        opened = True
    yield f"</{name}>" if opened else f"<{name} />"


def _item(kind: str) -> Param | None:
    """What a list type repeats, None for any other type."""
    fields = load(PROVIDER).types.get(kind, ())
    return fields[0] if len(fields) == 1 and fields[0].many else None


@cache
def _element(field: Param) -> Inner:
    opening, closing, empty = f"<{field.name}>", f"</{field.name}>", f"<{field.name} />"
    absent = ""
    if field.nullable:
        absent = f'<{field.name} xsi:nil="true" />'
    elif field.required and field.type in ZERO:
        absent = f"{opening}{ZERO[field.type]}{closing}"
    inner = _inner(field.type)

    def write(value: Any) -> str:
        if value is None:
            return absent
        content = inner(value)
        return f"{opening}{content}{closing}" if content else empty

    return write


@cache
def _inner(kind: str) -> Inner:
    item, fields = _item(kind), load(PROVIDER).types.get(kind)
    if item is not None:
        each = _element(item)
        return lambda rows: "".join(map(each, rows))
    if fields is None:
        return text
    writers = [(field.name, _element(field)) for field in fields]

    def record(row: Any) -> str:
        """A row that is no object (a fault has spoilt it) is written as it is."""
        return "".join([write(row.get(name)) for name, write in writers]) if isinstance(row, dict) else text(row)

    return record
