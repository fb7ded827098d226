"""Text messages that VoiceMeUp posts to us, as JSON without a signature (fact sheet, section 7, "SMS").

A message with media comes as two requests of different hashes: the text with an HTML wrapper as its attachment, then the
medium without text. They share source, destination and `datetime_transmission`, which is kept in `raw` for joining them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from providers import errors
from providers.values.callbacks import CallbackRequest, Event, EventKind, Subscription
from providers.values.calls import Direction
from providers.values.messaging import Message, MessageKind, MessageState
from providers.voicemeup import faults, messages, scalars
from providers.wire.redact import without_secrets

LONGEST_BODY = 256 * 1024
_WRAPPER = ".mms.html"

_DIRECTIONS: Mapping[str, Direction] = {"inbound": Direction.INBOUND, "outbound": Direction.OUTBOUND}
_STATES: Mapping[str, MessageState] = {
    "pending": MessageState.QUEUED,
    "queued": MessageState.QUEUED,
    "processing": MessageState.QUEUED,
    "sent": MessageState.SENT,
    "completed": MessageState.SENT,
    "success": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "failed": MessageState.FAILED,
    "cancelled": MessageState.FAILED,
    "rejected": MessageState.FAILED,
}


class VoicemeupCallbacks:
    """The `Callbacks` port."""

    def parse(self, request: CallbackRequest, *, secret: str = "") -> tuple[Event, ...]:
        """Nothing is signed, so no event is `verified`. Values are all text; unknown fields are kept."""
        if len(request.body) > LONGEST_BODY:
            raise _unreadable()
        try:
            document = msgspec.json.decode(request.body)
            listed = document if isinstance(document, list) else [document]
            return tuple(event_from(each) for each in listed)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
            raise _unreadable() from None

    def list_subscriptions(self) -> Iterator[Subscription]:
        raise faults.unsupported("list_subscriptions")

    def subscribe(self, kind: str, url: str, *, secret: str = "") -> Subscription:
        raise faults.unsupported("subscribe")

    def unsubscribe(self, remote_id: str) -> None:
        raise faults.unsupported("unsubscribe")


def event_from(document: object) -> Event:
    if not isinstance(document, Mapping):
        raise scalars.WrongShape("a message that is no object")
    row = {str(name): _scalar(value) for name, value in document.items()}
    message = message_from(row)
    inbound = message.direction is not Direction.OUTBOUND
    return Event(
        kind=EventKind.MESSAGE if inbound else EventKind.MESSAGE_STATE,
        remote_id=message.remote_id if inbound else f"{message.remote_id}/{message.state.value}",
        verified=False,
        at=message.at,
        message=message,
        raw=without_secrets(row),
    )


def message_from(row: Mapping[str, str]) -> Message:
    remote_id = row.get("sms_hash") or row.get("sms_log_id") or ""
    if not remote_id or not row.get("source_number") or not row.get("destination_number"):
        raise scalars.WrongShape("a message without its hash or its numbers")
    direction = _DIRECTIONS.get(row.get("direction", "").lower(), Direction.UNKNOWN)
    attachment = row.get("attachment", "")
    state = MessageState.RECEIVED
    if direction is Direction.OUTBOUND:
        state = _STATES.get(scalars.first(row, "transmission_status", "status").lower(), MessageState.UNKNOWN)
    return Message(
        remote_id=remote_id,
        kind=MessageKind.MMS if attachment else MessageKind.SMS,
        direction=direction,
        sender=_party(row["source_number"]),
        recipient=_party(row["destination_number"]),
        text=row.get("message", ""),
        at=scalars.moment(row.get("datetime")) or scalars.moment(row.get("date"), row.get("time")),
        state=state,
        media=() if not attachment or attachment.lower().endswith(_WRAPPER) else (attachment,),
        raw=without_secrets(row),
    )


def _party(written: str) -> str:
    number = scalars.phone(written)
    return number.e164 if number else written


def _scalar(value: Any) -> str:
    """All values were seen as text; a bare number or null is taken as what it would be as text."""
    if value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return str(value).strip()
    raise scalars.WrongShape("a field that is no single value")


def _unreadable() -> errors.ProviderError:
    return faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation="callback")
