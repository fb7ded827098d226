"""Which of a provider's back orders is ours, and which numbers came because of it."""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers
from django.db.models import Exists, OuterRef, Q, QuerySet

from panel.dids.models import Did, DidState
from panel.dids.queries import begins
from panel.operations.models import OperationState
from panel.ordering.models import Kind, NumberOrder, SpecialRequest
from providers.values.ordering import BackOrder


def arrivals_of(row: SpecialRequest) -> QuerySet[Did]:
    """Numbers like those asked for, that came into the account since: what an answered request looks like from here.

    Those that an order brought are not among them.
    """
    found = Did.objects.filter(connection=row.connection, state=DidState.ACTIVE, first_seen_at__gt=row.created_at)
    if row.prefix:
        code = phonenumbers.country_code_for_region(row.country)
        found = found.filter(begins("number", f"+{code or ''}{row.prefix}"))
    if row.rate_centre and row.kind == Kind.LOCAL:
        found = found.filter(Q(description__istartswith=row.rate_centre) | Q(description=""))
    if row.region and row.kind == Kind.LOCAL:
        found = found.filter(region__in=(row.region, ""))
    ordered = NumberOrder.objects.filter(connection=row.connection, did=OuterRef("pk"))
    return found.exclude(Exists(ordered)).order_by("number", "id")


def mine_among(row: SpecialRequest, listed: Sequence[BackOrder]) -> BackOrder | None:
    """By its id; else the first of the place that was not listed before it and that no other request of the account has."""
    if row.remote_id:
        return next((each for each in listed if each.remote_id == row.remote_id), None)
    if row.listed_before is None or row.operation is None or row.operation.state == OperationState.FAILED:
        return None  # it was never taken: what is listed of the place is somebody else's
    others = set(
        SpecialRequest.objects.filter(connection=row.connection)
        .exclude(remote_id="")
        .values_list("remote_id", flat=True)
    )
    others |= set(row.listed_before or ())
    place = (row.rate_centre or row.region).upper()
    fitting = (each for each in listed if each.remote_id not in others and place in each.description.upper())
    return next(fitting, None)
