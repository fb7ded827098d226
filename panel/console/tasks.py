"""Celery entry points of the console."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from panel.console import services


@shared_task(name="console.read")
def read(*, organization_id: str, call_id: str, **_: object) -> None:
    services.read(UUID(organization_id), UUID(call_id))
