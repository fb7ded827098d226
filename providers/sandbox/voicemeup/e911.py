"""Emergency locations. Validating asks less than provisioning: a postal code of the next street, or a unit that lacks, passes
the first and not the second. What is provisioned is pending for a while.
"""

from __future__ import annotations

from datetime import timedelta

from providers.sandbox.voicemeup import places
from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.voicemeup.texts import message
from providers.sandbox.world.addresses import Address, Found, look_up
from providers.sandbox.world.store import Document

PENDING_FOR = timedelta(minutes=10)
FIRST_ID = 88_310
NOBODY = "no_e911_endpoint_found"
SHOWN = (
    "client_endpoint_id", "phone_number", "first_name", "last_name", "civic_number", "street", "city", "state_code",
    "state_id", "country_code", "country_id", "postal_code", "language", "address_type", "address_type_number",
    "client_peer_ids", "is_default", "status",
)  # fmt: skip


def get_e911(account: Account, given: dict[str, str]) -> Answer:
    """All locations when none is named."""
    rows = account.rows("endpoints")
    if given.get("client_endpoint_id") or given.get("phone_number"):
        rows = [_chosen(account, given)]
    records = [{name: row[name] for name in SHOWN} for row in rows]
    return Answer(records=tuple(records), element="endpoint_details", container="endpoints")


def validate_e911(account: Account, given: dict[str, str]) -> Answer:
    address = _address(given)
    found = look_up(address)
    if not found.lenient:
        raise _refusal(address, found)
    return Answer(element="alternate_address")


def update_e911(account: Account, given: dict[str, str]) -> Answer:
    """One location a number: a second time changes it, and it is pending again. The first is the default one."""
    if not _owns(account, given["phone_number"]):
        raise Refused("phone_number_not_found")
    address = _address(given)
    found = look_up(address)
    if not found.exact or found.found is None:
        raise _refusal(address, found)
    before = _by_number(account, given["phone_number"])
    row = provision(account, given, found.found, before)
    account.later("e911_provisioned", PENDING_FOR, client_endpoint_id=row["client_endpoint_id"], since=row["_since"])
    return Answer(records=({"client_endpoint_id": row["client_endpoint_id"]},), element="endpoint_details")


def provision(account: Account, given: dict[str, str], address: Address, before: Document | None) -> Document:
    state = places.state(address.region, address.country)
    canadian = address.country == "CA"
    row = {
        "client_endpoint_id": before["client_endpoint_id"] if before else account.next_id("endpoints", FIRST_ID),
        "phone_number": given["phone_number"],
        "first_name": given["first_name"],
        "last_name": given["last_name"],
        "civic_number": address.number,
        "street": address.street,
        "city": address.city,
        "state_code": address.region,
        "state_id": state.id if state else "",
        "country_code": address.country,
        "country_id": places.country_id(address.country),
        "postal_code": address.postal_code,
        "language": (given.get("language") or account.settings.language) if canadian else "en",
        "address_type": given.get("address_type", ""),
        "address_type_number": given.get("address_type_number", ""),
        "client_peer_ids": before["client_peer_ids"] if before else [],
        "is_default": before["is_default"] if before else "0" if account.rows("endpoints") else "1",
        "status": "pending",
        "_since": account.now.isoformat(),
    }
    account.write("endpoints", row["client_endpoint_id"], row)
    return row


def delete_e911(account: Account, given: dict[str, str]) -> Answer:
    """The default one goes last; then calls to 911 cost extra, which a notice tells."""
    row = _chosen(account, given)
    if row["is_default"] == "1" and len(account.rows("endpoints")) > 1:
        raise Refused("entry_is_default_endpoint")
    account.remove("endpoints", row["client_endpoint_id"])
    last = not account.rows("endpoints")
    return Answer(messages=(message("last_endpoint_was_deleted", account.language),) if last else ())


def associate_e911(account: Account, given: dict[str, str]) -> Answer:
    """A peer has one location: the last one that it was associated with."""
    peer = _peer(account, given)
    row = _chosen(account, given)
    _dissolve(account, peer)
    fresh = account.row("endpoints", row["client_endpoint_id"]) or row
    account.write(
        "endpoints", row["client_endpoint_id"], {**fresh, "client_peer_ids": [*fresh["client_peer_ids"], peer]}
    )
    return Answer()


def disassociate_e911(account: Account, given: dict[str, str]) -> Answer:
    peer = _peer(account, given)
    if not any(peer in row["client_peer_ids"] for row in account.rows("endpoints")):
        raise Refused(NOBODY)
    _dissolve(account, peer)
    return Answer()


def _dissolve(account: Account, peer: str) -> None:
    for row in account.rows("endpoints"):
        if peer in row["client_peer_ids"]:
            left = [each for each in row["client_peer_ids"] if each != peer]
            account.write("endpoints", row["client_endpoint_id"], {**row, "client_peer_ids": left})


# ── Which one is meant ────────────────────────────────────────────────────────────────


def _chosen(account: Account, given: dict[str, str]) -> Document:
    """By endpoint id, which wins, by DID id, or by number."""
    if given.get("client_endpoint_id"):
        row = account.row("endpoints", given["client_endpoint_id"])
        if row is None:
            raise Refused("client_endpoint_id_not_found")
        return row
    number = given.get("phone_number", "")
    if given.get("client_did_id"):
        did = account.row("dids", given["client_did_id"])
        if did is None:
            raise Refused("client_did_id_not_found")
        number = did["phone_number"]
    if not _owns(account, number):
        raise Refused("phone_number_not_found")
    row = _by_number(account, number)
    if row is None:
        raise Refused(NOBODY)
    return row


def _by_number(account: Account, number: str) -> Document | None:
    return next((row for row in account.rows("endpoints") if row["phone_number"] == number), None)


def _owns(account: Account, number: str) -> bool:
    return any(did["phone_number"] == number for did in account.rows("dids"))


def _peer(account: Account, given: dict[str, str]) -> str:
    if account.row("peers", given["client_peer_id"]) is None:
        raise Refused("client_peer_id_not_found")
    return given["client_peer_id"]


# ── Addresses ─────────────────────────────────────────────────────────────────────────


def _address(given: dict[str, str]) -> Address:
    """Codes win over ids."""
    country = given.get("country_code", "").upper() or places.country_code(given.get("country_id", ""))
    if not places.country_id(country):
        raise Refused("country_not_found")
    named = places.state_by_id(given.get("state_id", ""))
    region = given.get("state_code", "").upper() or (named.code if named else "")
    if places.state(region, country) is None:
        raise Refused("state_not_found")
    return Address(
        number=given["civic_number"], street=given["street"], city=given["city"], region=region,
        postal_code=given["postal_code"], country=country, unit_type=given.get("address_type", ""),
        unit=given.get("address_type_number", ""),
    )  # fmt: skip


def _refusal(address: Address, found: Found) -> Refused:
    """With addresses to choose from, where there are some that differ from what was asked."""
    if found.missing_unit and found.found and _squeezed(found.found.postal_code) == _squeezed(address.postal_code):
        return Refused("address_type_number_not_found")
    if not found.alternates:
        return Refused("street_not_found")
    return Refused(
        "alternate_address_provided",
        records=[_told(each) for each in found.alternates], element="alternate_address",
        container="alternate_addresses",
    )  # fmt: skip


def _squeezed(postal_code: str) -> str:
    return postal_code.replace(" ", "").upper()


def _told(address: Address) -> Record:
    return {
        "civic_number": address.number, "street": address.street, "city": address.city, "state_code": address.region,
        "country_code": address.country, "postal_code": address.postal_code,
    }  # fmt: skip
