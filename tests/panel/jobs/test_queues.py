"""What a person waits for stands neither behind the syncs nor behind a batch."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from panel.accounts.models import User
from panel.celery import app
from panel.jobs.queue import enqueue
from panel.jobs.services import start_job
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection


@pytest.mark.parametrize(
    ("kind", "asked_for", "queue"),
    [
        ("dids.sync", False, "sync"),
        ("connections.sync_balance", False, "sync"),
        ("dids.sync", True, "celery"),  # “Sync now”, and the first one
        ("calls.sync", False, "sync"),
        ("calls.sync", True, "sync"),  # takes minutes
        ("bulk.apply", True, "celery"),
    ],
)
def test_each_job_goes_to_its_workers(
    nordphone: Organization,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    kind: str,
    asked_for: bool,
    queue: str,
) -> None:
    sent: list[str] = []

    def send(name: str, **options: Any) -> None:
        where = options.get("queue") or app.amqp.router.route({}, name)["queue"].name
        sent.append(where)

    monkeypatch.setattr(app, "send_task", send)
    account = make_connection(nordphone)
    with django_capture_on_commit_callbacks(execute=True), scope(organization=nordphone):
        start_job(kind=kind, connection=account, by=alice if asked_for else None)
    assert sent == [queue]


@pytest.mark.django_db(transaction=True)
def test_a_worker_takes_what_people_wait_for_first(nordphone: Organization) -> None:
    cache.clear()  # no messages of other tests
    for later in (True, True, False):
        enqueue("nobodys", organization_id=nordphone.pk, later=later)
    taken: list[str] = []

    def take(_: object, message: Any) -> None:
        taken.append(message.delivery_info["routing_key"])
        message.ack()

    ours = [app.amqp.queues[name] for name in (settings.CELERY_QUEUE_FOR_LATER, settings.CELERY_TASK_DEFAULT_QUEUE)]
    with app.connection_for_read() as connection, connection.Consumer(ours, callbacks=[take], accept=["json"]):
        for _ in range(3):
            connection.drain_events(timeout=5)
    assert taken == ["celery", "later", "later"]
