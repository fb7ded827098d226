"""Whether a number can be brought: get_ratecenter_exchanges, the portability check of VoiceMeUp."""

from __future__ import annotations

from collections.abc import Iterator

from providers.values.media import File
from providers.values.messaging import Media
from providers.values.phone import PhoneNumber
from providers.values.porting import Portability, PortOrder, PortRequest
from providers.voicemeup import faults, scalars
from providers.voicemeup.client import Client
from providers.wire.redact import without_secrets


class VoicemeupPorting:
    """The `Porting` port: the check only, ports are ordered by hand."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def check_portability(self, number: PhoneNumber) -> Portability:
        """By the number's exchange. None where the service does not know the exchange, or the number has none."""
        if number.country_code != 1:
            return Portability(number=number, portable=None)
        digits = number.national
        rows = self._client.ask("get_ratecenter_exchanges", npa=digits[:3], nxx=digits[3:6]).records
        row = next((row for row in rows if scalars.text(row.get("nxx")) in ("", digits[3:6])), None)
        if row is None:
            return Portability(number=number, portable=None)
        place = scalars.text(row.get("ratecenter"))
        return Portability(
            number=number,
            portable=scalars.flag(row.get("portability")),
            messages=(place,) if place else (),
            raw=without_secrets(row),
        )

    def list_ports(self) -> Iterator[PortOrder]:
        raise faults.unsupported("list_ports")

    def get_port(self, remote_id: str) -> PortOrder:
        raise faults.unsupported("get_port")

    def submit_port(self, request: PortRequest) -> PortOrder:
        raise faults.unsupported("submit_port")

    def attach(self, remote_id: str, document: Media) -> None:
        raise faults.unsupported("attach")

    def fetch_attachment(self, remote_id: str, attachment: str) -> File:
        raise faults.unsupported("fetch_attachment")
