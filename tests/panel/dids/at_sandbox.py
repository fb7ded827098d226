"""A number of a real account at the sandbox, and operations carried out as a worker would."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.utils import timezone

from panel.connections.models import Connection
from panel.connections.vault import seal
from panel.dids.models import Did
from panel.dids.sync import apply_one
from panel.operations import services
from panel.operations.models import Operation
from panel.operations.tasks import perform, reconcile, sweep
from panel.tenancy.models import Organization, TenantModel
from panel.tenancy.scope import scope
from providers.voipms.dids import did_from
from tests.factories import make_connection, make_did
from tests.sandbox import ACCOUNT, Sandbox, running

Row = TypeVar("Row", bound=TenantModel)


@pytest.fixture(scope="module")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    running_sandbox.reset()
    monkeypatch.setitem(settings.PROVIDER_ENDPOINTS, "voipms", {"rest_url": running_sandbox.rest_url})
    return running_sandbox


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> deque[tuple[str, dict[str, Any]]]:
    messages: deque[tuple[str, dict[str, Any]]] = deque()

    def enqueue(task: str, *, organization_id: Any, **arguments: Any) -> None:
        messages.append((task, {"organization_id": str(organization_id), **arguments}))

    monkeypatch.setattr(services, "enqueue", enqueue)
    return messages


@pytest.fixture
def work(queue: deque[tuple[str, dict[str, Any]]]) -> Callable[[], None]:
    """Run what is on the queue."""
    tasks = {"operations.perform": perform, "operations.reconcile": reconcile}

    def run() -> None:
        while queue:
            name, arguments = queue.popleft()
            tasks[name](**arguments)

    return run


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    row = make_connection(nordphone, public_credentials={"api_username": ACCOUNT.api_username})
    seal(row, {"api_password": ACCOUNT.api_password})
    with scope(organization=nordphone):
        row.save(update_fields=["sealed", "key_id"])
    return row


@pytest.fixture
def did(sandbox: Sandbox, nordphone: Organization, account: Connection) -> Did:
    """The panel's row of the sandbox's first number, as a sync would have written it."""
    remote = sandbox.all("dids")[0]
    make_did(nordphone, account, f"+1{remote['did']}")
    with scope(organization=nordphone):
        return apply_one(account, did_from(remote))


def again(row: Row) -> Row:
    """The row as it is in the database now."""
    with scope(organization=row.organization_id):
        return type(row).objects.get(pk=row.pk)


def later(operation: Operation, work: Callable[[], None], seconds: float = 3600) -> Operation:
    """As if that time had passed: what is due is swept and carried out."""
    row = again(operation)
    back = timezone.now() - timedelta(seconds=seconds)
    with scope(organization=row.organization_id):
        Operation.objects.filter(pk=row.pk).update(next_at=back, sent_at=back)
    sweep()
    work()
    return again(operation)
