"""Port Porting: check a number, follow ports. Ordering one is work of the Back Office (fact sheet §5.6)."""

from __future__ import annotations

from collections.abc import Iterator

from providers import errors
from providers.values.media import File
from providers.values.messaging import Media
from providers.values.phone import PhoneNumber
from providers.values.porting import Portability, PortOrder, PortRequest, PortState
from providers.voipinnovations import faults, messages, scalars
from providers.voipinnovations.client import Client
from providers.voipinnovations.scalars import Row

# How words of a status begin; "PENDING SIGNATURE" is the one that was seen.
STATES = (
    ("CANCEL", PortState.CANCELLED),
    ("INCOMPLETE", PortState.NEEDS_ATTENTION),
    ("COMPLETE", PortState.COMPLETED),
    ("REJECT", PortState.NEEDS_ATTENTION),
    ("SIGNATURE", PortState.NEEDS_ATTENTION),
    ("EXCEPTION", PortState.NEEDS_ATTENTION),
    ("FOC", PortState.FOC),
    ("SUBMITTED", PortState.SUBMITTED),
    ("PENDING", PortState.IN_PROGRESS),
    ("PROGRESS", PortState.IN_PROGRESS),
)


class VoipinnovationsPorting:
    def __init__(self, client: Client) -> None:
        self._client = client

    def check_portability(self, number: PhoneNumber) -> Portability:
        """The answer always carries an empty port: only IsPortable counts."""
        try:
            answer = self._client.call("isPortable", tn=scalars.ten_digits(number))
        except scalars.WrongShape:
            return Portability(number=number, portable=False)
        said = scalars.text(answer.get("responseMessage"))
        return Portability(
            number=number,
            portable=scalars.flag(answer.get("IsPortable")),
            messages=(said,) if said and said != "Success" else (),
        )

    def list_ports(self) -> Iterator[PortOrder]:
        answer = self._client.call("getActivePorts")
        rows = scalars.rows(answer, "ActivePorts", "PortDetail")
        one = answer.get("PortDetails")
        if not rows and isinstance(one, dict) and scalars.whole(one.get("id")):
            rows = [one]  # whether the list or this element is used is not settled (§10)
        return self._client.values("getActivePorts", rows, port_from)

    def get_port(self, remote_id: str) -> PortOrder:
        if not remote_id.isdigit():
            raise faults.error(errors.NotFound, messages.NOT_THERE, operation="getPortDetails")
        found = self._client.call("getPortDetails", portId=remote_id).get("PortDetails")
        if not isinstance(found, dict) or not scalars.whole(found.get("id")):
            raise faults.error(errors.NotFound, messages.NOT_THERE, operation="getPortDetails")
        return next(self._client.values("getPortDetails", [found], port_from))

    def submit_port(self, request: PortRequest) -> PortOrder:
        raise faults.unsupported("submit_port")

    def attach(self, remote_id: str, document: Media) -> None:
        raise faults.unsupported("attach")

    def fetch_attachment(self, remote_id: str, attachment: str) -> File:
        raise faults.unsupported("fetch_attachment")


def port_from(row: Row) -> PortOrder:
    remote_id = scalars.whole(row.get("id"))
    if not remote_id:
        raise scalars.WrongShape("a port without its id")
    status = scalars.text(row.get("status"))
    foc = scalars.moment(row.get("focDate"))
    numbers = (scalars.phone(scalars.text(each.get("tn"))) for each in scalars.rows(row, "dids", "PortDID"))
    return PortOrder(
        remote_id=str(remote_id),
        state=scalars.state_of(status, STATES, PortState.UNKNOWN),
        status=status,
        numbers=tuple(number for number in numbers if number is not None),
        submitted_at=scalars.moment(row.get("submittedDate")),
        foc_date=foc.date() if foc else None,
    )
