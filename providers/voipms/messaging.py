"""Text messages: getSMS, getMMS, sendSMS, sendMMS and their kin; fact sheet, sections 4, 6, 7 and 12.

SMS and MMS are two series of ids, listed each on its own.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import unquote_plus

from providers import errors
from providers.values.calls import Direction, Window
from providers.values.messaging import Media, Message, MessageKind, MessageState, MessagingLimits
from providers.values.phone import PhoneNumber
from providers.voipms import days, dids, faults, messages, scalars
from providers.voipms.callbacks import template
from providers.voipms.client import Client
from providers.wire.redact import without_secrets

LISTED = 5000  # rows asked for at once: without it 50 come; there are no pages
LARGEST_FILES = 3

Row = Mapping[str, Any]

_LISTINGS: Mapping[MessageKind, str] = {MessageKind.SMS: "getSMS", MessageKind.MMS: "getMMS"}
_IDS: Mapping[MessageKind, str] = {MessageKind.SMS: "sms", MessageKind.MMS: "mms"}
_DELETIONS: Mapping[MessageKind, str] = {MessageKind.SMS: "deleteSMS", MessageKind.MMS: "deleteMMS"}
_DIRECTIONS: Mapping[str, Direction] = {"1": Direction.INBOUND, "0": Direction.OUTBOUND}
# Seen in carrier_status, in small letters without the full stop
_STATES: Mapping[str, MessageState] = {
    "message delivered to handset": MessageState.DELIVERED,
    "delivered": MessageState.DELIVERED,
    "received": MessageState.RECEIVED,
    "information not available": MessageState.SENT,
    "": MessageState.SENT,
}
_ENCODED = re.compile(r"[\w.~+-]*(?:%[0-9A-Fa-f]{2}[\w.~+-]*)*", re.ASCII)


class VoipmsMessaging:
    """The `Messaging` port."""

    limits = MessagingLimits(
        sms_characters=160, mms_characters=2048, mms_files=LARGEST_FILES, mms_bytes=1_300_000 * LARGEST_FILES
    )

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_messages(self, window: Window, *, number: PhoneNumber | None = None) -> Iterator[Message]:
        """SMS, then MMS. The addresses of an MMS's files may be missing here; `get_message` asks for them."""
        for kind in MessageKind:
            for first, last in days.spans(window):
                found = self._client.values(
                    _LISTINGS[kind], self._rows(kind, first, last, number), partial(self._message, kind)
                )
                yield from (message for message in found if days.within(window, message.at))

    def get_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> Message:
        """Of the last 92 days: the service wants days with an id, too."""
        today = datetime.now(UTC).astimezone(scalars.EASTERN).date()
        given = {_IDS[kind]: remote_id, "from": today - timedelta(days=days.LONGEST - 2), "to": today + days.MARGIN}
        for message in self._client.read(_LISTINGS[kind], partial(self._message, kind), **given):
            if message.remote_id == remote_id:
                return self._with_media(message)
        raise faults.error(errors.NotFound, messages.NOT_THERE, operation=_LISTINGS[kind], code="no_sms")

    def send_sms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str) -> Message:
        answer = self._client.call("sendSMS", did=sender, dst=recipient, message=text)
        return _sent(MessageKind.SMS, answer, sender, recipient, text)

    def send_mms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str, media: Sequence[Media | str]) -> Message:
        """At most three files, each a file or an address. An empty text goes as a space: the service wants one."""
        if len(media) > LARGEST_FILES:
            raise faults.error(
                errors.Invalid,
                messages.NOT_SENT_INVALID,
                operation="sendMMS",
                field="media",
                values={"reason": f"there may be {LARGEST_FILES} files at most"},
            )
        files = {f"media{position}": _file(each) for position, each in enumerate(media, start=1)}
        answer = self._client.call("sendMMS", did=sender, dst=recipient, message=text or " ", **files)
        return _sent(MessageKind.MMS, answer, sender, recipient, text)

    def delete_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> None:
        self._client.call(_DELETIONS[kind], id=remote_id)

    def set_callback(self, number: PhoneNumber, url: str) -> None:
        """The service fills variables into the address; where it holds none, those of `callbacks.py` are added to it."""
        current = dids.record(self._client, number)
        wanted: dict[str, Any] = {"url_callback_enable": bool(url), "url_callback": template(url) if url else ""}
        if url:
            wanted["url_callback_retry"] = True
        dids.save_sms(self._client, number, current, wanted)

    def _rows(self, kind: MessageKind, first: date, last: date, number: PhoneNumber | None) -> Iterator[Any]:
        """All rows of some days. An answer that is full may leave some out: then by halves, down to single days."""
        given = {"from": first, "to": last, "limit": LISTED, "did": number}
        try:
            found = self._client.items(_LISTINGS[kind], **given)
        except errors.NotFound as problem:
            if problem.code != "invalid_did":  # SMS is off for this number
                raise
            found = []
        if len(found) < LISTED:
            yield from found
            return
        if first == last:
            raise self._client.unreadable(_LISTINGS[kind], f"more than {LISTED} messages on {first}", found[:1])
        middle = first + (last - first) // 2
        yield from self._rows(kind, first, middle, number)
        yield from self._rows(kind, middle + timedelta(days=1), last, number)

    def _message(self, kind: MessageKind, item: object) -> Message:
        return message_from(kind, scalars.row(item), spelling=self._client.catalog.options["message_text"])

    def _with_media(self, message: Message) -> Message:
        if message.kind is not MessageKind.MMS:
            return message
        found = self._client.one(
            "getMediaMMS", lambda answer: _addresses(answer.get("media")), id=message.remote_id, media_as_array=True
        )
        return message if not found else replace(message, media=found)


