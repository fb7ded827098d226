"""Applying a batch, a little at a time: what ended is told, what may be sent next is asked for.

The providers' pace rules. Of each account only some operations are open at once, so that a large batch neither floods the queue
that everybody shares nor leaves an account waiting. Each call of `advance` takes the rows as it finds them: after a worker's
death the next call goes on from there, and the idempotency key of a row's step keeps it from being asked for twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from panel.accounts.models import User
from panel.bulk.holding import HELD, held_by_others
from panel.bulk.models import Batch, BatchRow, BatchState, PlaybookEntry, RowState
from panel.bulk.planning import LOCAL, Step
from panel.connections import gateway
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.dids.notes import change_tags, set_remarks
from panel.dids.route_operation import route_from, settings_of
from panel.dids.services import (
    Conflict,
    NothingToChange,
    NothingToSet,
    NumberProblem,
    SettingsMoved,
    change_route,
    change_settings,
    move_to_client,
)
from panel.dids.settings_operation import settings_now
from panel.operations.models import OPEN, Operation, OperationState
from panel.operations.services import AlreadyOpen
from panel.operations.words import is_account_problem
from panel.routing.destinations import key_of
from panel.tenancy.models import Client

AT_ONCE = 100  # rows in one transaction

MOVED = _("It was changed since the dry run. Nothing was sent.")
UNDER_WAY = _("Another change of this number is under way. Nothing was sent.")
REST_OF = {
    MOVED: _("The first part was done. The rest was changed since the dry run, and was not sent."),
    UNDER_WAY: _("The first part was done. The rest was not sent: another change of this number is under way."),
}
GONE = _("The number is no longer there.")
GIVEN_UP = _("A person gave it up.")
DIFFERS = _("%(provider)s took the change, but has something else now. Compare before you change it again.")
ACCOUNT_REFUSES = _("%(account)s refuses every change: %(reason)s Put the account right, then go on.")


@dataclass(slots=True)
class Standing:
    """How a batch stands after a turn. `moving`: some of its changes are with a provider, or about to be. `more`: the turn made
    changes that no provider is asked for, and ended only because turns are short.
    """

    moving: bool
    ended: bool
    counts: dict[str, int]
    more: bool = False

    @property
    def total(self) -> int:
        """The rows that change something."""
        return sum(self.counts.get(each, 0) for each in (RowState.READY, RowState.SENT, RowState.DONE, RowState.FAILED))

    @property
    def done(self) -> int:
        return self.counts.get(RowState.DONE, 0) + self.counts.get(RowState.FAILED, 0)


def advance(batch_id: UUID, by: User | None) -> Standing:
    """One turn, inside the organization's scope. The batch is locked: two turns never send for the same row."""
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state != BatchState.APPLYING:
        return Standing(moving=False, ended=True, counts=counts_of(batch))
    _settle(batch, by)
    begun = 0 if batch.stop_asked else _feed(batch, by)
    counts = counts_of(batch)
    under_way = counts.get(RowState.SENT, 0)
    waiting = counts.get(RowState.READY, 0)
    if not under_way and (not waiting or batch.stop_asked):
        _end(batch, BatchState.STOPPED if waiting else BatchState.ENDED)
        return Standing(moving=False, ended=True, counts=counts)
    return Standing(moving=_moving(batch), ended=False, counts=counts, more=begun > under_way)


def _moving(batch: Batch) -> bool:
    """Not those that were lost or put off: they take their time."""
    never_sent = Q(operation__state=OperationState.QUEUED, operation__attempts=0)
    sending = Q(operation__state=OperationState.SENDING)
    return BatchRow.objects.filter(never_sent | sending, batch=batch, state=RowState.SENT).exists()


def counts_of(batch: Batch) -> dict[str, int]:
    """Rows by state."""
    found = BatchRow.objects.filter(batch=batch).order_by().values_list("state").annotate(Count("pk"))
    return dict(found)


def _end(batch: Batch, state: BatchState) -> None:
    Batch.objects.filter(pk=batch.pk).update(state=state, ended_at=timezone.now(), stop_asked=False)


# What ended


