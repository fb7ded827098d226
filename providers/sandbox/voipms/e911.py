"""Emergency addresses of numbers, checked with the world's address database.

e911Validate asks less than e911Provision: a wrong postal code or a missing unit passes the one and not the other. What
is provisioned is pending for two minutes; what is handed to people (e911ProvisionManually) for a day, and then active when
the address or one like it exists. A near-miss is refused with the addresses that may be meant: as words in `description`,
and as rows in `alternates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.dids import held
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.addresses import STREETS, Address, Found, look_up
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

COLLECTION = "e911"
PENDING, ACTIVE = "1", "2"  # the inner status of e911Info; what each number means is inferred
CHECK_SECONDS, MANUAL_SECONDS = 120, 86_400
FEE = Decimal("1.50")  # US dollars, for the first month
FIELDS = (
    "full_name", "street_number", "street_name", "address_type", "address_number", "city", "state", "zip_code", "country",
    "language", "email", "other_info",
)  # fmt: skip
LANGUAGES = frozenset(["EN", "FR"])


def validate(account: Account, method: Method, given: Given) -> Answer:
    held(account, given["did"])
    _check(given)
    found = _looked_up(given)
    if not found.lenient:
        raise _refused("invalid_address", found)
    return {}


def provision(account: Account, method: Method, given: Given) -> Answer:
    number, _ = held(account, given["did"])
    _check(given)
    _check_not_pending(account, number)
    found = _looked_up(given)
    if not found.exact:
        raise _refused("no_provision", found)
    _submit(account, number, given, CHECK_SECONDS)
    return {}


def provision_by_hand(account: Account, method: Method, given: Given) -> Answer:
    """Whatever the address, people look at it."""
    number, _ = held(account, given["did"])
    _check(given)
    _check_not_pending(account, number)
    _submit(account, number, given, MANUAL_SECONDS)
    return {}


def update(account: Account, method: Method, given: Given) -> Answer:
    number, _ = held(account, given["did"])
    _check(given)
    _enabled(account, number)
    _check_not_pending(account, number)
    found = _looked_up(given)
    if not found.exact:
        raise _refused("no_provision_update", found)
    _submit(account, number, given, CHECK_SECONDS)
    return {}


def cancel(account: Account, method: Method, given: Given) -> Answer:
    number, row = held(account, given["did"])
    _enabled(account, number)
    _check_not_pending(account, number)
    account.remove(COLLECTION, number)
    account.write("dids", number, {**row, "e911": "0"})
    return {}


def info(account: Account, method: Method, given: Given) -> Answer:
    """With a status of its own beside the address."""
    number, _ = held(account, given["did"])
    record = _enabled(account, number)
    return {"info": {field.name: record.get(field.name, "") for field in method.fields}}


def request_ends(account: Account, entry: Document) -> None:
    """What was pending is active; what people could not find is gone."""
    record = account.row(COLLECTION, entry["did"])
    number = account.row("dids", entry["did"])
    if record is None or number is None or record["status"] != PENDING:
        return
    found = _looked_up(record)
    if found.lenient or found.alternates:
        account.write(COLLECTION, entry["did"], {**record, "status": ACTIVE})
        account.write("dids", entry["did"], {**number, "e911": "1"})
    else:
        account.remove(COLLECTION, entry["did"])
        account.write("dids", entry["did"], {**number, "e911": "0"})


def bear(account: Account) -> None:
    """An address for each number that says it has one."""
    for position, number in enumerate(row for row in account.rows("dids") if row["e911"] == "1"):
        street = STREETS[position % len(STREETS)]
        record = {
            "did": number["did"],
            "status": ACTIVE,
            "full_name": "Nordphone",
            "street_number": str(street.low + position % (street.high - street.low)),
            "street_name": street.street,
            "address_type": "Suite" if street.units else "",
            "address_number": str(100 + position) if street.units else "",
            "city": street.city,
            "state": street.region,
            "zip_code": street.postal_code,
            "country": street.country,
            "language": "FR" if street.region == "QC" else "EN",
            "email": "e911@example.com",
            "other_info": "",
        }
        account.write(COLLECTION, number["did"], record)


def _check(given: Given) -> None:
    if given["country"].upper() not in {"US", "CA"}:
        raise Status("invalid_country")
    if given.get("language") and given["language"].upper() not in LANGUAGES:
        raise Status("invalid_language")


def _enabled(account: Account, number: str) -> Document:
    record = account.row(COLLECTION, number)
    if record is None:
        raise Status("e911_disabled")
    return record


def _check_not_pending(account: Account, number: str) -> None:
    record = account.row(COLLECTION, number)
    if record is not None and record["status"] == PENDING:
        raise Status("e911_pending")


def _submit(account: Account, number: str, given: Given, seconds: int) -> None:
    """The first month is charged when the number had no address."""
    if account.row(COLLECTION, number) is None:
        if not account.can_pay(FEE):
            raise Status("non_sufficient_funds")
        account.charge(FEE, kind="E911", description=f"E911 Fee: {number}")
    record = {name: given.get(name, "") for name in FIELDS}
    account.write(COLLECTION, number, {"did": number, "status": PENDING, **record})
    account.later(seconds, "e911_request_ends", did=number)


def _looked_up(given: Given) -> Found:
    return look_up(
        Address(
            number=given["street_number"],
            street=given["street_name"],
            city=given["city"],
            region=given["state"],
            postal_code=given["zip_code"],
            country=given["country"],
            unit_type=given.get("address_type", ""),
            unit=given.get("address_number", ""),
        )
    )


def _refused(code: str, found: Found) -> Status:
    meant = [_spelt(address) for address in found.alternates]
    if found.missing_unit:
        return Status(code, description="An apartment or suite number is needed", alternates=meant)
    if not meant:
        return Status(code, description="The address was not found")
    words = "; ".join(" ".join(value for value in address.values() if value) for address in meant)
    return Status(code, description=f"Did you mean: {words}", alternates=meant)


def _spelt(address: Address) -> dict[str, str]:
    """An address under the names that the calls take."""
    return {
        "street_number": address.number,
        "street_name": address.street,
        "address_type": address.unit_type,
        "address_number": address.unit,
        "city": address.city,
        "state": address.region,
        "zip_code": address.postal_code,
        "country": address.country,
    }
