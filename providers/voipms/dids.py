"""Numbers of a VoIP.ms account: getDIDsInfo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from providers import errors
from providers.values.dids import Did
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers
from providers.voipms import faults, messages, scalars
from providers.voipms.client import Client
from providers.wire.redact import without_secrets

_BILLING: Mapping[int | None, str] = {1: "per_minute", 2: "flat"}
# The provinces and states that end a description such as "MONTREAL, QC"
_REGIONS: Mapping[str, str] = {
    "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
    "US": "AL AK AZ AR CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR "
    "PA PR RI SC SD TN TX UT VA VT WA WI WV WY",
}
_COUNTRY_OF = {region: country for country, regions in _REGIONS.items() for region in regions.split()}


class VoipmsDids:
    """The `Dids` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_owned(self) -> Iterator[Did]:
        """All numbers in one request: the service has no pages here."""
        return self._client.read("getDIDsInfo", did_from)

    def get(self, number: PhoneNumber) -> Did:
        (found,) = self._client.values("getDIDsInfo", [record(self._client, number)], did_from)
        return found


def record(client: Client, number: PhoneNumber) -> dict[str, Any]:
    """The service's whole record of one number; `NotFound` when the account does not hold it."""
    wanted = scalars.digits(number)
    for row in client.rows("getDIDsInfo", did=number):
        if scalars.phone(row.get("did")) == number:
            return row
    raise faults.error(
        errors.NotFound, messages.NUMBER_NOT_THERE, operation="getDIDsInfo", code="no_did", values={"number": wanted}
    )


def did_from(row: Mapping[str, Any]) -> Did:
    """A row of getDIDsInfo as a value. `monthly` stays None: the service tells what a reseller charges, not what it costs."""
    number = scalars.phone(row.get("did"))
    if number is None:
        raise scalars.WrongShape("a number that is none")
    description = scalars.text(row.get("description"))
    country, region = _place(description)
    return Did(
        number=number,
        description=description,
        country=country,
        region=region,
        route=scalars.route(row.get("routing")),
        failovers=Failovers(
            busy=scalars.route(row["failover_busy"]) if "failover_busy" in row else None,
            unreachable=scalars.route(row["failover_unreachable"]) if "failover_unreachable" in row else None,
            no_answer=scalars.route(row["failover_noanswer"]) if "failover_noanswer" in row else None,
        ),
        voicemail=scalars.id_or_none(row.get("voicemail")),
        pop=scalars.text(row.get("pop")),
        ring_seconds=scalars.whole(row.get("dialtime")),
        cnam_lookup=scalars.flag(row.get("cnam")),
        e911=scalars.flag(row.get("e911")),
        sms_available=scalars.flag(row.get("sms_available")),
        sms_enabled=scalars.flag(row.get("sms_enabled")),
        mms_available=scalars.flag(row.get("mms_available")),
        recording=scalars.flag(row.get("record_calls")),
        caller_id_prefix=scalars.text(row.get("callerid_prefix")),
        note=scalars.text(row.get("note")),
        billing=_BILLING.get(scalars.whole(row.get("billing_type")), ""),
        next_billing=scalars.day(row.get("next_billing")),
        ordered_at=scalars.moment(row.get("order_date")),
        remote_client=scalars.id_or_none(row.get("reseller_account")),
        raw=without_secrets(row),
    )


def _place(description: str) -> tuple[str, str]:
    """(country, region) from "MONTREAL, QC"; empty where the description names no province or state."""
    region = description.rpartition(",")[2].strip().upper()
    country = _COUNTRY_OF.get(region, "")
    return country, region if country else ""
