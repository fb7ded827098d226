"""Text messages: queue_sms of the sibling API, version 1.1. It only sends; what comes in is posted, see `callbacks`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from providers.values.calls import Direction, Window
from providers.values.messaging import Media, Message, MessageKind, MessageState, MessagingLimits
from providers.values.phone import PhoneNumber
from providers.voicemeup import faults
from providers.voicemeup.client import Client

LONGEST = 1000  # characters; where the clients that were seen cut


class VoicemeupMessaging:
    """The `Messaging` port."""

    limits = MessagingLimits(sms_characters=LONGEST, mms_characters=LONGEST, mms_files=1)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_messages(self, window: Window, *, number: PhoneNumber | None = None) -> Iterator[Message]:
        raise faults.unsupported("list_messages")

    def get_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> Message:
        raise faults.unsupported("get_message")

    def send_sms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str) -> Message:
        if not text:
            raise faults.invalid("send_sms", "message", "it must not be empty")
        return self._send(sender, recipient, text, ())

    def send_mms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str, media: Sequence[Media | str]) -> Message:
        """One attachment, as an address: the service fetches it from there."""
        addresses = [each for each in media if isinstance(each, str)]
        if len(media) != 1 or not addresses:
            raise faults.invalid("send_mms", "attachment", "it must be one address")
        return self._send(sender, recipient, text, tuple(addresses))

    def delete_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> None:
        raise faults.unsupported("delete_message")

    def set_callback(self, number: PhoneNumber, url: str) -> None:
        raise faults.unsupported("set_callback")

    def _send(self, sender: PhoneNumber, recipient: PhoneNumber, text: str, media: tuple[str, ...]) -> Message:
        if len(text) > LONGEST:
            raise faults.invalid("queue_sms", "message", f"it must have at most {LONGEST} characters")
        answer = self._client.do(
            "queue_sms",
            source_number=sender,
            destination_number=recipient,
            message=text or None,
            attachment=media[0] if media else None,
        )
        hashes = (message.text for message in answer.messages if message.code == "queued_sms_hash")
        return Message(
            remote_id=next(hashes, ""),
            kind=MessageKind.MMS if media else MessageKind.SMS,
            direction=Direction.OUTBOUND,
            sender=sender.e164,
            recipient=recipient.e164,
            text=text,
            state=MessageState.QUEUED,
            media=media,
        )
