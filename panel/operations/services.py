"""Ask for a change at a provider, and what a person can do about one: try again, look it up now, give it up."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from panel.accounts.models import User
from panel.audit.services import record
from panel.connections.models import Connection
from panel.jobs.queue import enqueue
from panel.operations import lifecycle
from panel.operations.models import OPEN, Operation, OperationState
from panel.operations.queries import next_try_of
from panel.operations.registry import Shown, State, handler, matches
from panel.tenancy.models import Client
from panel.tenancy.scope import current_organization_id


class OperationProblem(Exception):
    """Why a person's wish about an operation cannot be met, worded for them."""


class AlreadyOpen(OperationProblem):
    """Another change of the same object has not ended yet: `operation`."""

    def __init__(self, operation: Operation) -> None:
        super().__init__(_("Another change of this is under way. Wait for its end."))
        self.operation = operation


def request_operation(
    *,
    connection: Connection,
    kind: str,
    subject_type: str,
    subject_id: UUID,
    subject_label: str,
    parameters: State,
    before: State,
    wanted: State,
    by: User | None,
    idempotency_key: str,
    client: Client | None = None,
    retry_of: Operation | None = None,
    later: bool = False,
) -> Operation:
    """Write down a change to be made at a provider; it is sent once the caller's transaction commits.

    The same `idempotency_key` gives the operation that it made before. `AlreadyOpen` when another one of this kind on the same
    subject has not ended. `later`: it is sent behind what people wait for. Call inside the organization's scope; `parameters`
    must hold no secrets.
    """
    wish = Operation(
        organization_id=current_organization_id(),
        client=client,
        connection=connection,
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        subject_label=subject_label[:200],
        asked_by=by,
        idempotency_key=idempotency_key,
        parameters=parameters,
        before=before,
        wanted=wanted,
        next_at=timezone.now() + lifecycle.REDELIVERY,
        retry_of=retry_of,
    )
    try:
        _insert(wish)
    except IntegrityError:
        asked = _already_there(wish)
        if asked is not None:
            return asked
        _insert(wish)  # what was in the way has just ended
    lifecycle.note(wish, gettext_noop("Asked for."))
    record(
        verb="operations.requested",
        object_type=subject_type,
        object_id=subject_id,
        label=subject_label,
        by=by,
        operation=str(wish.pk),
        kind=kind,
        before=before,
        wanted=wanted,
    )
    _send_attempt(wish, later=later)
    return wish


def refuse_while_open(subject_type: str, subject_id: UUID) -> None:
    """`AlreadyOpen` while any change of the subject is under way, whatever its kind: providers replace whole records, and two
    would mix. Where somebody else may ask meanwhile, the caller has locked the subject's row.
    """
    under_way = Operation.objects.filter(subject_type=subject_type, subject_id=subject_id, state__in=OPEN).first()
    if under_way is not None:
        raise AlreadyOpen(under_way)


def _insert(wish: Operation) -> None:
    with transaction.atomic():
        wish.save(force_insert=True)


def _already_there(wish: Operation) -> Operation | None:
    """Two constraints can have refused the row: asked once, and one open at a time, which is `AlreadyOpen`. None: neither now."""
    asked = Operation.objects.filter(idempotency_key=wish.idempotency_key).first()
    if asked is not None:
        return asked
    same = Operation.objects.filter(subject_type=wish.subject_type, subject_id=wish.subject_id, kind=wish.kind)
    under_way = same.filter(state__in=OPEN).first()
    if under_way is not None:
        raise AlreadyOpen(under_way)
    return None


def retry(*, operation: Operation, by: User) -> Operation:
    """Ask again for what failed, as a new operation. What the object has now, as last read, becomes its `before`.

    Pressed twice, it asks once.
    """
    if operation.state != OperationState.FAILED:
        raise OperationProblem(_("Only a failed operation can be tried again."))
    if not handler(operation.kind).looks_up:
        raise OperationProblem(_("Ask for it again where it was asked for."))
    made = next_try_of(operation)
    if made is not None:
        return made
    refuse_while_open(operation.subject_type, operation.subject_id)
    kind = handler(operation.kind)
    known = kind.known(operation)
    if known is None:
        raise OperationProblem(_("%(subject)s is no longer in this account.") % {"subject": operation.subject_label})
    if matches(operation.wanted, known):
        raise OperationProblem(_("Nothing to change: it is already as wanted."))
    again = request_operation(
        connection=operation.connection,
        kind=operation.kind,
        subject_type=operation.subject_type,
        subject_id=operation.subject_id,
        subject_label=operation.subject_label,
        parameters=operation.parameters,
        before=known,
        wanted=operation.wanted,
        by=by,
        client=operation.client,
        idempotency_key=f"retry:{operation.pk}",
        retry_of=operation,
    )
    if isinstance(kind, Shown):
        kind.tried_again(again)
    return again


def abandon(*, operation: Operation, by: User) -> Operation:
    """Give up a failed operation, or one whose outcome nobody could find out."""
    givable = (OperationState.FAILED, OperationState.UNKNOWN)
    if operation.state not in givable or not lifecycle.abandon(operation):
        raise OperationProblem(_("Only a failed or unknown operation can be given up."))
    _record_deed(operation, "operations.abandoned", by)
    return operation


def check_now(*, operation: Operation, by: User) -> Operation:
    """Look up an unknown outcome at once, instead of at the next planned time."""
    if operation.state != OperationState.UNKNOWN or not lifecycle.check_now(operation):
        raise OperationProblem(_("There is nothing to look up: the outcome is known."))
    _record_deed(operation, "operations.checked", by)
    _send_check(operation)
    return operation


def sweep(operation: Operation, *, provider: str) -> None:
    """Look after an open operation that nobody works on: its worker died, its message was lost, or its time has come."""
    now = timezone.now()
    if operation.lease_until is not None:
        if operation.lease_until <= now:
            lifecycle.lease_ran_out(operation, provider=provider)
    elif operation.next_at is not None and operation.next_at <= now and lifecycle.put_off(operation):
        if operation.state == OperationState.QUEUED:
            _send_attempt(operation)
        elif operation.state == OperationState.UNKNOWN:
            _send_check(operation)


def _record_deed(operation: Operation, verb: str, by: User) -> None:
    record(
        verb=verb,
        object_type=operation.subject_type,
        object_id=operation.subject_id,
        label=operation.subject_label,
        by=by,
        operation=str(operation.pk),
    )


def _send_attempt(operation: Operation, *, later: bool = False) -> None:
    enqueue(
        "operations.perform",
        organization_id=operation.organization_id,
        operation_id=str(operation.pk),
        attempt=operation.attempts,
        later=later,
    )


def _send_check(operation: Operation) -> None:
    enqueue(
        "operations.reconcile",
        organization_id=operation.organization_id,
        operation_id=str(operation.pk),
        check=operation.checks,
    )
