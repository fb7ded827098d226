"""The steps in an operation's life. Each is one guarded UPDATE and one line of the timeline, inside the organization's scope.

    queued → sending → succeeded | failed | unknown → (reconciled) succeeded | failed | abandoned by a person

The guard names the state and the count of attempts and checks, so a worker that comes late changes nothing: whoever lost the
race gets False or None and leaves the row alone.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from panel.operations.models import Operation, OperationEvent, OperationState
from panel.operations.registry import State, matches
from providers.errors import ProviderError, RateLimited

MOST_ATTEMPTS = 5
SETTLING_CHECKS = 2  # a change counts as not made after this many looks, and OPERATION_SETTLE_SECONDS
GIVE_UP_CHECKING = timedelta(hours=24)
LONGEST_PAUSE = timedelta(minutes=30)
REDELIVERY = timedelta(seconds=60)  # a queued message may be lost; after this long another one is sent
FIRST_CHECK = timedelta(seconds=2)

DID_NOT_HAPPEN = "did_not_happen"
CHANGED_ELSEWHERE = "changed_elsewhere"
NOT_STARTED = "not_started"
GAVE_UP = "gave_up"


def lease() -> timedelta:
    return timedelta(seconds=settings.OPERATION_LEASE_SECONDS)


def note(operation: Operation, text: str, **values: Any) -> None:
    """A line of the timeline at the operation's present state. `text` is a msgid."""
    OperationEvent.objects.create(
        organization_id=operation.organization_id, operation=operation, state=operation.state, note=text, values=values
    )


def note_partly(operation: Operation, problem: ProviderError, *, provider: str) -> None:
    """A call of several was refused, and an earlier one was not. What there is now is read back, and tells what was made."""
    words = problem.said or problem.public_message
    note(operation, _("%(provider)s made a part of it and refused the rest: %(words)s"), provider=provider, words=words)


def _move(operation: Operation, text: str, values: dict[str, Any] | None = None, **changes: Any) -> bool:
    """From exactly the state, attempt and check of `operation` to the changed ones; False when it is no longer there."""
    there = Operation.objects.filter(
        pk=operation.pk, state=operation.state, attempts=operation.attempts, checks=operation.checks
    )
    if not there.update(**changes):
        return False
    for name, value in changes.items():
        setattr(operation, name, value)
    if text:
        note(operation, text, **(values or {}))
    return True


def _find(operation_id: UUID) -> Operation | None:
    return Operation.objects.select_related("connection", "asked_by").filter(pk=operation_id).first()


# Sending


def claim_attempt(operation_id: UUID, attempt: int) -> Operation | None:
    """Take a queued operation for its next attempt. One message pays for one attempt: `attempt` is the count it was sent at."""
    operation = _find(operation_id)
    if operation is None or operation.state != OperationState.QUEUED or operation.attempts != attempt:
        return None
    now = timezone.now()
    moved = _move(
        operation,
        _("Sending, attempt %(attempt)s."),
        {"attempt": attempt + 1},
        state=OperationState.SENDING,
        attempts=attempt + 1,
        lease_until=now + lease(),
        next_at=None,
        sent_at=now,
    )
    return operation if moved else None


def succeed(operation: Operation, observed: State | None, *, provider: str, reconciled: bool = False) -> bool:
    """`observed` None: the provider took the change, but could not be read just now."""
    differs = observed is not None and not matches(operation.wanted, observed)
    if observed is None:
        text = _("%(provider)s took the change. It could not be read back just now; the next sync will show it.")
    elif reconciled:
        text = _("Looked it up at %(provider)s: the change was made.")
    elif differs:
        text = _("%(provider)s took the change, but what it has now is different.")
    else:
        text = _("%(provider)s took the change. Read back: it is as wanted.")
    return _end(
        operation,
        OperationState.SUCCEEDED,
        text,
        {"provider": provider},
        observed=observed,
        differs=differs,
        reconciled=reconciled,
        error_kind="",
        error_code="",
        error_message="",
        error_values={},
        error_raw="",
    )


