"""Faxes: get_faxes, delete_faxes, and the numbers that take them. Never deleted by date: that is all faxes of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from providers.values.calls import Direction, Window
from providers.values.media import Fax, FaxNumber, FaxState, File
from providers.values.messaging import Media
from providers.values.phone import PhoneNumber
from providers.values.routing import RouteKind
from providers.voicemeup import faults, files, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.dids import CHAIN, options_of
from providers.voicemeup.envelope import Row
from providers.wire.redact import without_secrets

_KEY = "call_fax_id"
_ENABLE = CHAIN[RouteKind.FAX][0]
_DIRECTIONS: Mapping[str, Direction] = {"inbound": Direction.INBOUND, "outbound": Direction.OUTBOUND}
_STATES: Mapping[str, FaxState] = {
    "pending": FaxState.QUEUED,
    "processing": FaxState.QUEUED,
    "paused": FaxState.QUEUED,
    "failed": FaxState.FAILED,
    "cancelled": FaxState.FAILED,
}


class VoicemeupFaxing:
    """The `Faxing` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_fax_numbers(self) -> Iterator[FaxNumber]:
        """Numbers whose calls go to a fax profile. Where that mails them to is not told."""
        rows = (row for row in self._client.rows("get_dids") if _ENABLE in options_of(row))
        return self._client.values("get_dids", rows, fax_number_from)

    def list_faxes(self, window: Window) -> Iterator[Fax]:
        """The whole list is read, as it can be asked for by no date; one whose time is not told is not left out."""
        for found in self._client.read("get_faxes", fax_from, status="enabled"):
            if found.at is None or window.start <= found.at < window.end:
                yield found

    def fetch_fax(self, fax: Fax) -> File:
        return files.fetch(self._client, "get_faxes", _KEY, fax.remote_id)

    def send_fax(self, sender: PhoneNumber, recipient: PhoneNumber, document: Media) -> Fax:
        raise faults.unsupported("send_fax")

    def delete_fax(self, fax: Fax) -> None:
        self._client.do("delete_faxes", call_fax_id=fax.remote_id)

    def set_fax_emails(self, number: PhoneNumber, emails: Sequence[str]) -> None:
        raise faults.unsupported("set_fax_emails")


def fax_number_from(row: Row) -> FaxNumber:
    number = scalars.phone(row.get("phone_number"))
    if number is None:
        raise scalars.WrongShape("a number that is none")
    return FaxNumber(number=number, raw=without_secrets(row))


def fax_from(row: Row) -> Fax:
    remote_id = scalars.text(row.get(_KEY))
    if not remote_id:
        raise scalars.WrongShape("a fax without its id")
    direction = _DIRECTIONS.get(scalars.text(row.get("direction")), Direction.UNKNOWN)
    return Fax(
        remote_id=remote_id,
        direction=direction,
        sender=scalars.text(row.get("source")),
        recipient=scalars.text(row.get("destination")),
        at=scalars.moment(row.get("date"), row.get("time")),
        pages=scalars.whole(row.get("pages")),
        state=_state(scalars.text(row.get("transmission_status")), direction),
        raw=without_secrets(row),
    )


def _state(said: str, direction: Direction) -> FaxState:
    if said == "completed":
        return {Direction.INBOUND: FaxState.RECEIVED, Direction.OUTBOUND: FaxState.SENT}.get(
            direction, FaxState.UNKNOWN
        )
    return _STATES.get(said, FaxState.UNKNOWN)
