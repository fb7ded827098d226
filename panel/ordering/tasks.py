"""Celery entry points of searching and buying."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from panel.ordering import tidying
from panel.ordering.services import requesting, searching
from panel.tenancy.crossing import organizations_waiting_for_orders

log = logging.getLogger(__name__)


@shared_task(name="ordering.search", soft_time_limit=90, time_limit=100)
def search(*, organization_id: str, part_id: str, **_: object) -> None:
    searching.run_part(UUID(organization_id), UUID(part_id))


@shared_task(name="ordering.look", soft_time_limit=90, time_limit=100)
def look(*, organization_id: str, request_id: str, **_: object) -> None:
    requesting.look(UUID(organization_id), UUID(request_id))


@shared_task(name="ordering.tidy")
def tidy(**_: object) -> None:
    """Each organization on its own: one that cannot be looked after does not hold up the others."""
    for organization_id in organizations_waiting_for_orders(timezone.now(), requesting.BETWEEN_LOOKS):
        try:
            tidying.tidy(organization_id)
        except Exception:
            log.exception("The orders of organization %s could not be looked after", organization_id)
