"""Long listings in JSON, row by row: each is decoded by itself, straight into what is needed of it, and the rest of it only when
somebody asks. A row that is broken then hides no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from providers.wire.redact import without_secrets

BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # what decoding raises, whatever it is given

_SPLIT = msgspec.json.Decoder(list[msgspec.Raw]).decode


class NotJson(ValueError):
    """What came cannot be read as JSON."""


def read(row: bytes | msgspec.Raw) -> Any:
    """What a row holds. Raises `NotJson`."""
    try:
        return msgspec.json.decode(row)
    except BROKEN:
        raise NotJson("not JSON") from None


def split(listing: msgspec.Raw) -> Any:
    """The items of a list, each as its own JSON; what is no list is read. Raises `NotJson`."""
    try:
        return _SPLIT(listing)
    except BROKEN:
        return read(listing)


class Unread(Mapping[str, Any]):
    """The members of a row as the provider sent them, without secrets, read when they are first asked for.

    What was needed of the row has been decoded before, which does not look closely at the rest: letters of a foreign encoding are
    then replaced, and of a row that cannot be read even so nothing is told.
    """

    __slots__ = ("_row",)

    def __init__(self, row: bytes | msgspec.Raw) -> None:
        self._row: Any = row

    def _members(self) -> dict[str, Any]:
        if not isinstance(self._row, dict):
            self._row = without_secrets(_members_of(bytes(self._row)))
        return self._row

    def __getitem__(self, name: str) -> Any:
        return self._members()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members())

    def __len__(self) -> int:
        return len(self._members())

    def __repr__(self) -> str:
        return repr(self._members())


def _members_of(row: bytes) -> dict[str, Any]:
    for attempt in (row, row.decode(errors="replace").encode()):
        try:
            found = read(attempt)
        except NotJson:
            continue
        return found if isinstance(found, dict) else {}
    return {}