def fail(operation: Operation, problem: ProviderError) -> bool:
    """Certain and foreseen: the provider said no, or an account problem keeps us out. This attempt changed nothing."""
    text = (
        _("Failed. An earlier attempt had made a part of it.")
        if operation.in_part
        else _("Failed. Nothing was changed.")
    )
    return _end(operation, OperationState.FAILED, text, **_of(problem))


def fail_because(
    operation: Operation, kind: str, message: str, values: dict[str, Any] | None = None, **changes: Any
) -> bool:
    """Failed for a reason of ours; `message` is a msgid."""
    return _end(
        operation,
        OperationState.FAILED,
        message,
        values,
        error_kind=kind,
        error_message=message,
        error_values=values or {},
        **changes,
    )


def postpone(operation: Operation, problem: ProviderError, *, provider: str, in_part: bool) -> bool:
    """It surely did not reach the provider, or did `in_part` and can begin anew: queue it again, until the last attempt."""
    in_part = in_part or operation.in_part
    if operation.attempts >= MOST_ATTEMPTS:
        return fail_because(
            operation,
            GAVE_UP,
            _(
                "%(provider)s made a part of it, then could not be reached, or was too busy, in %(attempts)s attempts. "
                "The next sync shows which part; it is safe to try again."
            )
            if in_part
            else _(
                "%(provider)s could not be reached, or was too busy, in %(attempts)s attempts. "
                "Nothing was changed; it is safe to try again."
            ),
            {"provider": provider, "attempts": operation.attempts},
            in_part=in_part,
            error_code=problem.code,
            error_raw=problem.raw,
        )
    return _move(
        operation,
        _("%(provider)s made a part of it, then could not be reached. Trying again.")
        if in_part
        else _("%(provider)s was not reached. Nothing was changed; trying again."),
        {"provider": provider},
        in_part=in_part,
        state=OperationState.QUEUED,
        lease_until=None,
        next_at=timezone.now() + _pause_after(operation.attempts, problem),
        **_of(problem),
    )


def lose(operation: Operation, problem: ProviderError | None, *, provider: str) -> bool:
    """It may or may not have been carried out. `problem` None: an error of ours, or a worker that died."""
    error = _of(problem) if problem else {"error_kind": "outcome_unknown", "error_message": "", "error_values": {}}
    return _move(
        operation,
        _("The outcome is not known. Patchbay looks it up at %(provider)s and repeats nothing."),
        {"provider": provider},
        state=OperationState.UNKNOWN,
        lease_until=None,
        next_at=timezone.now() + FIRST_CHECK,
        **error,
    )


# Reconciling


def claim_check(operation_id: UUID, check: int) -> Operation | None:
    """Take an unknown operation for its next look at the provider. One message pays for one look."""
    operation = _find(operation_id)
    if operation is None or operation.state != OperationState.UNKNOWN or operation.checks != check:
        return None
    moved = _move(operation, "", checks=check + 1, lease_until=timezone.now() + lease(), next_at=None)
    return operation if moved else None


def judge(operation: Operation, observed: State, *, provider: str) -> bool:
    """What the provider has now decides. Only after some time does it also tell that the change was not made."""
    if matches(operation.wanted, observed):
        return succeed(operation, observed, provider=provider, reconciled=True)
    if not _settled(operation):
        return look_again(
            operation,
            _("Looked at %(provider)s: the change is not there. It may still come; looking again."),
            provider=provider,
        )
    if matches(operation.before, observed):
        return fail_because(
            operation,
            DID_NOT_HAPPEN,
            _("The change did not happen at %(provider)s: it has what it had before. It is safe to try again."),
            {"provider": provider},
            observed=observed,
            reconciled=True,
        )
    return fail_because(
        operation,
        CHANGED_ELSEWHERE,
        _(
            "%(provider)s has neither what it had nor all that was wanted: a part was made, or somebody else changed it. "
            "Look at it first."
        ),
        {"provider": provider},
        observed=observed,
        reconciled=True,
        differs=True,
    )


