"""Webhooks: what CALLR posts to us, checked and read, and the subscriptions to it (fact sheet, section 7)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from providers import errors
from providers.callr import faults, messages, scalars
from providers.callr.client import Client
from providers.callr.messaging import message_from
from providers.values.callbacks import CallbackRequest, Event, EventKind, Subscription
from providers.wire.catalog import load

LONGEST_BODY = 1024 * 1024  # events are a few kilobytes
SIGNATURE = load(faults.SLUG).options["hmac_header"].lower()
EVENT_ID = "x-callr-eventid"
# A signature does not name its algorithm; its length in base64 does.
_ALGORITHMS: Mapping[int, str] = {24: "md5", 28: "sha1", 44: "sha256", 88: "sha512"}
_KINDS: Mapping[str, EventKind] = {
    "sms.mo": EventKind.MESSAGE,
    "sms.mt.status_update": EventKind.MESSAGE_STATE,
    "call.inbound_start": EventKind.CALL,
    "call.inbound_hangup": EventKind.CALL,
    "call.outbound_start": EventKind.CALL,
    "call.outbound_hangup": EventKind.CALL,
    "billing.credit": EventKind.BALANCE,
    "billing.credit_warning": EventKind.BALANCE,
    "billing.credit_shutdown": EventKind.BALANCE,
    "media.library.status_update": EventKind.MEDIA,
    "media.recording.new": EventKind.MEDIA,
    "media.recording.status_update": EventKind.MEDIA,
}


class CallrCallbacks:
    """The `Callbacks` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def parse(self, request: CallbackRequest, *, secret: str = "") -> tuple[Event, ...]:
        """The one event of a request. `Event.remote_id` is CALLR's event id: the same for every try, so a replay shows.

        With a secret, only what is signed with it is read. `Event.at` is when it happened, for refusing what is too old.
        """
        if request.method.upper() != "POST" or len(request.body) > LONGEST_BODY:
            raise _unreadable("not a POST of a webhook's size")
        if secret and not is_signed(request, secret):
            raise faults.error(errors.NotAllowed, messages.BAD_SIGNATURE, operation="callbacks.parse")
        try:
            event = event_from(decoded(request.body), self._client.currency, verified=bool(secret))
        except ValueError as problem:
            raise _unreadable(str(problem)) from None
        if request.headers.get(EVENT_ID, event.remote_id) != event.remote_id:
            raise _unreadable("the event ids of header and body differ")
        return (event,)

    def list_subscriptions(self) -> Iterator[Subscription]:
        rows = self._client.items("webhooks.get_list")
        return self._client.values("webhooks.get_list", rows, subscription_from)

    def subscribe(self, kind: str, url: str, *, secret: str = "") -> Subscription:
        """`kind` is one of the catalogue's `webhook_types`. `secret`: 8 to 1,024 characters, for SHA-256 signatures."""
        if kind not in self._client.catalog.enums["webhook_types"]:
            raise _not_sent("type", "there is no such event")
        if secret and not 8 <= len(secret) <= 1024:
            raise _not_sent("options.hmac_secret", "it must have 8 to 1024 characters")
        algorithm = self._client.catalog.options["hmac_algorithm"]
        options = {"format": "JSON", "hmac_secret": secret, "hmac_algo": algorithm} if secret else None
        return self._client.one("webhooks.subscribe", subscription_from, type=kind, endpoint=url, options=options)

    def unsubscribe(self, remote_id: str) -> None:
        self._client.confirmed("webhooks.unsubscribe", hash=remote_id)


def is_signed(request: CallbackRequest, secret: str) -> bool:
    """Whether the body, as it was received, is signed with the secret. Takes the same time for every wrong signature."""
    given = request.headers.get(SIGNATURE, "")
    algorithm = _ALGORITHMS.get(len(given))
    return algorithm is not None and hmac.compare_digest(
        signature(request.body, secret, algorithm), given.encode(errors="replace")
    )


def signature(body: bytes, secret: str, algorithm: str = "sha256") -> bytes:
    """Base64 of the bytes of the HMAC over the raw body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, algorithm))


def decoded(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. `WrongShape` for anything else."""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise scalars.WrongShape("no JSON") from None
    if not isinstance(document, dict):
        raise scalars.WrongShape("no JSON object")
    return document


def event_from(row: Mapping[str, Any], currency: str, *, verified: bool) -> Event:
    """A Webhook.Event. Kinds that we do not know are OTHER, with all that they say in `raw`."""
    word, remote_id = scalars.text(row.get("type")), scalars.text(row.get("event_id"))
    if not word or not remote_id or len(remote_id) > 200:
        raise scalars.WrongShape("an event without its type or id")
    data = scalars.row(row.get("data"))
    kind = _KINDS.get(word, EventKind.OTHER)
    if word == "media.recording.new" and data.get("type") == "VOICEMAIL":
        kind = EventKind.VOICEMAIL
    tells_message = kind in (EventKind.MESSAGE, EventKind.MESSAGE_STATE)
    return Event(
        kind=kind,
        remote_id=remote_id,
        verified=verified,
        at=scalars.moment(row.get("event_at")),
        message=message_from(data, currency) if tells_message else None,
        raw=scalars.kept(row),
    )


def subscription_from(item: object) -> Subscription:
    row = scalars.row(item)
    remote_id = scalars.text(row.get("hash"))
    if not remote_id:
        raise scalars.WrongShape("a webhook without its hash")
    status = scalars.text(row.get("status"))
    return Subscription(
        remote_id=remote_id,
        url=scalars.text(row.get("endpoint")),
        kind=scalars.text(row.get("type")),
        active=status == "ENABLED" if status else None,
        raw=scalars.kept(row),
    )


def _unreadable(problem: str) -> errors.ProviderError:
    return faults.error(errors.UnexpectedAnswer, messages.BAD_CALLBACK, operation="callbacks.parse", raw=problem)


def _not_sent(field: str, reason: str) -> errors.ProviderError:
    return faults.error(
        errors.Invalid,
        messages.NOT_SENT_INVALID,
        operation="webhooks.subscribe",
        field=field,
        values={"reason": reason},
    )
