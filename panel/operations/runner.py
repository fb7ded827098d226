"""Carry out an operation, or look up how one ended. Network between transactions, never inside of one.

A change is never sent twice by Patchbay, not even where the provider's catalogue calls repeating safe: reading back is as cheap
and always right. What did not happen is repeated by a person, with one click (DESIGN.md §4). Where a provider goes out of reach
between two calls of one change, all of it comes again only for handlers that say so (`resumes`).
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_noop as _

from panel.connections import gateway
from panel.connections.models import ConnectionState
from panel.operations import lifecycle
from panel.operations.models import Operation
from panel.operations.registry import CannotTell, ReadBack, handler
from panel.tenancy.scope import scope
from providers.errors import NotFound, OutcomeUnknown, ProviderError, Temporary, UnexpectedAnswer

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Progress:
    """How far an attempt came before it ended, in whatever way."""

    opened: bool = False
    in_part: bool = False
    taken: bool = False
    found: ReadBack | None = None


def perform(organization_id: UUID, operation_id: UUID, *, attempt: int) -> None:
    """Send one attempt. The claim is committed before the first byte leaves; the end is committed after the last came."""
    with scope(organization=organization_id):
        operation = lifecycle.claim_attempt(operation_id, attempt)
        if operation is None or _held_back(operation):
            return
    progress = Progress()
    problem: Exception | None = None
    try:
        _send(operation, progress)
    except Exception as raised:
        problem = raised
    with scope(organization=organization_id):
        _conclude(operation, progress, problem)


def _send(operation: Operation, progress: Progress) -> None:
    """Errors pass through the gateway on their way out: it keeps the account's health by them."""
    kind = handler(operation.kind)
    with gateway.open_provider(operation.connection) as provider:
        progress.opened = True
        try:
            kind.execute(provider, operation)
        finally:
            progress.in_part = provider.client.taken > 0
        progress.taken = True
        with suppress(CannotTell):
            progress.found = kind.read_back(provider, operation)


def _conclude(operation: Operation, progress: Progress, problem: Exception | None) -> None:
    name = provider_name(operation)
    if problem is not None and not isinstance(problem, ProviderError):
        log.error("Operation %s met an error of ours", operation.pk, exc_info=problem)
    if progress.taken:  # not being able to look at it now does not make it undone
        found = progress.found
        if lifecycle.succeed(operation, found.state if found else None, provider=name) and found:
            handler(operation.kind).remember(operation, found.value)
        return
    match problem:
        case Temporary() if progress.in_part and not handler(operation.kind).resumes:
            lifecycle.lose(operation, problem, provider=name)
        case Temporary():
            lifecycle.postpone(operation, problem, provider=name, in_part=progress.in_part)
        case OutcomeUnknown() | UnexpectedAnswer():
            lifecycle.lose(operation, problem, provider=name)
        case ProviderError():
            lifecycle.fail(operation, problem)
        case _ if progress.opened:  # the request may be out
            lifecycle.lose(operation, None, provider=name)
        case _:
            _never_started(operation)


def reconcile(organization_id: UUID, operation_id: UUID, *, check: int) -> None:
    """Ask the provider for the effect of an operation whose outcome is unknown. Nothing is sent again."""
    with scope(organization=organization_id):
        operation = lifecycle.claim_check(operation_id, check)
    if operation is None:
        return
    name, kind = provider_name(operation), handler(operation.kind)
    if not kind.looks_up:
        with scope(organization=organization_id):
            lifecycle.leave_to_a_person(operation, provider=name)
        return
    try:
        with gateway.open_provider(operation.connection) as provider:
            found = kind.read_back(provider, operation)
    except CannotTell as told:
        with scope(organization=organization_id):
            lifecycle.leave_to_a_person(operation, provider=name, text=told.text)
    except NotFound as problem:
        with scope(organization=organization_id):
            lifecycle.fail(operation, problem)
    except Exception as problem:
        if not isinstance(problem, ProviderError):
            log.exception("Operation %s could not be looked up", operation.pk)
        with scope(organization=organization_id):
            lifecycle.look_again(
                operation, _("%(provider)s could not be asked just now; looking again."), provider=name
            )
    else:
        with scope(organization=organization_id):
            if found and lifecycle.judge(operation, found.state, provider=name):
                kind.remember(operation, found.value)


def provider_name(operation: Operation) -> str:
    return gateway.info(operation.connection.provider).name


def _held_back(operation: Operation) -> bool:
    """Somebody paused the account since it was asked: nothing may be sent."""
    if operation.connection.state != ConnectionState.PAUSED:
        return False
    lifecycle.fail_because(
        operation,
        lifecycle.NOT_STARTED,
        _("This connection is paused, so nothing more was sent. Resume it, then try again.")
        if operation.in_part
        else _("This connection is paused, so nothing was sent. Resume it, then try again."),
    )
    return True


def _never_started(operation: Operation) -> None:
    lifecycle.fail_because(
        operation,
        lifecycle.NOT_STARTED,
        _("Patchbay had a problem of its own before anything was sent. Nothing was changed; it is safe to try again."),
    )