def _settle(batch: Batch, by: User | None) -> None:
    rows = BatchRow.objects.filter(batch=batch, state=RowState.SENT).exclude(operation__state__in=OPEN)
    rows = rows.select_related("operation__connection", "did")
    settled = list(rows.order_by("position")[: 4 * AT_ONCE])
    for row in settled:
        operation = row.operation
        if operation is not None and operation.state == OperationState.SUCCEEDED and not operation.differs:
            row.step += 1
            _next_step(batch, row, by)
            continue
        _fail(row, *_why(operation))
        if operation is not None and operation.state == OperationState.FAILED:
            _let_go(batch, row)
        if operation is not None and is_account_problem(operation) and not batch.stop_asked:
            _stop_because(batch, operation)
    _store(batch, settled)


def _why(operation: Operation | None) -> tuple[str, dict[str, Any]]:
    if operation is None:
        return GONE, {}
    if operation.state == OperationState.ABANDONED:
        return GIVEN_UP, {}
    if operation.state == OperationState.SUCCEEDED:
        return DIFFERS, {"provider": gateway.info(operation.connection.provider).name}
    return operation.error_message, operation.error_values


def _stop_because(batch: Batch, operation: Operation) -> None:
    """The account is the trouble, not the number: every further row would fail in the same way."""
    batch.stop_asked = True
    Batch.objects.filter(pk=batch.pk).update(
        stop_asked=True,
        problem=ACCOUNT_REFUSES,
        problem_values={"account": operation.connection.name, "reason": operation.error_text},
    )


# What is next


