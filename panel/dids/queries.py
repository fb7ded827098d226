"""Reads of the inventory."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from panel.connections.models import Connection
from panel.dids.models import Did, DidState

SHORTEST_ENDING = 4  # fewer digits are looked for at the beginning only


def inventory() -> QuerySet[Did]:
    """All numbers of the scope with what a list shows of them; order and page are the caller's."""
    return Did.objects.select_related("connection", "client").defer("raw")


def count_at(connection: Connection) -> int:
    """How many numbers the account has now; lost ones left out."""
    return Did.objects.filter(connection=connection, state=DidState.ACTIVE).count()


def matching(rows: QuerySet[Did], text: str) -> QuerySet[Did]:
    """Numbers in any notation (from their beginning, or their last digits), else words of place, note or client.

    Digit searches are ranges on indexed columns with collation C: row level security lets those use the index, LIKE not.
    """
    text = text.strip()
    if not text:
        return rows
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if digits and not any(char.isalpha() for char in text):
        return rows.filter(_digits(digits, international=text.startswith(("+", "00", "011"))))
    return rows.filter(Q(description__icontains=text) | Q(note__icontains=text) | Q(client__name__icontains=text))


def _digits(digits: str, *, international: bool) -> Q:
    found = begins("number", f"+{digits}")
    if not international:
        found |= begins("number", f"+1{digits}")
    if len(digits) >= SHORTEST_ENDING:
        found |= begins("number_reversed", digits[::-1])
    return found


def begins(field: str, prefix: str) -> Q:
    """`field` starts with `prefix`, as a range. The characters are digits and "+", so the next one up is simple."""
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix[:-1] + chr(ord(prefix[-1]) + 1)})
