"""Ask for a call, and carry it out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from panel.accounts.models import User
from panel.audit.services import record
from panel.connections import gateway, vault
from panel.connections.models import Connection
from panel.console.arguments import without_secrets
from panel.console.models import ConsoleCall
from panel.jobs.queue import enqueue
from panel.operations.models import Operation
from panel.operations.services import request_operation
from panel.tenancy.scope import current_organization_id, scope
from providers.errors import ProviderError
from providers.ports import Provider
from providers.wire.catalog import Method

OPERATION_KIND = "console.call"
LONGEST_ANSWER = 60_000
TOO_DEEP = "… (nested too deeply to be shown)"
UNFORESEEN = _("Patchbay met an error of its own. It was logged.")


def ask(*, connection: Connection, method: Method, arguments: Mapping[str, Any], by: User) -> ConsoleCall:
    """A read is carried out at once by a worker, a write as an operation. Both start when the transaction commits."""
    call = ConsoleCall(
        id=uuid4(),
        organization_id=current_organization_id(),
        connection=connection,
        method=method.name,
        writes=method.asks_first,
        arguments=without_secrets(dict(arguments)),
        asked_by=by,
    )
    vault.seal(call, {"arguments": json.dumps(dict(arguments))})
    call.save(force_insert=True)
    if method.asks_first:
        call.operation = _operation(call, by)
        call.save(update_fields=["operation"])
    else:
        record(
            verb="console.read",
            object_type="connection",
            object_id=connection.pk,
            label=connection.name,
            by=by,
            method=method.name,
            arguments=call.arguments,
        )
        enqueue("console.read", organization_id=call.organization_id, call_id=str(call.pk))
    return call


def _operation(call: ConsoleCall, by: User) -> Operation:
    return request_operation(
        connection=call.connection,
        kind=OPERATION_KIND,
        subject_type="console_call",
        subject_id=call.pk,
        subject_label=call.method,
        parameters={"method": call.method, "arguments": call.arguments},
        before={},
        wanted={},
        by=by,
        idempotency_key=f"console:{call.pk}",
    )


def make(call: ConsoleCall, provider: Provider) -> Any:
    """The decoded answer. Raises what the provider's client raises."""
    arguments = json.loads(vault.unseal(call)["arguments"])
    return provider.client.call(call.method, **arguments)


def book(call: ConsoleCall, answer: Any) -> None:
    _close(call, outcome="ok", answer=_shown(answer))


def book_problem(call: ConsoleCall, problem: ProviderError) -> None:
    _close(
        call,
        outcome=problem.kind,
        error_message=problem.message_id or problem.public_message,
        error_values=dict(problem.message_values) if problem.message_id else {},
        error_code=problem.code[:80],
    )


def fail(call: ConsoleCall) -> None:
    """An error of ours."""
    _close(call, outcome="error", error_message=UNFORESEEN)


def _close(call: ConsoleCall, **changes: Any) -> None:
    """What came of it is kept; the arguments that were sealed for it are erased."""
    with scope(organization=call.organization_id):
        ConsoleCall.objects.filter(pk=call.pk).update(**changes, finished_at=timezone.now(), sealed=b"", key_id="")


def read(organization_id: UUID, call_id: UUID) -> None:
    """Carry out a call that only reads. Made twice, the second time finds nothing to do."""
    with scope(organization=organization_id):
        call = ConsoleCall.objects.select_related("connection").filter(pk=call_id, finished_at=None).first()
    if call is None:
        return
    try:
        with gateway.open_provider(call.connection, even_resting=True) as provider:
            answer = make(call, provider)
    except ProviderError as problem:
        book_problem(call, problem)
    except Exception:
        fail(call)
        raise
    else:
        book(call, answer)


def _shown(answer: Any) -> str:
    """The decoded answer as indented JSON, secrets masked, cut where it is long."""
    try:
        text = json.dumps(without_secrets(_plain(answer)), indent=2, ensure_ascii=False, default=str)
    except RecursionError:  # the call was made all the same
        return TOO_DEEP
    return text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]}\n… ({len(text)} characters)"


def _plain(answer: Any) -> Any:
    if isinstance(answer, Mapping):
        return {str(name): _plain(value) for name, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [_plain(each) for each in answer]
    if isinstance(answer, bytes):
        return f"({len(answer)} bytes)"
    return answer
