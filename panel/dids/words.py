"""Numbers by words that stand with them: place, notes, their client's name, tags.

Row security keeps LIKE from using an index. A function of the database with its owner's rights looks into it, within the
organization of the scope, and gives ids: `panel.dids.queries.choices` asks it beside what a list wants to know anyway. Words that
stand with many numbers are not worth that: a list that is read in its own order soon has a page of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection as database
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from panel.dids.folding import fold, folded
from panel.dids.models import Did, DidTag

FEW = 2_000
WITHIN_WORDS = 3  # fewer characters are looked for at the beginning of words: the index holds groups of three


def sought(text: str) -> str:
    """What `words` contains when a number has this text; capitals and accents are no matter."""
    text = folded(text.strip())
    return text if len(text) >= WITHIN_WORDS else f" {text}"


def pattern(text: str) -> str:
    return f"%{database.ops.prep_for_like_query(sought(text))}%"


@dataclass(frozen=True, slots=True)
class Hits:
    """What stands with a text: the numbers as long as they are few, else None; and the clients and tags of that name."""

    text: str
    few: list[UUID] | None
    clients: list[UUID]
    tags: list[UUID]

    @classmethod
    def of(
        cls, text: str, ids: list[UUID], clients: Iterable[tuple[str, str]], tags: Iterable[tuple[str, str]]
    ) -> Hits:
        """`ids`: what the database found, one more than few when there are more."""
        return cls(text, ids if len(ids) <= FEW else None, _named(text, clients), _named(text, tags))

    def anywhere(self, rows: QuerySet[Did]) -> QuerySet[Did]:
        """Those with the text in the place, a note, the client's name or a tag."""
        if self.few is not None:
            return rows.filter(pk__in=self.few)
        found = [Q(words__contains=sought(self.text))]
        if self.clients:
            found.append(Q(client__in=self.clients))
        if self.tags:
            found.append(Q(Exists(DidTag.objects.filter(did=OuterRef("pk"), tag__in=self.tags))))
        return rows.filter(as_frequent(reduce(or_, found)))

    def at_place(self, rows: QuerySet[Did]) -> QuerySet[Did]:
        """Those with the text in their place."""
        rows = rows.alias(place=fold("description"))
        here = Q(place__contains=folded(self.text.strip()))
        if self.few is not None:
            return rows.filter(here, pk__in=self.few)
        return rows.filter(as_frequent(here))


def _named(text: str, names: Iterable[tuple[str, str]]) -> list[UUID]:
    return [UUID(pk) for pk, name in names if sought(text) in f" {folded(name)}"]


def as_frequent(wanted: Q) -> Case:
    """In words that the planner takes for every second row. Row security hides from it how frequent they are; it would take them
    for rare, and gather and sort all matches instead of walking an index until the page is full.
    """
    return Case(When(wanted, then=Value(True)), default=Value(False), output_field=BooleanField())