def _feed(batch: Batch, by: User | None) -> int:
    """Begin with the rows that are next, as many as each account has room for. How many it were."""
    waiting = BatchRow.objects.filter(batch=batch, state=RowState.READY)
    open_now: Counter[UUID] = Counter(
        dict(
            BatchRow.objects.filter(batch=batch, state=RowState.SENT)
            .order_by()
            .values_list("connection")
            .annotate(Count("pk"))
        )
    )
    accounts = list(Connection.objects.filter(pk__in=waiting.order_by().values("connection")).defer("sealed"))
    begun: list[BatchRow] = []
    for account in accounts:
        room = most_open(account) - open_now[account.pk]
        next_rows = waiting.filter(connection=account).order_by("position")
        begun += _begin_some(batch, list(next_rows[: max(1, AT_ONCE // len(accounts))]), room, by) if room > 0 else []
    _store(batch, begun)
    return len(begun)


def most_open(account: Connection) -> int:
    """Enough for some seconds, until the next turn: an operation takes two calls or more. Each that runs keeps a worker."""
    return max(2, gateway.calls_per_second(account))


def _begin_some(batch: Batch, rows: list[BatchRow], room: int, by: User | None) -> list[BatchRow]:
    """Those that were begun: up to the first that wants to send more than there is room for."""
    dids = {did.pk: did for did in Did.objects.select_related("connection").filter(pk__in=[row.did_id for row in rows])}
    begun = []
    for row in rows:
        if not room and any(step["what"] not in LOCAL for step in row.steps):
            break
        row.did = dids.get(row.did_id)  # type: ignore[arg-type]
        _begin(batch, row, by)
        room -= row.state == RowState.SENT
        begun.append(row)
    return begun


def _begin(batch: Batch, row: BatchRow, by: User | None) -> None:
    """Our own changes, then the first that is sent. When that cannot be sent, our own are not made either."""
    if row.did is None:
        _fail(row, GONE)
        return
    try:
        with transaction.atomic():
            for step in row.steps:
                if step["what"] in LOCAL:
                    _change_ours(row.did, step, by)
                    row.step += 1
            _next_step(batch, row, by, raising=True)
    except Refusal as refused:
        row.step = 0
        _fail(row, refused.why, refused.values)


class Refusal(Exception):
    """A step that was not even asked for: a msgid and its values."""

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why)
        self.why, self.values = why, values


def _next_step(batch: Batch, row: BatchRow, by: User | None, *, raising: bool = False) -> None:
    """Ask for the row's next change at the provider; done when there is none left. `raising`: it is the first."""
    row.state = RowState.DONE
    while row.step < len(row.steps):
        try:
            with transaction.atomic():
                operation = _request(batch, row, row.steps[row.step], by)
        except Refusal as refused:
            if raising:
                raise
            _fail(row, REST_OF.get(refused.why, refused.why), refused.values)
            return
        if operation is not None:
            row.operation, row.state = operation, RowState.SENT
            return
        row.step += 1


def _request(batch: Batch, row: BatchRow, step: Step, by: User | None) -> Operation | None:
    """The operation of a step; None when the number has become as wanted without it."""
    if row.did is None:
        raise Refusal(GONE)
    key = f"bulk:{row.pk}:{row.tries}:{row.step}"
    try:
        if step["what"] == "settings":
            return change_settings(
                did=row.did, wanted=step["after"], seen=step["before"], by=by, idempotency_key=key, later=True
            )
        if batch.playbook_id and not batch.reverts:
            _remember(batch, row.did, step)
        wanted, seen = ({name: route_from(state) for name, state in step[each].items()} for each in ("after", "before"))
        return change_route(did=row.did, wanted=wanted, seen=seen, by=by, idempotency_key=key, later=True)  # type: ignore[arg-type]
    except (NothingToChange, NothingToSet):
        return None
    except (Conflict, SettingsMoved):
        raise Refusal(MOVED) from None
    except AlreadyOpen:
        raise Refusal(UNDER_WAY) from None
    except NumberProblem as problem:
        raise Refusal(str(problem)) from None


def _remember(batch: Batch, did: Did, step: Step) -> None:
    """What the number has before a playbook is put in force, for taking it back. The first time counts; another playbook that
    holds the number keeps it.

    Its failovers too, also where they are not to change, and what stands behind those: at some providers a route ends what cannot
    follow it.
    """
    locked = Did.objects.select_for_update(of=("self",)).select_related("connection")
    did = locked.get(pk=did.pk)  # of two playbooks the second waits here
    if other := held_by_others(batch.playbook_id, [did.pk]).get(did.pk):
        raise Refusal(HELD, playbook=other.name)
    told = settings_of(did)
    told |= {name: route_from(state) for name, state in step["before"].items()}
    before = {name: key_of(route) for name, route in told.items()} | _behind_failovers(did)
    PlaybookEntry.objects.filter(playbook=batch.playbook_id, did=did, before__isnull=True).update(before=before)


def _behind_failovers(did: Did) -> dict[str, Any]:
    """The settings that a change of the route may take away, as far as the number has them."""
    now = settings_now(did)
    rules = gateway.info(did.connection.provider).did_settings
    return {name: now[name] for name, rule in rules.items() if rule.behind and now[name]}


def _let_go(batch: Batch, row: BatchRow) -> None:
    """Nothing was changed at the number, so a playbook put in force does not hold it: taking that back leaves it alone.

    Where several settings were to change some providers take several calls, of which the first may have been made.
    """
    before = row.steps[row.step]["before"].items()
    if batch.playbook_id and not batch.reverts and len(before) == 1:
        found = {name: key_of(route_from(state)) for name, state in before}
        entries = PlaybookEntry.objects.filter(playbook=batch.playbook_id, did=row.did_id)
        entries.filter(before__contains=found).update(before=None)


# Ours


def _change_ours(did: Did, step: Step, by: User | None) -> None:
    """Raises `Refusal` when a person changed the same thing since the dry run: a note that was typed meanwhile is not lost."""
    now = Did.objects.select_for_update().only("client", "remarks").get(pk=did.pk)
    if step["what"] == "client":
        _expect_unmoved(str(now.client_id or ""), step["was"], step["client"])
        client = Client.objects.filter(pk=step["client"]).first() if step["client"] else None
        if step["client"] and client is None:
            raise Refusal(_("The client is no longer there."))
        move_to_client(did=did, client=client, by=by)
    elif step["what"] == "tags":
        change_tags(did, add=step["add"], remove=step["remove"], by=by)
    else:
        _expect_unmoved(now.remarks, step["before"], step["after"])
        set_remarks(did, step["after"], by=by)


def _expect_unmoved(now: str, before: str, after: str) -> None:
    if now not in (before, after):
        raise Refusal(MOVED)


# Rows


def _fail(row: BatchRow, why: str, values: dict[str, Any] | None = None) -> None:
    row.state, row.reason, row.reason_values = RowState.FAILED, why, values or {}


def _store(batch: Batch, rows: list[BatchRow]) -> None:
    BatchRow.objects.bulk_update(rows, ["state", "step", "operation", "reason", "reason_values"], batch_size=AT_ONCE)
    if batch.reverts:
        taken_back(batch, [row.did_id for row in rows if row.state == RowState.DONE])


def taken_back(batch: Batch, dids: Iterable[UUID | None]) -> None:
    """The playbook is not in force any more for these numbers."""
    PlaybookEntry.objects.filter(playbook=batch.playbook_id, did__in=list(dids)).update(before=None)
