"""Numbers by words that stand with them: place, notes, their client's name, tags.

Row security keeps LIKE from using an index. A function of the database with its owner's rights looks into it, within the
organization of the scope, and gives ids. Words that stand with many numbers are not worth that: there a list that is read in its
own order soon has a page of them.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection as database
from django.db.models import Exists, OuterRef, Q, QuerySet

from panel.dids.models import Did, DidTag, Tag
from panel.tenancy.models import Client

FEW = 2_000
WITHIN_WORDS = 3  # fewer characters are looked for at the beginning of words: the index holds groups of three


def with_words(rows: QuerySet[Did], text: str) -> QuerySet[Did]:
    """Those with this text in the place, a note, the client's name or a tag; capitals are no matter."""
    wanted = _sought(text)
    few = _few_with(wanted)
    return rows.filter(pk__in=few) if few is not None else rows.filter(_anywhere(wanted))


def at_place(rows: QuerySet[Did], text: str) -> QuerySet[Did]:
    """Those with this text in their place."""
    few = _few_with(_sought(text)) if len(text) >= WITHIN_WORDS else None
    rows = rows.filter(description__icontains=text)
    return rows.filter(pk__in=few) if few is not None else rows


def _sought(text: str) -> str:
    text = text.strip().lower()
    return text if len(text) >= WITHIN_WORDS else f" {text}"


def _few_with(wanted: str) -> list[UUID] | None:
    """Their ids; None when they are many."""
    pattern = f"%{database.ops.prep_for_like_query(wanted)}%"
    with database.cursor() as cursor:
        cursor.execute("SELECT patchbay_numbers_with_words(%s, %s)", [pattern, FEW + 1])
        found = [row[0] for row in cursor.fetchall()]
    return found if len(found) <= FEW else None


def _anywhere(wanted: str) -> Q:
    found = [Q(words__contains=wanted)]
    if clients := _named(Client.objects.all(), wanted):
        found.append(Q(client__in=clients))
    if tags := _named(Tag.objects.all(), wanted):
        found.append(Q(Exists(DidTag.objects.filter(did=OuterRef("pk"), tag__in=tags))))
    return reduce(or_, found)


def _named(rows: QuerySet[Any], wanted: str) -> list[UUID]:
    return [pk for pk, name in rows.values_list("pk", "name") if wanted in f" {name.lower()}"]
