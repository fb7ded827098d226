"""What a person waits for does not stand behind the syncs."""

from __future__ import annotations

from typing import Any

import pytest

from panel.accounts.models import User
from panel.celery import app
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
