"""Bringing numbers from another carrier: fact sheet, section 12 (Port in)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from providers.values.media import File
from providers.values.messaging import Media
from providers.values.phone import PhoneNumber
from providers.values.porting import Portability, PortNote, PortOrder, PortRequest, PortState
from providers.voipms import scalars
from providers.voipms.client import Client
from providers.voipms.files import file_from
from providers.wire.redact import without_secrets

Row = Mapping[str, Any]

# The statuses of getLNPListStatus that were seen, and those that its labels let expect; the rest is UNKNOWN, its word is kept
_STATES: Mapping[str, PortState] = {
    "pending_approval": PortState.SUBMITTED,
    "submitted": PortState.SUBMITTED,
    "awaiting_documentation": PortState.NEEDS_ATTENTION,
    "on_hold": PortState.NEEDS_ATTENTION,
    "rejected": PortState.NEEDS_ATTENTION,
    "processing": PortState.IN_PROGRESS,
    "foc": PortState.FOC,
    "foc_received": PortState.FOC,
    "completed": PortState.COMPLETED,
    "cancelled": PortState.CANCELLED,
    "canceled": PortState.CANCELLED,
}
_TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")
_LOCAL_TYPES: Mapping[str, str] = {"US": "1", "CA": "2"}
_TOLL_FREE_TYPE = "3"


class VoipmsPorting:
    """The `Porting` port. `PortRequest.options`: parameters of addLNPPort, such as `tfType` or `isMobile` (NOTES.md)."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def check_portability(self, number: PhoneNumber) -> Portability:
        return self._client.one("getPortability", partial(portability_from, number), did=number)

    def list_ports(self) -> Iterator[PortOrder]:
        return self._client.read("getLNPList", port_from)

    def get_port(self, remote_id: str) -> PortOrder:
        return self._client.one("getLNPDetails", partial(details_from, remote_id), portid=remote_id)

    def submit_port(self, request: PortRequest) -> PortOrder:
        """The kind of port follows from the numbers and the address; the names of a person from the last word of the name."""
        answer = self._client.call("addLNPPort", **{**_fields(request), **request.options})
        return PortOrder(
            remote_id=scalars.told(answer.get("port")),
            state=PortState.SUBMITTED,
            numbers=request.numbers,
            raw=without_secrets(answer),
        )

    def attach(self, remote_id: str, document: Media) -> None:
        self._client.call("addLNPFile", portid=remote_id, file=document.content)

    def fetch_attachment(self, remote_id: str, attachment: str) -> File:
        return self._client.one(
            "getLNPAttach",
            lambda answer: file_from(answer.get("base64"), f"port-{remote_id}-{attachment}"),
            portid=remote_id,
            attachid=attachment,
        )


def portability_from(number: PhoneNumber, answer: Row) -> Portability:
    """An answer of getPortability; the plans that the number could have are told as messages."""
    plans = [scalars.text(plan.get("title")) for plan in _objects(answer.get("plans"))]
    return Portability(
        number=number,
        portable=scalars.flag(answer.get("portable")),
        messages=tuple(filter(None, plans)),
        raw=without_secrets(answer),
    )


def port_from(row: Row) -> PortOrder:
    """A row of getLNPList."""
    remote_id = scalars.text(row.get("portid"))
    if not remote_id:
        raise scalars.WrongShape("a port without its id")
    status = scalars.text(row.get("status"))
    return PortOrder(
        remote_id=remote_id,
        state=_state(status),
        numbers=_numbers(scalars.pieces(row.get("numbers"), ",")),
        status=status,
        foc_date=scalars.day(row.get("foc_date")),
        raw=without_secrets(row),
    )


def details_from(remote_id: str, answer: Row) -> PortOrder:
    """An answer of getLNPDetails. Its `id` was seen as 0, so the id that was asked for stays."""
    code, label = scalars.text(answer.get("post_status")), scalars.text(answer.get("post_status_description"))
    return PortOrder(
        remote_id=remote_id,
        state=_state(code),
        numbers=_numbers([each.get("did") for each in _objects(answer.get("numbers"))]),
        status=label or code,
        submitted_at=scalars.moment(answer.get("date")),
        foc_date=scalars.day(answer.get("focDate")),
        notes=tuple(_note(each) for each in _objects(answer.get("notes"))),
        attachments=tuple(filter(None, (scalars.text(each.get("id")) for each in _objects(answer.get("attachments"))))),
        raw=without_secrets(answer),
    )


def _fields(request: PortRequest) -> dict[str, Any]:
    address = request.address
    first, _, last = request.name.rpartition(" ")
    return {
        "portType": _port_type(request),
        "numbers": [scalars.digits(number) for number in request.numbers],
        "statementName": request.name,
        "firstName": first or last,
        "lastName": last,
        "address1": f"{address.street_number} {address.street}".strip(),
        "address2": f"{address.unit_type} {address.unit}".strip() or None,
        "city": address.city,
        "state": address.region,
        "zip": address.postal_code,
        "country": address.country,
        "providerName": request.losing_carrier,
        "providerAccount": request.account_number,
        "pin": request.pin or None,
    }


def _port_type(request: PortRequest) -> str:
    if all(number.national.startswith(_TOLL_FREE) for number in request.numbers):
        return _TOLL_FREE_TYPE
    return _LOCAL_TYPES.get(request.address.country, "")


def _state(status: str) -> PortState:
    """Codes come as `pending_approval` or as "Pending Approval"."""
    return _STATES.get(status.strip(" .").lower().replace(" ", "_"), PortState.UNKNOWN)


def _numbers(written: list[Any]) -> tuple[PhoneNumber, ...]:
    found = tuple(scalars.phone(each) for each in written)
    return tuple(number for number in found if number is not None)


def _note(row: Row) -> PortNote:
    at = scalars.moment(f"{scalars.text(row.get('date'))} {scalars.text(row.get('time'))}".strip())
    return PortNote(at=at, text=scalars.text(row.get("note")))


def _objects(value: object) -> list[dict[str, Any]]:
    """The objects of a part of an answer; what else is in it does not count."""
    return [each for each in scalars.items(value) if isinstance(each, dict)]
