"""Port Messaging: SendSMS, SendMMS, and where inbound messages go. There is no history: what is not kept here is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from providers import errors
from providers.values.calls import Direction, Window
from providers.values.messaging import Media, Message, MessageKind, MessageState, MessagingLimits
from providers.values.phone import PhoneNumber
from providers.voipinnovations import faults, messages, scalars
from providers.voipinnovations.client import Client

MMS_BYTES = 2 * 1024 * 1024  # clients stay below (fact sheet §5.4)
MMS_CHARACTERS = 2000
STATES = {
    "": MessageState.SENT,  # taken, and nothing else is told
    "SENT": MessageState.SENT,
    "QUEUED": MessageState.QUEUED,
    "DELIVERED": MessageState.DELIVERED,
    "FAILED": MessageState.FAILED,
}


class VoipinnovationsMessaging:
    limits = MessagingLimits(mms_characters=MMS_CHARACTERS, mms_bytes=MMS_BYTES)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_messages(self, window: Window, *, number: PhoneNumber | None = None) -> Iterator[Message]:
        raise faults.unsupported("list_messages")

    def get_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> Message:
        raise faults.unsupported("get_message")

    def send_sms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str) -> Message:
        """With a receipt where the number has them switched on (SendSMSWithDLR is client-observed, so not used)."""
        answer = self._client.call("SendSMS", sender=_to(sender), recipient=_to(recipient), message=text)
        return self._sent("SendSMS", MessageKind.SMS, sender, recipient, text, answer)

    def send_mms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str, media: Sequence[Media | str]) -> Message:
        """Files themselves, of two megabytes in all; an address of a file is refused."""
        if not all(isinstance(each, Media) for each in media):
            raise faults.invalid("SendMMS", "media", "the files themselves are wanted, not their addresses")
        files = [{"FileName": each.name, "FileContent": each.content} for each in media if isinstance(each, Media)]
        if sum(len(each["FileContent"]) for each in files) > MMS_BYTES:
            raise faults.invalid("SendMMS", "media", "more than two megabytes")
        answer = self._client.call(
            "SendMMS", sender=_to(sender), recipient=_to(recipient), message=text, files=files or None
        )
        return self._sent("SendMMS", MessageKind.MMS, sender, recipient, text, answer)

    def delete_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> None:
        raise faults.unsupported("delete_message")

    def set_callback(self, number: PhoneNumber, url: str) -> None:
        try:
            tn = scalars.ten_digits(number)
        except scalars.WrongShape:
            raise faults.error(errors.NotFound, messages.NUMBER_NOT_THERE, operation="ConfigSMSDestination") from None
        if url:
            self._client.call("ConfigSMSDestination", tn=tn, destinationType="POST", destination=url)
        else:
            self._client.call("ConfigSMSDestination", tn=tn, destinationType="NONE")

    def _sent(
        self,
        method: str,
        kind: MessageKind,
        sender: PhoneNumber,
        recipient: PhoneNumber,
        text: str,
        answer: dict[str, Any],
    ) -> Message:
        details = answer.get("MsgDetails") or {}
        if scalars.flag(details.get("success")) is False:
            said = self._client.redacted(details.get("data")) or self._client.redacted(details.get("status"))
            code = scalars.text(details.get("code"))[:20]
            raise faults.error(
                errors.Refused, messages.REFUSED, operation=method, code=code, values={"said": said[:300]}
            )
        remote_id = scalars.text(answer.get("Uuid")) or scalars.text(details.get("uuid"))
        if not remote_id:
            raise faults.error(
                errors.OutcomeUnknown, messages.ANSWER_LOST, operation=method, raw="no Uuid in the answer"
            )
        return Message(
            remote_id=remote_id,
            kind=kind,
            direction=Direction.OUTBOUND,
            sender=sender.e164,
            recipient=recipient.e164,
            text=text,
            at=datetime.now(UTC),
            state=STATES.get(scalars.text(details.get("status")).upper(), MessageState.UNKNOWN),
            raw=details,
        )


def _to(number: PhoneNumber) -> str:
    """Eleven digits with the leading 1, no plus (§4)."""
    try:
        return scalars.eleven_digits(number)
    except scalars.WrongShape as problem:
        reason = str(problem)
    raise faults.invalid("SendSMS", "recipient", reason)
