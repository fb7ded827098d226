"""The work of operations. Every task may run twice: the claim in `lifecycle` lets one run of a message through."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from panel.operations import runner, services
from panel.operations.models import OPEN, Operation
from panel.tenancy.crossing import due_operations
from panel.tenancy.scope import scope

log = logging.getLogger(__name__)

SWEEP_AT_ONCE = 200

# A run ends before its lease does, so nobody takes an operation over while its request is still out.
_SOFT = int(settings.OPERATION_LEASE_SECONDS * 0.8)
_HARD = int(settings.OPERATION_LEASE_SECONDS * 0.9)


@shared_task(name="operations.perform", soft_time_limit=_SOFT, time_limit=_HARD)
def perform(*, organization_id: str, operation_id: str, attempt: int, **_: object) -> None:
    runner.perform(UUID(organization_id), UUID(operation_id), attempt=attempt)


@shared_task(name="operations.reconcile", soft_time_limit=_SOFT, time_limit=_HARD)
def reconcile(*, organization_id: str, operation_id: str, check: int, **_: object) -> None:
    runner.reconcile(UUID(organization_id), UUID(operation_id), check=check)


@shared_task(name="operations.sweep")
def sweep(**_: object) -> None:
    """Each due operation in a transaction of its own: one that cannot be moved does not hold up the others."""
    for organization_id, operation_id in due_operations(timezone.now(), SWEEP_AT_ONCE):
        try:
            sweep_one(organization_id, operation_id)
        except Exception:
            log.exception("Operation %s could not be looked after", operation_id)


def sweep_one(organization_id: UUID, operation_id: UUID) -> None:
    with scope(organization=organization_id):
        operation = Operation.objects.select_related("connection").filter(pk=operation_id, state__in=OPEN).first()
        if operation is not None:
            services.sweep(operation, provider=runner.provider_name(operation))
