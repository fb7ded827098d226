"""Port Callbacks: inbound messages and receipts, as posted to a number's destination URL. Nothing is signed.

Two shapes of inbound messages were seen, and one of receipts (fact sheet §5.4); all are read, by their keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from providers import errors
from providers.values.callbacks import CallbackRequest, Event, EventKind, Subscription
from providers.values.calls import Direction
from providers.values.messaging import Message, MessageKind, MessageState
from providers.voipinnovations import faults, messages, scalars

LARGEST = 256 * 1024
LONGEST_NAME = 100  # of a message's id; a longer one goes by its hash
# The names of the same thing in the two shapes.
SENDER = ("from", "caller_id_number")
RECIPIENT = ("to", "destination_number")
RECEIPTS = {
    "DELIVERED": MessageState.DELIVERED,
    "SENT": MessageState.SENT,
    "FAILED": MessageState.FAILED,
    "UNDELIVERED": MessageState.FAILED,
    "REJECTED": MessageState.FAILED,
}


class VoipinnovationsCallbacks:
    def parse(self, request: CallbackRequest, *, secret: str = "") -> tuple[Event, ...]:
        """One event. `verified` is always False: ask for a secret in the address, as the provider itself advises."""
        fields = _fields(request)
        if _told(fields, "msgid") and _told(fields, "status"):
            return (_receipt(fields),)
        sender, recipient = _first(fields, SENDER), _first(fields, RECIPIENT)
        if not sender or not recipient:
            raise _unreadable("neither a message nor a receipt")
        return (_message(request, fields, sender, recipient),)

    def list_subscriptions(self) -> Iterator[Subscription]:
        raise faults.unsupported("list_subscriptions")

    def subscribe(self, kind: str, url: str, *, secret: str = "") -> Subscription:
        raise faults.unsupported("subscribe")

    def unsubscribe(self, remote_id: str) -> None:
        raise faults.unsupported("unsubscribe")


def _fields(request: CallbackRequest) -> Mapping[str, Any]:
    if len(request.body) > LARGEST or sum(map(len, (*request.query, *request.query.values()))) > LARGEST:
        raise _unreadable("too long")
    if not request.body:
        return request.query
    if "json" in request.headers.get("content-type", "") or request.body.lstrip()[:1] in (b"{", b"["):
        try:
            document = msgspec.json.decode(request.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise _unreadable("no JSON") from None
        if not isinstance(document, dict):
            raise _unreadable("no JSON object")
        return {**request.query, **document}
    try:
        form = dict(parse_qsl(request.body.decode(), max_num_fields=100))
    except (ValueError, UnicodeDecodeError):
        raise _unreadable("no form") from None
    return {**request.query, **form}


def _message(request: CallbackRequest, fields: Mapping[str, Any], sender: str, recipient: str) -> Event:
    media = _media(fields)
    word = f"{_told(fields, 'type')} {_told(fields, 'messageType')}".upper()
    kind = MessageKind.MMS if media or "MMS" in word else MessageKind.SMS
    # A message that is posted again comes with the same body: that is its name where none is given.
    told = _short(_told(fields, "id"))
    remote_id = told or _hash(request.body + repr(sorted(request.query.items())).encode())
    message = Message(
        remote_id=remote_id,
        kind=kind,
        direction=Direction.INBOUND,
        sender=_number(sender),
        recipient=_number(recipient),
        text=_told(fields, "text"),
        state=MessageState.RECEIVED,
        media=media,
    )
    return Event(kind=EventKind.MESSAGE, remote_id=remote_id, verified=False, message=message)


def _receipt(fields: Mapping[str, Any]) -> Event:
    remote_id, status = _short(_told(fields, "msgid")), _short(_told(fields, "status")).upper()
    message = Message(
        remote_id=remote_id,
        kind=MessageKind.SMS,
        direction=Direction.OUTBOUND,
        sender="",
        recipient=_number(_told(fields, "to")[:40]),
        text="",
        state=RECEIPTS.get(status, MessageState.UNKNOWN),
    )
    return Event(kind=EventKind.MESSAGE_STATE, remote_id=f"{remote_id}:{status}", verified=False, message=message)


def _media(fields: Mapping[str, Any]) -> tuple[str, ...]:
    found = fields.get("files") or fields.get("fileUrls") or ()
    listed = found.split(",") if isinstance(found, str) else found if isinstance(found, list) else ()
    return tuple(each for each in listed if isinstance(each, str) and each.startswith(("http://", "https://")))[:20]


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := _told(fields, name))), "")[:40]


def _told(fields: Mapping[str, Any], name: str) -> str:
    """A text, or a number that JSON has as one; anything else says nothing. No database keeps a NUL."""
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return scalars.text(value).replace("\0", "")


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else _hash(name.encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _number(written: str) -> str:
    number = scalars.phone(written)
    return number.e164 if number else written


def _unreadable(reason: str) -> errors.ProviderError:
    return faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation="callback", raw=reason)
