"""Celery entry points of searching and buying."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from panel.ordering.services import searching


@shared_task(name="ordering.search", soft_time_limit=90, time_limit=100)
def search(*, organization_id: str, part_id: str, **_: object) -> None:
    searching.run_part(UUID(organization_id), UUID(part_id))
