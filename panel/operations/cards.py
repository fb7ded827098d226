"""What `ui/_operation.html` draws: one operation with its change in words and what is safe next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from panel.connections import gateway
from panel.operations.models import Operation, OperationState
from panel.operations.queries import next_try_of
from panel.operations.registry import UnknownKind, handler, permission_for
from panel.operations.words import advice, looks_up, title_of
from panel.tenancy.models import Membership
from panel.tenancy.roles import may


def card(operation: Operation, membership: Membership) -> dict[str, Any]:
    """The context of the card, for this person. A retry is offered where it is safe, allowed and not yet made."""
    try:
        changes = handler(operation.kind).changes(operation)
    except UnknownKind:
        changes = []
    return {
        "operation": operation,
        "title": f"{title_of(operation)} · {operation.subject_label}",
        "provider": gateway.info(operation.connection.provider),
        "poll_url": reverse("operations:card", args=[operation.pk]),
        "detail_url": reverse("operations:detail", args=[operation.pk]),
        "changes": changes,
        "advice": advice(operation),
        "retry_url": reverse("operations:retry", args=[operation.pk]) if may_retry(operation, membership) else "",
    }


def may_retry(operation: Operation, membership: Membership) -> bool:
    return (
        operation.state == OperationState.FAILED
        and looks_up(operation)
        and may(membership.role, permission_for(operation.kind))
        and next_try_of(operation) is None
    )
