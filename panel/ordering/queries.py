"""Reads of searches, holds, orders and requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Count
from django.http import Http404
from django.utils import timezone

from panel.connections import gateway
from panel.connections.badges import put_providers_beside
from panel.ordering.models import Offer, PartState, Search, SearchPart
from panel.ordering.prices import Markup
from providers.capabilities import Capability

RECENT = 8
LONGEST_RUN = timedelta(minutes=3)  # after that a part's worker must have died


def search_or_404(search_id: UUID) -> Search:
    found = Search.objects.select_related("asked_by", "client").filter(pk=search_id).first()
    if found is None:
        raise Http404
    return found


def recent_searches() -> list[Search]:
    rows = Search.objects.select_related("asked_by").annotate(accounts=Count("parts"))
    return list(rows.order_by("-created_at", "-id")[:RECENT])


def parts_of(search: Search) -> list[SearchPart]:
    """Those that have answered first, fastest first; then those that are still asked."""
    rows = list(SearchPart.objects.filter(search=search).select_related("connection").order_by("finished_at", "id"))
    oldest = timezone.now() - LONGEST_RUN
    for row in rows:
        if row.running and (row.started_at or search.created_at) < oldest:
            row.state = PartState.FAILED
    return rows


def with_offers(parts: Sequence[SearchPart], markup: Markup | None) -> list[SearchPart]:
    """Each with its offers, the client's price beside the cost, and what its account can do with them."""
    offers: dict[UUID, list[Offer]] = {part.pk: [] for part in parts}
    for offer in Offer.objects.filter(part__in=list(offers)).order_by("part", "position"):
        offers[offer.part_id].append(offer)
    put_providers_beside(parts)
    for part in parts:
        info = gateway.info(part.connection.provider)
        part.shown = put_prices_beside(offers[part.pk], markup)  # type: ignore[attr-defined]
        part.seconds = _seconds(part)  # type: ignore[attr-defined]
        part.may_hold = info.offers_capability(Capability.ORDERING_RESERVE)  # type: ignore[attr-defined]
        part.ports = info.offers_capability(Capability.PORTING_SUBMIT)  # type: ignore[attr-defined]
    return list(parts)


def put_prices_beside(offers: Iterable[Offer], markup: Markup | None) -> list[Offer]:
    """`price` and `margin` each month; None where the cost or the markup is not known."""
    rows = list(offers)
    for offer in rows:
        known = markup is not None and offer.monthly is not None
        offer.price = markup.price(offer.monthly) if known else None  # type: ignore[attr-defined, union-attr]
        offer.margin = markup.margin(offer.monthly) if known else None  # type: ignore[attr-defined, union-attr]
    return rows


def _seconds(part: SearchPart) -> float | None:
    if part.started_at is None or part.finished_at is None:
        return None
    return (part.finished_at - part.started_at).total_seconds()
