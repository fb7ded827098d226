"""Operations in words: what it is called, how it stands, what is safe to do next."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from panel.connections import gateway
from panel.operations import lifecycle
from panel.operations.models import Operation, OperationState
from panel.operations.registry import HANDLERS, UnknownKind, handler
from panel.ui.words import number
from providers import errors

SUBJECT_PAGES = {
    "did": "dids:detail",
    "order": "ordering:order",
    "hold": "ordering:hold_detail",
    "number_request": "ordering:request",
    "console_call": "console:call",
    "device": "routing:device",
    "routing_object": "routing:object",
    "routing_wish": "routing:wish",
}

ACCOUNT_PROBLEMS = frozenset(
    problem.kind
    for problem in (
        errors.AccountProblem,
        errors.BadCredentials,
        errors.ApiDisabled,
        errors.AddressNotAllowed,
        errors.NotAllowed,
        errors.InsufficientFunds,
    )
)


def title_of_kind(kind: str) -> str:
    try:
        return _(handler(kind).title)
    except UnknownKind:
        return kind


def looks_up(operation: Operation) -> bool:
    """Whether its effect can be read back, see `Handler.looks_up`."""
    try:
        return handler(operation.kind).looks_up
    except UnknownKind:
        return False


def kinds() -> list[tuple[str, str]]:
    """Every kind with its title, for a filter."""
    return [(kind, title_of_kind(kind)) for kind in HANDLERS]


def title_of(operation: Operation) -> str:
    return title_of_kind(operation.kind)


def subject_url(operation: Operation) -> str:
    """The page of what was changed; empty when it has none."""
    page = SUBJECT_PAGES.get(operation.subject_type, "")
    return reverse(page, args=[operation.subject_id]) if page else ""


def standing(operation: Operation) -> str:
    """The state as a list says it: `Succeeded in 0.8 s`, `Failed`."""
    if operation.state == OperationState.SUCCEEDED and operation.finished_at:
        if operation.differs:
            return _("Done, but differs")
        if not operation.reconciled:
            return _("Succeeded in %(time)s") % {"time": _span(operation.finished_at - operation.created_at)}
        return _("Succeeded, looked up")
    if operation.state == OperationState.QUEUED and operation.attempts:
        return _("Waiting to try again")
    return str(operation.get_state_display())


def advice(operation: Operation) -> str:
    """What happens next, or what is safe to do: one or two sentences."""
    name = {"provider": gateway.info(operation.connection.provider).name}
    match operation.state:
        case OperationState.QUEUED if operation.in_part:
            return _("A part of it was made. Patchbay tries again by itself.")
        case OperationState.QUEUED if operation.attempts:
            return _("Nothing was changed yet. Patchbay tries again by itself.")
        case OperationState.QUEUED | OperationState.SENDING:
            return ""
        case OperationState.UNKNOWN if operation.next_at is None and operation.lease_until is None:
            return _("Look at it at %(provider)s, then check again here or give it up.") % name
        case OperationState.UNKNOWN:
            return _("Patchbay asks %(provider)s what it has now, and repeats nothing before it knows.") % name
        case OperationState.SUCCEEDED if operation.differs:
            return (
                _("%(provider)s took the change, but has something else now. Compare before you change it again.")
                % name
            )
        case OperationState.SUCCEEDED if not looks_up(operation):
            return _("%(provider)s took the call. Its answer is on the call's page.") % name
        case OperationState.SUCCEEDED if operation.observed is None:
            return _("%(provider)s took the change. The next sync will show it here.") % name
        case OperationState.SUCCEEDED:
            return _("Read back from %(provider)s: it is as wanted.") % name
        case OperationState.FAILED:
            return _advice_after_failure(operation, name)
        case _:
            return ""


def _advice_after_failure(operation: Operation, name: dict[str, str]) -> str:
    if operation.in_part and operation.error_kind != lifecycle.GAVE_UP:
        return _("An earlier attempt made a part of it: the next sync shows which. Look at it before you try again.")
    if operation.error_kind in ACCOUNT_PROBLEMS:
        return _("Nothing was changed. Put the account right, then try again.")
    if operation.error_kind in (
        lifecycle.DID_NOT_HAPPEN,
        lifecycle.CHANGED_ELSEWHERE,
        lifecycle.NOT_STARTED,
        lifecycle.GAVE_UP,
    ):
        return ""  # the message says it
    if operation.error_kind == errors.NotFound.kind:
        return _("%(provider)s does not have it any more. Sync the account to see what is there.") % name
    return _("Nothing was changed. %(provider)s will say the same again unless something is different.") % name


def is_account_problem(operation: Operation) -> bool:
    return operation.error_kind in ACCOUNT_PROBLEMS


def _span(length: timedelta) -> str:
    seconds = max(length.total_seconds(), 0)
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": number(Decimal(seconds), 1)}
    return _("%(minutes)s min") % {"minutes": round(seconds / 60)}
