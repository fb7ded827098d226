"""Connect accounts, change their credentials, pause and disconnect them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from panel.accounts.models import User
from panel.audit import services as audit
from panel.connections import syncs
from panel.connections.gateway import info as info_of
from panel.connections.models import CHECK_JOB, Connection, ConnectionState, Lamp, SyncPlan
from panel.connections.vault import CannotOpen, seal, unseal
from panel.jobs.models import Job
from panel.jobs.services import start_job
from panel.tenancy.scope import current_organization_id
from providers.ports import ProviderInfo
from providers.values.billing import Balance


class NameTaken(ValueError):
    """Another account of the organization has this name."""


def add(*, info: ProviderInfo, name: str, credentials: Mapping[str, str], by: User) -> tuple[Connection, Job]:
    """Keep a new account as a draft and check it. Raises `NameTaken`."""
    connection = Connection(organization_id=current_organization_id(), provider=info.slug, name=name, created_by=by)
    _take_credentials(connection, info, credentials, kept={})
    _save(connection, force_insert=True)
    audit.record(verb="connections.added", object_type="connection", object_id=connection.pk, label=name, by=by)
    return connection, check(connection=connection, by=by)


def change_credentials(
    *, connection: Connection, info: ProviderInfo, name: str, credentials: Mapping[str, str], by: User
) -> Job:
    """Rename, and replace what was typed; a secret left empty stays as it is. The account is checked again.

    Raises `NameTaken`, and `AlreadyRunning` while a check runs: it would answer for the credentials from before.
    """
    connection.name = name
    _take_credentials(connection, info, credentials, kept=_kept_secrets(connection))
    with transaction.atomic():
        job = check(connection=connection, by=by)
        _save(connection, update_fields=["name", "public_credentials", "sealed", "key_id"])
    audit.record(
        verb="connections.credentials_changed",
        object_type="connection",
        object_id=connection.pk,
        label=name,
        by=by,
    )
    return job


def check(*, connection: Connection, by: User | None) -> Job:
    """Try the account in the background. Raises `AlreadyRunning`."""
    return start_job(kind=CHECK_JOB, connection=connection, by=by)


def connected(connection: Connection, *, by: User | None) -> None:
    """The check went well: make the account active with its plans, and start the first sync.

    Not where its credentials were erased meanwhile: who disconnected it wants nothing more to be read.
    """
    connection.refresh_from_db(from_queryset=Connection.objects.select_for_update())
    if not connection.sealed:
        return
    fresh = Connection.objects.filter(pk=connection.pk, state=ConnectionState.DRAFT).update(
        state=ConnectionState.ACTIVE
    )
    Connection.objects.filter(pk=connection.pk).update(
        lamp=Lamp.OK, last_ok_at=timezone.now(), last_error_kind="", last_error_message="", failures=0
    )
    connection.refresh_from_db()
    if fresh:
        audit.record(
            verb="connections.connected",
            object_type="connection",
            object_id=connection.pk,
            label=connection.name,
            by=by,
        )
    if connection.state != ConnectionState.ACTIVE:
        return
    syncs.make_plans(connection, info_of(connection.provider))
    syncs.start_all(connection, by=by)


def request_sync(*, plan: SyncPlan, by: User) -> Job:
    """The “Sync now” button. Raises `AlreadyRunning`."""
    return syncs.start_sync(plan, by=by)


def pause(*, connection: Connection, by: User) -> bool:
    """No sync and no change until resumed. False: the account is not active."""
    return _move(connection, ConnectionState.ACTIVE, ConnectionState.PAUSED, "connections.paused", by)


def resume(*, connection: Connection, by: User) -> bool:
    """On again, everything due at once. False: the account is not paused."""
    if not _move(connection, ConnectionState.PAUSED, ConnectionState.ACTIVE, "connections.resumed", by):
        return False
    SyncPlan.objects.filter(connection=connection).update(next_due_at=timezone.now(), failures=0)
    return True


def set_pace(*, connection: Connection, calls_per_second: int | None, by: User) -> None:
    """How many calls a second the account takes; None for what its provider is known to take."""
    connection.calls_per_second = calls_per_second
    connection.save(update_fields=["calls_per_second"])
    audit.record(
        verb="connections.pace_changed",
        object_type="connection",
        object_id=connection.pk,
        label=connection.name,
        by=by,
        calls_per_second=calls_per_second,
    )


def set_plan_enabled(*, plan: SyncPlan, enabled: bool, by: User) -> None:
    SyncPlan.objects.filter(pk=plan.pk).update(enabled=enabled, next_due_at=timezone.now())
    audit.record(
        verb="connections.plan_enabled" if enabled else "connections.plan_disabled",
        object_type="connection",
        object_id=plan.connection_id,
        label=f"{plan.connection.name}: {plan.resource}",
        by=by,
    )


def disconnect(*, connection: Connection, by: User) -> None:
    """Erase the credentials and stop. Numbers, calls and history stay readable; they are no longer kept in step.

    The account is a draft again: entering credentials that work connects it anew.
    """
    connection.sealed, connection.key_id = b"", ""
    connection.state, connection.lamp = ConnectionState.DRAFT, Lamp.UNKNOWN
    connection.save(update_fields=["sealed", "key_id", "state", "lamp"])
    audit.record(
        verb="connections.disconnected",
        object_type="connection",
        object_id=connection.pk,
        label=connection.name,
        by=by,
    )


def was_connected(connection: Connection) -> bool:
    """Whether it ever worked here: from then on it has plans, and what was read hangs on it."""
    return SyncPlan.objects.filter(connection=connection).exists()


def remove(*, connection: Connection, by: User) -> bool:
    """Forget an account that never worked, with its checks. False for one that did: its history stays, see `disconnect`."""
    Connection.objects.select_for_update().get(
        pk=connection.pk
    )  # a check that succeeds at this moment comes before or after
    if was_connected(connection):
        return False
    audit.record(
        verb="connections.removed", object_type="connection", object_id=connection.pk, label=connection.name, by=by
    )
    connection.delete()
    return True


def store_balance(connection: Connection, balance: Balance) -> None:
    Connection.objects.filter(pk=connection.pk).update(
        balance=balance.available.amount, balance_currency=balance.available.currency, balance_at=timezone.now()
    )


def _take_credentials(
    connection: Connection, info: ProviderInfo, typed: Mapping[str, str], *, kept: Mapping[str, str]
) -> None:
    secret = {field.name for field in info.credential_fields if field.secret}
    connection.public_credentials = {name: value for name, value in typed.items() if name not in secret}
    seal(connection, {**kept, **{name: value for name, value in typed.items() if name in secret and value}})


def _kept_secrets(connection: Connection) -> dict[str, str]:
    """The stored secrets; none when they were erased or can no longer be read."""
    try:
        return unseal(connection) if connection.sealed else {}
    except CannotOpen:
        return {}


def _save(connection: Connection, *, force_insert: bool = False, update_fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            connection.save(force_insert=force_insert, update_fields=update_fields)
    except IntegrityError as problem:
        if "connection_name_once" not in str(problem):
            raise
        raise NameTaken(connection.name) from None


def _move(connection: Connection, old: ConnectionState, new: ConnectionState, verb: str, by: User) -> bool:
    """From one state to another, once: an account that was never checked is not made active by pausing and resuming it."""
    if not Connection.objects.filter(pk=connection.pk, state=old).update(state=new):
        return False
    connection.state = new
    audit.record(verb=verb, object_type="connection", object_id=connection.pk, label=connection.name, by=by)
    return True