def look_again(operation: Operation, text: str, *, provider: str) -> bool:
    """Stay unknown, and look again later. After a day a person has to decide."""
    now = timezone.now()
    if now - (operation.sent_at or operation.created_at) > GIVE_UP_CHECKING:
        text, next_at = (
            _("%(provider)s could not be asked for a day. Look at it there, then check again here or give it up."),
            None,
        )
    else:
        next_at = now + _pause_between_checks(operation.checks)
    return _move(operation, text, {"provider": provider}, lease_until=None, next_at=next_at)


def leave_to_a_person(operation: Operation, *, provider: str, text: str = "") -> bool:
    """Stay unknown: Patchbay has no way to look its effect up. `text`, a msgid, says what to look at."""
    values = {"provider": provider}
    told = {"error_message": text, "error_values": values} if text else {}
    text = text or _("Patchbay cannot look up what this did. Look at %(provider)s, then give it up here.")
    return _move(operation, text, values, lease_until=None, next_at=None, **told)


def _settled(operation: Operation) -> bool:
    since = timezone.now() - (operation.sent_at or operation.created_at)
    return operation.checks >= SETTLING_CHECKS and since >= timedelta(seconds=settings.OPERATION_SETTLE_SECONDS)


# What the sweep does with those that nobody works on


def lease_ran_out(operation: Operation, *, provider: str) -> bool:
    """The worker that held it died. While sending, nobody knows what reached the provider."""
    if operation.state == OperationState.SENDING:
        return lose(operation, None, provider=provider)
    return _move(operation, "", lease_until=None, next_at=timezone.now())


def put_off(operation: Operation) -> bool:
    """A message is on its way for it; look after it again only when that one must have been lost."""
    return _move(operation, "", next_at=timezone.now() + REDELIVERY)


# By hand


def check_now(operation: Operation) -> bool:
    return _move(operation, _("A person asked to look it up now."), lease_until=None, next_at=timezone.now())


def abandon(operation: Operation) -> bool:
    return _end(operation, OperationState.ABANDONED, _("A person gave it up."))


def _end(
    operation: Operation, state: OperationState, text: str, values: dict[str, Any] | None = None, **changes: Any
) -> bool:
    return _move(
        operation,
        text,
        values,
        state=state,
        lease_until=None,
        next_at=None,
        finished_at=timezone.now(),
        **changes,
    )


def _of(problem: ProviderError) -> dict[str, Any]:
    """The error columns: the message as msgid and values where the adapter gives them, so that it can be translated."""
    return {
        "error_kind": problem.kind,
        "error_code": problem.code[:80],
        "error_message": problem.message_id or problem.public_message,
        "error_values": dict(problem.message_values) if problem.message_id else {},
        "error_raw": problem.raw,
    }


def _pause_after(attempts: int, problem: ProviderError) -> timedelta:
    """5, 15, 45, 135 seconds with some jitter; never shorter than what the provider asks for."""
    seconds = settings.OPERATION_RETRY_SECONDS * 3 ** (attempts - 1) * random.uniform(0.9, 1.1)  # noqa: S311
    if isinstance(problem, RateLimited) and problem.retry_after:
        seconds = max(seconds, problem.retry_after)
    return timedelta(seconds=seconds)


def _pause_between_checks(checks: int) -> timedelta:
    """10, 20, 40 … seconds, at most half an hour."""
    return min(timedelta(seconds=10 * 2 ** min(checks - 1, 12)), LONGEST_PAUSE)


def next_look(operation: Operation) -> datetime | None:
    """When an unknown outcome is looked up again; None while it is being looked up, or when a person must."""
    return operation.next_at if operation.state == OperationState.UNKNOWN else None
