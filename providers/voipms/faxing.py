"""Faxes and the numbers that receive them: fact sheet, section 12 (Fax)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from providers import errors
from providers.values.calls import Direction, Window
from providers.values.media import Fax, FaxNumber, FaxState, File
from providers.values.messaging import Media
from providers.values.phone import PhoneNumber
from providers.voipms import days, faults, messages, scalars
from providers.voipms.client import Client
from providers.voipms.files import file_from
from providers.wire.redact import without_secrets

Row = Mapping[str, Any]

_STATES: Mapping[str, FaxState] = {
    "FAILED": FaxState.FAILED,
    "FAILURE": FaxState.FAILED,
    "ERROR": FaxState.FAILED,
    "PENDING": FaxState.QUEUED,
    "QUEUED": FaxState.QUEUED,
    "SENDING": FaxState.QUEUED,
    "PROCESSING": FaxState.QUEUED,
}
_DONE = frozenset({"SUCCESS", "SENT", "RECEIVED", "COMPLETED"})


class VoipmsFaxing:
    """The `Faxing` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_fax_numbers(self) -> Iterator[FaxNumber]:
        return self._client.read("getFaxNumbersInfo", fax_number_from)

    def list_faxes(self, window: Window) -> Iterator[Fax]:
        """Of all folders."""
        for first, last in days.spans(window):
            found = self._client.read("getFaxMessages", fax_from, **{"from": first, "to": last})
            yield from (fax for fax in found if days.within(window, fax.at))

    def fetch_fax(self, fax: Fax) -> File:
        return self._client.one(
            "getFaxMessagePDF",
            lambda answer: file_from(answer.get("message_base64"), f"fax-{fax.remote_id}"),
            id=fax.remote_id,
        )

    def send_fax(self, sender: PhoneNumber, recipient: PhoneNumber, document: Media) -> Fax:
        """The service wants a sender's name: it is told the number. It tells no id, so `remote_id` stays empty."""
        answer = self._client.call(
            "sendFaxMessage",
            to_number=recipient,
            from_number=sender,
            from_name=scalars.digits(sender),
            file=document.content,
        )
        return Fax(
            remote_id=scalars.told(answer.get("id")),
            direction=Direction.OUTBOUND,
            sender=sender.e164,
            recipient=recipient.e164,
            at=None,
            state=FaxState.QUEUED,
            raw=without_secrets(answer),
        )

    def delete_fax(self, fax: Fax) -> None:
        self._client.call("deleteFaxMessage", id=fax.remote_id)

    def set_fax_emails(self, number: PhoneNumber, emails: Sequence[str]) -> None:
        """One address at most. Whether the fax itself is attached stays as it is."""
        if len(emails) > 1:
            raise faults.error(
                errors.Invalid,
                messages.NOT_SENT_INVALID,
                operation="setFaxNumberEmail",
                field="emails",
                values={"reason": "there may be one address at most"},
            )
        current = self._record(number)
        attach = scalars.flag(current.get("attach_file"))
        self._client.call(
            "setFaxNumberEmail",
            did=number,
            email=emails[0] if emails else "",
            email_enable=bool(emails),
            email_attach_file=True if attach is None else attach,
        )

    def _record(self, number: PhoneNumber) -> Row:
        found = self._client.read("getFaxNumbersInfo", lambda row: (scalars.phone(row.get("did")), row), did=number)
        for held, row in found:
            if held == number:
                return row
        raise faults.error(errors.NotFound, messages.NUMBER_NOT_THERE, operation="getFaxNumbersInfo", code="no_numbers")


def fax_number_from(row: Row) -> FaxNumber:
    number = scalars.phone(row.get("did"))
    if number is None:
        raise scalars.WrongShape("a number that is none")
    return FaxNumber(
        number=number,
        emails=tuple(scalars.pieces(row.get("email"), ",")) if scalars.flag(row.get("email_enabled")) else (),
        callback_url=scalars.text(row.get("url")) if scalars.flag(row.get("url_enabled")) else "",
        raw=without_secrets(row),
    )


def fax_from(row: Row) -> Fax:
    """A row of getFaxMessages. Faxes that were sent are in the folder SENT, or their description says OUTBOUND."""
    remote_id = scalars.text(row.get("id"))
    if not remote_id:
        raise scalars.WrongShape("a fax without its id")
    folder = scalars.text(row.get("folder"))
    outbound = folder.upper() in ("SENT", "OUTBOX") or "OUTBOUND" in scalars.text(row.get("description")).upper()
    status = scalars.text(row.get("status")).upper()
    done = FaxState.SENT if outbound else FaxState.RECEIVED
    return Fax(
        remote_id=remote_id,
        direction=Direction.OUTBOUND if outbound else Direction.INBOUND,
        sender=_party(scalars.caller_id(row.get("callerid"))[1]),
        recipient=_party(row.get("destination")),
        at=scalars.moment(row.get("date")),
        pages=scalars.whole(row.get("pages")),
        state=done if status in _DONE else _STATES.get(status, FaxState.UNKNOWN),
        folder=folder,
        raw=without_secrets(row),
    )


def _party(value: object) -> str:
    number = scalars.phone(value)
    return number.e164 if number else scalars.text(value)
