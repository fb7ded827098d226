"""Ask for work by the name of its task, so that imports run one way: tasks → services."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from panel.celery import app

Argument = str | int | float | bool | None


def enqueue(
    task: str,
    *,
    organization_id: UUID,
    delay: float = 0,
    awaited: bool = False,
    later: bool = False,
    **arguments: Argument,
) -> None:
    """Send the task when the current transaction has committed. `delay` in seconds, below the visibility time-out.

    `awaited`: somebody waits for it, so that it goes to the workers for people whatever its name says. `later`: they do it when
    nothing that somebody waits for is left.
    """
    message = {"organization_id": str(organization_id), **arguments}
    queue = settings.CELERY_QUEUE_FOR_LATER if later else settings.CELERY_TASK_DEFAULT_QUEUE if awaited else ""
    options: dict[str, Any] = {"queue": queue} if queue else {}
    transaction.on_commit(partial(app.send_task, task, kwargs=message, countdown=delay or None, **options))
