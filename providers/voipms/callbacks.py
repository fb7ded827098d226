"""What VoIP.ms sends to us: messages by URL callback or webhook, faxes by POST; fact sheet, section 10. Nothing is signed.

A URL callback is a GET of an address that we composed ourselves: `template` says how, `parse` reads the same names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.errors import MessageError
from email.parser import BytesParser
from email.policy import HTTP
from hashlib import sha256
from typing import Any

import msgspec

from providers import errors
from providers.values.callbacks import CallbackRequest, Event, EventKind, Subscription
from providers.values.calls import Direction
from providers.values.media import Fax, FaxState
from providers.values.messaging import Message, MessageKind, MessageState
from providers.voipms import faults, messages, scalars
from providers.wire.redact import without_secrets

# The parameters of our address, and the variables that the service puts in their place
VARIABLES: Mapping[str, str] = {
    "id": "{ID}",
    "from": "{FROM}",
    "to": "{TO}",
    "message": "{MESSAGE}",
    "files": "{MEDIA}",
    "date": "{TIMESTAMP}",
}
LARGEST = 32 * 1024 * 1024  # bytes; a fax is a few megabytes


def template(url: str) -> str:
    """The address to give to the service: with variables, unless it has some of its own."""
    if "{" in url:
        return url
    variables = "&".join(f"{name}={variable}" for name, variable in VARIABLES.items())
    return f"{url}{'&' if '?' in url else '?'}{variables}"


class VoipmsCallbacks:
    """The `Callbacks` port. Answer `ok`: anything else brings a URL callback again after 30 minutes."""

    def parse(self, request: CallbackRequest, *, secret: str = "") -> tuple[Event, ...]:
        """Never `verified`. The clock of {TIMESTAMP} is not documented, so `Event.at` stays unknown."""
        try:
            return (_event(request),)
        except (ValueError, MessageError, RecursionError) as problem:
            reason = f"{request.method}: {problem}"[:200]
        raise faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation="callback", raw=reason)

    def list_subscriptions(self) -> Iterator[Subscription]:
        raise faults.unsupported("list_subscriptions")

    def subscribe(self, kind: str, url: str, *, secret: str = "") -> Subscription:
        raise faults.unsupported("subscribe")

    def unsubscribe(self, remote_id: str) -> None:
        raise faults.unsupported("unsubscribe")


def _event(request: CallbackRequest) -> Event:
    if len(request.body) > LARGEST:
        raise ValueError("too long")
    if request.method.upper() != "POST":
        return _url_callback(request.query)
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() == "multipart/form-data":
        return _fax(_form(content_type, request.body))
    document = msgspec.json.decode(request.body)
    return _webhook(document)


def _url_callback(query: Mapping[str, str]) -> Event:
    """A variable that the service does not know stays as it was typed: then it is empty."""
    given = {
        name: "" if query.get(name) == variable else query.get(name, "").strip() for name, variable in VARIABLES.items()
    }
    files = tuple(scalars.pieces(given["files"], ","))
    return _incoming(
        remote_id=given["id"],
        kind=MessageKind.MMS if files else MessageKind.SMS,
        sender=given["from"],
        recipient=given["to"],
        text=given["message"],
        media=files,
        raw=dict(query),
    )


def _webhook(document: Any) -> Event:
    """`data.payload` with `from`, `to`, `text` and `id`; other members may come and are kept."""
    payload = _member(_member(document, "data"), "payload")
    to = payload.get("to")
    recipient = to[0] if isinstance(to, list) and to else to
    files = tuple(
        scalars.text(each.get("url") if isinstance(each, dict) else each)
        for each in scalars.items(payload.get("media"))
    )
    return _incoming(
        remote_id=scalars.text(payload.get("id")),
        kind=MessageKind.MMS if files else MessageKind.SMS,
        sender=_phone_number(payload.get("from")),
        recipient=_phone_number(recipient),
        text=scalars.text(payload.get("text")),
        media=files,
        raw=document,
    )


def _incoming(
    *,
    remote_id: str,
    kind: MessageKind,
    sender: str,
    recipient: str,
    text: str,
    media: tuple[str, ...],
    raw: Mapping[str, Any],
) -> Event:
    if not sender or not recipient:
        raise ValueError("no sender or no recipient")
    message = Message(
        remote_id=remote_id,
        kind=kind,
        direction=Direction.INBOUND,
        sender=_e164(sender),
        recipient=_e164(recipient),
        text=text,
        state=MessageState.RECEIVED,
        media=media,
    )
    # SMS and MMS count on their own; without an id, what the message says tells a repetition
    told = remote_id or sha256(repr((sender, recipient, text, media)).encode()).hexdigest()[:32]
    return Event(
        kind=EventKind.MESSAGE,
        remote_id=f"{kind.value}:{told}",
        verified=False,
        message=message,
        raw=without_secrets(raw),
    )


def _fax(form: Mapping[str, bytes]) -> Event:
    """Fields `from` and `to`, file field `pdf`; there is no id, so the content is one.

    Where the number is set to attach none, no repetition can be told from another fax: then the event has no id.
    """
    sender, recipient = (form.get(name, b"").decode("utf-8").strip() for name in ("from", "to"))
    pdf = form.get("pdf", b"")
    if not recipient:
        raise ValueError("no fax in it")
    remote_id = sha256(pdf + sender.encode() + recipient.encode()).hexdigest()[:32] if pdf else ""
    fax = Fax(
        remote_id=remote_id,
        direction=Direction.INBOUND,
        sender=_e164(sender),
        recipient=_e164(recipient),
        at=None,
        state=FaxState.RECEIVED,
    )
    raw = {"from": sender, "to": recipient, "bytes": len(pdf)}
    return Event(
        kind=EventKind.FAX, remote_id=f"fax:{remote_id}" if remote_id else "", verified=False, fax=fax, raw=raw
    )


def _form(content_type: str, body: bytes) -> dict[str, bytes]:
    parsed = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode("ascii") + b"\r\n\r\n" + body)
    if not parsed.is_multipart():
        raise ValueError("not a form")
    found: dict[str, bytes] = {}
    for part in parsed.iter_parts():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = content
    return found


def _member(document: Any, name: str) -> dict[str, Any]:
    found = document.get(name) if isinstance(document, dict) else None
    if not isinstance(found, dict):
        raise ValueError(f"no {name}")
    return found


def _phone_number(value: Any) -> str:
    return scalars.text(value.get("phone_number") if isinstance(value, dict) else value)


def _e164(written: str) -> str:
    number = scalars.phone(written)
    return number.e164 if number else written
