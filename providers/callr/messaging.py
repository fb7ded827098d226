"""Text messages: `sms.send`, `sms.get`, `sms.get_list` (fact sheet, section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from providers.callr import faults, scalars
from providers.callr.client import Client
from providers.values.calls import Direction, Window
from providers.values.messaging import Media, Message, MessageKind, MessageState, MessagingLimits
from providers.values.phone import PhoneNumber

_STATES: Mapping[str, MessageState] = {
    "CREATED": MessageState.QUEUED,
    "PENDING": MessageState.QUEUED,
    "SENT": MessageState.SENT,
    "REMOTE_QUEUED": MessageState.SENT,
    "RECEIVED": MessageState.DELIVERED,  # by the handset: this API's word for delivered
    "ERROR": MessageState.FAILED,
    "FAILED": MessageState.FAILED,
    "EXPIRED": MessageState.FAILED,
}
_DIRECTIONS: Mapping[str, Direction] = {"IN": Direction.INBOUND, "OUT": Direction.OUTBOUND}
SHARED_SHORT_CODE = ""  # as `from`: CALLR picks one by destination, and replies come back through it


class CallrMessaging:
    """The `Messaging` port. What comes in, and what becomes of what was sent, is told by webhooks: `Callbacks`."""

    limits = MessagingLimits()  # none is published; long texts are split, and each part is billed

    def __init__(self, client: Client) -> None:
        self._client = client
        self._senders: frozenset[str] | None = None

    def list_messages(self, window: Window, *, number: PhoneNumber | None = None) -> Iterator[Message]:
        """Of the last six months at most, CALLR's own limit. Its bounds are inclusive and whole seconds; ours are exact."""
        for word in _DIRECTIONS:
            span = {"from": window.start, "to": window.end}
            rows = self._client.items("sms.get_list", type=word, **span)
            for message in self._client.values("sms.get_list", rows, self.message_from):
                inside = message.at is not None and window.start <= message.at < window.end
                if inside and (number is None or number.e164 in (message.sender, message.recipient)):
                    yield message

    def get_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> Message:
        if kind is not MessageKind.SMS:
            raise faults.unsupported("messaging.get")
        return self._client.one("sms.get", self.message_from, id=remote_id)

    def send_sms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str) -> Message:
        """From the number where CALLR has authorised it as a sender, else from a short code that CALLR shares out by
        destination: `Message.sender` is empty then. CALLR takes any message at once and works later.
        """
        shown = sender.e164 if sender.e164 in self._authorised() else SHARED_SHORT_CODE
        params = {"from": shown, "to": recipient.e164, "body": text}
        remote_id = self._client.one("sms.send", _hash_from, **params)
        return Message(
            remote_id=remote_id,
            kind=MessageKind.SMS,
            direction=Direction.OUTBOUND,
            sender=shown,
            recipient=recipient.e164,
            text=text,
            state=MessageState.QUEUED,
        )

    def _authorised(self) -> frozenset[str]:
        """Senders of this account, asked for once: numbers, short codes and words."""
        if self._senders is None:
            rows = self._client.items("apps.get_authorized_clis", type="SMS")
            found = self._client.values("apps.get_authorized_clis", rows, _sender_from)
            self._senders = frozenset(found)
        return self._senders

    def send_mms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str, media: Sequence[Media | str]) -> Message:
        raise faults.unsupported("messaging.send_mms")

    def delete_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> None:
        raise faults.unsupported("messaging.delete")

    def set_callback(self, number: PhoneNumber, url: str) -> None:
        raise faults.unsupported("messaging.set_callback")

    def message_from(self, item: object) -> Message:
        return message_from(item, self._client.currency)


def _sender_from(item: object) -> str:
    return scalars.text(scalars.row(item).get("cli"))


def _hash_from(answer: object) -> str:
    if not isinstance(answer, str) or not answer:
        raise scalars.WrongShape("a message without its hash")
    return answer


def message_from(item: object, currency: str) -> Message:
    """An SMS object. An incoming one goes from the person to the short code; whatever its status, it has been received."""
    row = scalars.row(item)
    remote_id = scalars.text(row.get("hash"))
    if not remote_id:
        raise scalars.WrongShape("a message without its hash")
    direction = _DIRECTIONS.get(scalars.text(row.get("type")), Direction.UNKNOWN)
    state = _STATES.get(scalars.text(row.get("status")), MessageState.UNKNOWN)
    return Message(
        remote_id=remote_id,
        kind=MessageKind.SMS,
        direction=direction,
        sender=scalars.text(row.get("from")),
        recipient=scalars.text(row.get("to")),
        text=scalars.text(row.get("text")),
        at=scalars.moment(row.get("date_creation")),
        state=MessageState.RECEIVED if direction is Direction.INBOUND else state,
        segments=scalars.whole(row.get("parts")),
        cost=scalars.money(row.get("b_customer_debit"), currency),
        error=scalars.text(row.get("status_error")) if state is MessageState.FAILED else "",
        raw=scalars.kept(row),
    )
