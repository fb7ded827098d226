"""Reads of the inventory."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection as database
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from panel.connections.models import Connection
from panel.dids.models import IN_ACCOUNT, Did, DidState, DidTag, Tag
from panel.dids.words import FEW, Hits, pattern
from panel.tenancy.scope import current_organization_id

# Clients, tags and places in one query. For places it jumps from each to the next one in the index, instead of reading every
# number.
CHOICES = """
WITH RECURSIVE place AS (
    (SELECT country, region FROM dids_did WHERE organization_id = %(organization)s ORDER BY country, region LIMIT 1)
    UNION ALL
    SELECT following.country, following.region FROM place CROSS JOIN LATERAL (
        SELECT country, region FROM dids_did
        WHERE organization_id = %(organization)s AND (country, region) > (place.country, place.region)
        ORDER BY country, region LIMIT 1
    ) following
)
SELECT 'client', id::text, name FROM tenancy_client WHERE organization_id = %(organization)s
UNION ALL SELECT 'tag', id::text, name FROM dids_tag WHERE organization_id = %(organization)s
UNION ALL SELECT 'place', country, region FROM place
"""
WORDS = """
UNION ALL SELECT 'words:{name}', id::text, '' FROM patchbay_numbers_with_words(%({name})s, %(most)s) AS id
"""
ALERTED = timedelta(days=30)  # a lost number is told of this long; the filter finds it always
SHORTEST_ENDING = 4  # fewer digits are looked for at the beginning only
SHORTEST_LOCAL = 7
SHORTEST_NATIONAL = 8
ABROAD = re.compile(r"\+|00|011")
EXTENSION = re.compile(r"(?:;\s*ext\s*=|#|(?<![A-Z])(?:ext(?:ension)?\.?|poste|x))\s*\d{1,6}$", re.IGNORECASE)
# Letters in the place of digits. After an area code that is toll-free, else only where the notation is a number's: “514 Lasalle”
# are words.
VANITY = re.compile(
    r"\+?1?[\s.-]*(?:\(?8(?:00|22|33|44|55|66|77|88)\)?[\s.-]*|\(?[2-9]\d{2}(?:\)\s*|[.-]))[A-Z0-9](?:-?[A-Z0-9]){6,}",
    re.IGNORECASE,
)
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def inventory() -> QuerySet[Did]:
    """All numbers of the scope, with `tags` by name; order and page are the caller's.

    Accounts and clients come from `put_owners_beside`: row security hides from the planner how many rows a filter leaves, and
    with joins it would then gather them all instead of walking the index until the page is full.
    """
    names = DidTag.objects.filter(did=OuterRef("pk")).order_by("tag__name").values("tag__name")
    return Did.objects.defer("raw", "words").annotate(tags=ArraySubquery(names))


def count_at(connection: Connection) -> int:
    """How many numbers the account has now; lost ones left out."""
    return Did.objects.filter(connection=connection, state__in=IN_ACCOUNT).count()


def digits_in(text: str) -> str:
    """The digits of a number in any notation, its extension left out and its letters dialled; empty when it is words."""
    text = text.strip().removeprefix("tel:")
    number = EXTENSION.sub("", text)
    if len(digits_of(number)) >= SHORTEST_LOCAL:
        text = number
    if ABROAD.match(text):
        text = text.replace("(0)", "")  # +44 (0)20: dialled within the country only
    if any(char.isalpha() for char in text) and VANITY.fullmatch(text):
        text = text.upper().translate(KEYPAD)
        return digits_of(text)[
            : 11 if text.lstrip("+").startswith("1") else 10
        ]  # letters beyond a number's length dial nothing
    return "" if any(char.isalpha() for char in text) else digits_of(text)


def digits_of(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isdigit())


def by_digits(rows: QuerySet[Did], text: str) -> QuerySet[Did]:
    """Numbers in any notation, from their beginning or their last digits.

    These are ranges on indexed columns with collation C: row level security lets those use the index, LIKE not.
    """
    text = text.strip().removeprefix("tel:")
    return rows.filter(_digits(digits_in(text), international=bool(ABROAD.match(text))))


def _digits(digits: str, *, international: bool) -> Q:
    found = begins("number", f"+{digits}")
    if not international:
        found |= begins("number", f"+1{digits}")
    if international and len(digits) > SHORTEST_LOCAL and (dialled := re.match(r"011|00", digits)):
        found |= begins("number", f"+{digits[dialled.end() :]}")
    if len(digits) >= SHORTEST_ENDING:
        found |= begins("number_reversed", digits[::-1])
    if len(digits) >= SHORTEST_NATIONAL and digits.startswith(
        "0"
    ):  # 020 7946 0018: the 0 is dialled within the country only
        found |= begins("number_reversed", digits[:0:-1])
    return found


def begins(field: str, prefix: str) -> Q:
    """`field` starts with `prefix`, as a range. The characters are digits and "+", so the next one up is simple."""
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix[:-1] + chr(ord(prefix[-1]) + 1)})


@dataclass(frozen=True, slots=True)
class Offer:
    """What filters offer, and by the name of a filter what stands with the words that somebody typed into it."""

    clients: list[tuple[str, str]] = field(default_factory=list)  # id and name
    tags: list[tuple[str, str]] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)  # country and province or state
    hits: dict[str, Hits] = field(default_factory=dict)


def choices(typed: Mapping[str, str]) -> Offer:
    """All of it in one query. `typed`: the words by the name of their filter."""
    values: dict[str, Any] = {"organization": current_organization_id(), "most": FEW + 1}
    with database.cursor() as cursor:
        cursor.execute(
            CHOICES + "".join(WORDS.format(name=name) for name in typed) + "ORDER BY 3, 2",
            values | {name: pattern(text) for name, text in typed.items()},
        )
        found: dict[str, list[tuple[str, str]]] = {}
        for kind, value, name in cursor.fetchall():
            found.setdefault(kind, []).append((value, name))
    clients, tags = found.get("client", []), found.get("tag", [])
    hits = {
        name: Hits.of(text, [UUID(pk) for pk, _name in found.get(f"words:{name}", [])], clients, tags)
        for name, text in typed.items()
    }
    return Offer(clients, tags, found.get("place", []), hits)


def tag_choices() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Tag.objects.order_by("name").values_list("pk", "name")]


def tagged(rows: QuerySet[Did], tags: Sequence[str]) -> QuerySet[Did]:
    """Numbers with any of the tags."""
    return rows.filter(pk__in=DidTag.objects.filter(tag__in=[UUID(tag) for tag in tags]).values("did"))


@dataclass(frozen=True, slots=True)
class Loss:
    """Numbers that vanished from complete listings within the last weeks: how many, and when the latest was last seen."""

    numbers: int
    seen_last: datetime


def loss_lately(most: int) -> Loss | None:
    """None when nothing was lost. At most so many are counted."""
    lost = lost_lately(most)
    return Loss(len(lost), max(each.seen_last for each in lost)) if lost else None


def lost_lately(most: int) -> list[Did]:
    """Numbers that vanished from a complete listing within the last weeks, the latest first."""
    since = timezone.now() - ALERTED
    return list(Did.objects.filter(state=DidState.LOST, gone_at__gte=since).order_by("-gone_at")[:most])