def message_from(kind: MessageKind, row: Row, *, spelling: str = "auto") -> Message:
    """A row of getSMS or getMMS. `spelling` of the text: "plain", "plus" (as in an address), or "auto" to tell by its look."""
    remote_id = scalars.text(row.get("id"))
    if not remote_id:
        raise scalars.WrongShape("a message without its id")
    direction = _DIRECTIONS.get(scalars.text(row.get("type")), Direction.UNKNOWN)
    ours, theirs = _party(row.get("did")), _party(row.get("contact"))
    inbound = direction is Direction.INBOUND
    return Message(
        remote_id=remote_id,
        kind=kind,
        direction=direction,
        sender=theirs if inbound else ours,
        recipient=ours if inbound else theirs,
        text=_text(row.get("message"), spelling),
        at=scalars.moment(row.get("date")),
        state=MessageState.RECEIVED if inbound else _state(row.get("carrier_status")),
        media=_media(row),
        raw=without_secrets(row),
    )


def _sent(kind: MessageKind, answer: Row, sender: PhoneNumber, recipient: PhoneNumber, text: str) -> Message:
    """The id may be missing; the message went out all the same."""
    return Message(
        remote_id=scalars.told(answer.get(_IDS[kind])),
        kind=kind,
        direction=Direction.OUTBOUND,
        sender=sender.e164,
        recipient=recipient.e164,
        text=text,
        state=MessageState.SENT,
        raw=without_secrets(answer),
    )


def _file(media: Media | str) -> str:
    if isinstance(media, str):
        return media
    return f"data:{media.content_type};base64,{base64.b64encode(media.content).decode('ascii')}"


def _party(value: object) -> str:
    number = scalars.phone(value)
    return number.e164 if number else scalars.text(value)


def _state(value: object) -> MessageState:
    return _STATES.get(scalars.text(value).lower().rstrip("."), MessageState.UNKNOWN)


def _text(value: object, spelling: str) -> str:
    """Text that holds no space and nothing that an address could not hold is taken for encoded when it has "+" or "%"."""
    written = value if isinstance(value, str) else scalars.text(value)
    looks_encoded = _ENCODED.fullmatch(written) is not None and re.search(r"\w\+\w|%", written) is not None
    if spelling == "plus" or (spelling == "auto" and looks_encoded):
        return unquote_plus(written)
    return written


def _media(row: Row) -> tuple[str, ...]:
    columns = [row.get(f"col_media{position}") for position in range(1, LARGEST_FILES + 1)]
    return tuple(dict.fromkeys(address for value in (*columns, row.get("media")) for address in _addresses(value)))


def _addresses(value: object) -> tuple[str, ...]:
    """One address, a list of them, or an object keyed by index."""
    if isinstance(value, dict):
        value = list(value.values())
    return tuple(scalars.pieces(value, ","))
