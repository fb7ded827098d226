"""Ask a provider to find numbers, and follow what becomes of it to its end."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.audit.services import record
from panel.connections import gateway
from panel.connections.models import Connection
from panel.jobs.queue import enqueue
from panel.operations.services import request_operation
from panel.ordering import backorder_operation
from panel.ordering.backorders import arrivals_of, mine_among
from panel.ordering.models import RequestState, SpecialRequest
from panel.tenancy.models import Client
from panel.tenancy.scope import current_organization_id, scope
from providers.capabilities import Capability
from providers.errors import ProviderError
from providers.values.ordering import BackOrder, OrderState

log = logging.getLogger(__name__)

BETWEEN_LOOKS = timedelta(minutes=30)
LONGEST_LOOK = timedelta(minutes=3)


class RequestProblem(Exception):
    """Why a request cannot be made or ended, worded for the person."""


def ask(
    *,
    connection: Connection,
    wanted: Mapping[str, Any],
    client: Client | None,
    route: Mapping[str, str],
    pop: str,
    by: User,
    token: str,
) -> SpecialRequest:
    """Send the request. The same `token` gives the one that was made before."""
    asked = SpecialRequest.objects.filter(operation__idempotency_key=f"backorder:{token}").first()
    if asked is not None:
        return asked
    row = SpecialRequest.objects.create(
        organization_id=current_organization_id(),
        connection=connection,
        asked_by=by,
        client=client,
        route=dict(route),
        pop=pop,
        **wanted,
    )
    operation = request_operation(
        connection=connection,
        kind=backorder_operation.KIND,
        subject_type="number_request",
        subject_id=row.pk,
        subject_label=in_words(row),
        parameters={"request": str(row.pk)},
        before=backorder_operation.NOT_ASKED,
        wanted=backorder_operation.ASKED,
        by=by,
        client=client,
        idempotency_key=f"backorder:{token}",
    )
    if operation.subject_id != row.pk:  # sent twice at once, and the other one was first
        row.delete()
        return SpecialRequest.objects.get(pk=operation.subject_id)
    row.operation = operation
    row.save(update_fields=["operation"])
    return row


def in_words(row: SpecialRequest) -> str:
    """`3 × MONTREAL, QC, CA (514)`."""
    place = ", ".join(part for part in (row.rate_centre, row.region, row.country) if part)
    return f"{row.quantity} × {place}" + (f" ({row.prefix})" if row.prefix else "")


def may_follow(row: SpecialRequest) -> bool:
    """Whether the provider lists its back orders. Where it does not, a person says how it ended."""
    return gateway.info(row.connection.provider).offers_capability(Capability.ORDERING_LIST_BACKORDERS)


def request_look(row: SpecialRequest) -> None:
    """Ask the provider what became of it, once the caller's transaction commits."""
    SpecialRequest.objects.filter(pk=row.pk).update(looking_since=timezone.now())
    enqueue("ordering.look", organization_id=row.organization_id, request_id=str(row.pk))


def look(organization_id: UUID, request_id: UUID) -> None:
    """Find the request among the provider's back orders. Run twice, it looks twice and changes nothing at the provider."""
    with scope(organization=organization_id):
        rows = SpecialRequest.objects.select_related("connection", "operation")
        row = rows.filter(pk=request_id, state=RequestState.OPEN).first()
    if row is None:
        return
    problem, listed = "", None
    if may_follow(row):
        try:
            with gateway.open_provider(row.connection) as provider:
                listed = list(provider.ordering.list_backorders()) if provider.ordering else None
        except ProviderError as raised:
            problem = raised.message_id or raised.public_message
    with scope(organization=organization_id):
        _judge(row, listed, problem)


def _judge(row: SpecialRequest, listed: Sequence[BackOrder] | None, problem: str) -> None:
    row.looking_since, row.looked_at, row.look_problem = None, timezone.now(), problem
    if listed is not None:
        mine = mine_among(row, listed)
        if mine is not None:
            row.remote_id, row.description = mine.remote_id[:80], mine.description[:250]
            if mine.state is OrderState.FAILED:
                _end(row, RequestState.REFUSED)
        gone = mine is None and bool(row.remote_id)
        if (gone or (mine is not None and mine.state is OrderState.DONE)) and _arrived(row):
            _end(row, RequestState.ARRIVED)
    row.save(
        update_fields=[
            "looking_since", "looked_at", "look_problem", "remote_id", "description", "state", "ended_at",
        ]
    )  # fmt: skip


def _arrived(row: SpecialRequest) -> bool:
    """Gives them their client too: it was said when asking."""
    found = arrivals_of(row)
    if row.client_id:
        found.filter(client=None).update(client=row.client)
    return found.exists()


def _end(row: SpecialRequest, state: RequestState) -> None:
    row.state, row.ended_at = state, timezone.now()


def end(*, row: SpecialRequest, arrived: bool, by: User) -> None:
    """A person says how it ended. Nothing is sent: what was asked of the provider stays asked there."""
    if row.state != RequestState.OPEN or (row.operation and row.operation.is_open):
        raise RequestProblem(_("This request has ended already, or is still being sent."))
    if arrived:
        _arrived(row)
    _end(row, RequestState.ARRIVED if arrived else RequestState.CLOSED)
    row.save(update_fields=["state", "ended_at"])
    record(
        verb="ordering.request_ended",
        object_type="number_request",
        object_id=row.pk,
        label=in_words(row),
        by=by,
        arrived=arrived,
    )
