"""Give an account an address that its provider can post to, and take in what comes there."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from panel.accounts.models import User
from panel.audit import services as audit
from panel.callbacks.models import CallbackAddress, CallbackEvent
from panel.connections import gateway
from panel.connections.models import Connection, ConnectionState, Resource
from panel.connections.stored_json import plain
from panel.connections.syncs import hasten
from panel.connections.vault import CannotOpen, seal, unseal
from panel.tenancy.crossing import callback_address_by_token
from panel.tenancy.ids import uuid7
from panel.tenancy.scope import scope
from providers.errors import ProviderError
from providers.values.callbacks import CallbackRequest, Event, EventKind
from providers.wire.redact import Redactor, Secret, without_secrets

TOKEN_BYTES = 24
KEPT = timedelta(days=30)
MOST_KEPT = 5000  # of one account

HASTENS = {EventKind.CALL: Resource.CALLS, EventKind.BALANCE: Resource.BALANCE}
"""What is read again at once after such an event: what was posted is a hint, what is read is the truth."""


class UnknownAddress(LookupError):
    """Nothing is expected at this address, or no longer."""


def token_of(address: CallbackAddress) -> str:
    """Empty when it cannot be opened any more: then it has to be replaced."""
    try:
        return unseal(address)["token"]
    except CannotOpen:
        return ""


def give_address(*, connection: Connection, by: User) -> CallbackAddress:
    """A new address for the account; what is posted to the one before is refused from now on."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CallbackAddress.objects.filter(connection=connection).delete()
    address = CallbackAddress(
        organization_id=connection.organization_id, connection=connection, token_hash=_digest(token)
    )
    seal(address, {"token": token})
    address.save(force_insert=True)
    audit.record(
        verb="callbacks.address_given",
        object_type="connection",
        object_id=connection.pk,
        label=connection.name,
        by=by,
    )
    return address


def is_expected(token: str) -> bool:
    """Whether anybody was given this address: if not, nothing of what is posted there needs to be read."""
    return callback_address_by_token(_digest(token)) is not None


def take_in(token: str, request: CallbackRequest) -> int:
    """Store the events of a request that came to an address, each once; how many of them are new.

    Raises `UnknownAddress`, or the `ProviderError` that says why the request is not believed or cannot be read. That is kept
    among the account's exchanges.
    """
    found = callback_address_by_token(_digest(token))
    if found is None:
        raise UnknownAddress
    organization_id, address_id = found
    problem: ProviderError | None = None
    with scope(organization=organization_id):
        address = CallbackAddress.objects.select_related("connection").filter(pk=address_id).first()
        if address is None or address.connection.state != ConnectionState.ACTIVE:
            raise UnknownAddress
        try:
            events = gateway.read_callback(address.connection, request, secret=token)
        except ProviderError as raised:
            problem = raised
            gateway.keep_callback(address.connection, raised.kind, _sample(request, token))
        else:
            return _store(address.connection, events)
    raise problem


def _store(connection: Connection, events: tuple[Event, ...]) -> int:
    newest = CallbackEvent.objects.filter(connection=connection)
    rows = [_row(connection, each) for each in events]
    known = set(newest.filter(remote_id__in=[each.remote_id for each in rows]).values_list("kind", "remote_id"))
    fresh = [each for each in rows if (each.kind, each.remote_id) not in known]
    CallbackEvent.objects.bulk_create(fresh, ignore_conflicts=True)
    for resource in {HASTENS[EventKind(each.kind)] for each in fresh if each.kind in HASTENS}:
        hasten(connection, resource)
    if fresh:
        beyond = newest.order_by("-received_at", "-id")[MOST_KEPT:].values("pk")
        newest.filter(Q(received_at__lt=timezone.now() - KEPT) | Q(pk__in=beyond)).delete()
    return len(fresh)


def _row(connection: Connection, event: Event) -> CallbackEvent:
    """An event that its provider gave no id cannot be known again: it is one of its own."""
    remote_id = event.remote_id.replace("\0", "")[:200] or f"untold:{uuid7()}"
    return CallbackEvent(
        organization_id=connection.organization_id,
        connection=connection,
        kind=event.kind.value,
        remote_id=remote_id,
        verified=event.verified,
        told_at=event.at,
        raw=plain(without_secrets(event.raw)),
    )


def _sample(request: CallbackRequest, token: str) -> str:
    text = f"{request.method} {dict(request.query)}\n{request.body[:4096].decode('utf-8', errors='replace')}"
    return Redactor([Secret(token)]).text(text.replace("\0", ""))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
