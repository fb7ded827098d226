"""Emergency calls: locations at an outside provider, the carrier's own copy of the live one, and the alerts.

Two truths (fact sheet, 5.3): `locations` are the provider's, `e911` is what the carrier has for a number. A request that is
taken is GEOCODED first; after a while the provider makes it PROVISIONED, or INVALID where the look-up did not find exactly
what was given. An address that is not found at all is INVALID at once, and on update911 the number has no live location then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.sandbox.voipinnovations.account import Account
from providers.sandbox.voipinnovations.features import MAIL
from providers.sandbox.voipinnovations.inventory import held, owned, save
from providers.sandbox.voipinnovations.refusal import REFUSED, Refused, nothing_found
from providers.sandbox.world.addresses import Address, Found, look_up
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, Any]

GEOCODED, PROVISIONED, INVALID, REPLACED = "GEOCODED", "PROVISIONED", "INVALID", "REMOVED"
NOT_YOURS, NO_LOCATION, LIVE_ALREADY = "909", "910", "911"
LOCATION_REMOVED, NOTHING_REMOVED, NO_LOCATIONS = "205100", "205200", "206200"
TOO_LONG, NOT_ENABLED, THERE_ALREADY, TOO_MANY = "940", "941", "942", "943"
LONGEST_ALERT, MOST_ALERTS = 150, 10
NO_TIME = "0001-01-01T00:00:00"
PROVINCES = frozenset(["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"])
ASKED = ("address1", "address2", "city", "state", "zip", "plusFour", "callerName")
BLANK = (
    "locationId",
    "address1",
    "address2",
    "city",
    "state",
    "zipCode",
    "plusFour",
    "callerName",
    "latitude",
    "longitude",
)
PLACEHOLDER = dict.fromkeys((*BLANK, "statusDescription", "orderId"), "")
DESCRIPTIONS = {
    GEOCODED: "Location has been geocoded",
    PROVISIONED: "Location is provisioned",
    INVALID: "Location could not be geocoded",
    REPLACED: "Location is no longer provisioned",
}
FIRST_LOCATION = 3_000_001


# ── Addresses ─────────────────────────────────────────────────────────────────────────


def validate(account: Account, method: Method, given: Given) -> Answer:
    """More lenient than what provisions: a postal code of the next street and a missing unit pass."""
    if not _found(given).lenient:
        raise nothing_found()
    return {}


def _found(given: Given) -> Found:
    number, _, street = given["address1"].partition(" ")
    unit_type, _, unit = given["address2"].partition(" ")
    return look_up(
        Address(
            number=number,
            street=street,
            city=given["city"],
            region=given["state"],
            postal_code=given["zip"],
            country="CA" if given["state"].upper() in PROVINCES else "US",
            unit_type=unit_type if unit else "",
            unit=unit or unit_type,
        )
    )


# ── Locations ─────────────────────────────────────────────────────────────────────────


def new_location(account: Account, did: str, given: Given) -> Document:
    """Kept with what the provider makes of it at once: GEOCODED or INVALID."""
    number, found = account.next_id("locations", FIRST_LOCATION), _found(given)
    known = bool(found.exact or found.lenient)
    now = account.moment.isoformat()
    location = {
        "id": str(number),
        "did": did,
        **{name: given[name] for name in ASKED},
        "exact": found.exact,
        "latitude": f"{40 + number % 900 / 1000:.6f}" if known else "",
        "longitude": f"-{73 + number % 700 / 1000:.6f}" if known else "",
        "status": GEOCODED if known else INVALID,
        "near": "; ".join(f"{near.number} {near.street}, {near.city} {near.region}" for near in found.alternates),
        "order": str(number + 4_000_000),
        "added": now,
        "activated": "",
        "updated": now,
    }
    account.write("locations", location["id"], location)
    return location


def add_location(account: Account, method: Method, given: Given) -> Answer:
    """Geocoded only; provisionLocation makes it live."""
    _mine(account, given["did"])
    return {"VILocations": [_provider_copy(account, new_location(account, given["did"], given))]}


def get_locations(account: Account, method: Method, given: Given) -> Answer:
    found = [_provider_copy(account, row) for row in _locations(account, given["did"])]
    nothing = {**PLACEHOLDER, "statusCode": NO_LOCATIONS, "activatedTime": NO_TIME, "updateTime": NO_TIME}
    return {"VILocations": found or [nothing]}


def provision_location(account: Account, method: Method, given: Given) -> Answer:
    location = _location(account, given)
    if location["status"] == PROVISIONED:
        raise Refused(LIVE_ALREADY, "The location is provisioned already")
    if location["status"] == INVALID:
        raise Refused("904", DESCRIPTIONS[INVALID])
    _send(account, location)
    return _status("100", "Location sent to be provisioned")


def remove_location(account: Account, method: Method, given: Given) -> Answer:
    location = _location(account, given)
    account.remove("locations", location["id"])
    live = account.row("e911", location["did"])
    if live is not None and live["location"] == location["id"]:
        account.remove("e911", location["did"])
    return _status(LOCATION_REMOVED, "Location removed")


def history(account: Account, method: Method, given: Given) -> Answer:
    """Every location ever provisioned, replaced ones too."""
    _mine(account, given["did"])
    found = [_provider_copy(account, row) for row in _locations(account, given["did"]) if row["activated"]]
    if not found:
        raise nothing_found()
    return {"VILocations": found}


def _mine(account: Account, did: str) -> None:
    """The account's number, or one that was once and still has a record."""
    if owned(account, did) is None and account.row("e911", did) is None:
        raise Refused(NOT_YOURS, "This number is not yours")


def _locations(account: Account, did: str) -> list[Document]:
    return [row for row in account.rows("locations") if row["did"] == did]


def _location(account: Account, given: Given) -> Document:
    _mine(account, given["did"])
    location = account.row("locations", given["locationId"])
    if location is None or location["did"] != given["did"]:
        raise Refused(NO_LOCATION, "The location does not exist")
    return location


# ── The live record of a number ───────────────────────────────────────────────────────


def insert(account: Account, method: Method, given: Given) -> Answer:
    did = given["did"]
    if owned(account, did) is None:
        raise Refused(NOT_YOURS, "This number is not yours")
    if account.row("e911", did) is not None:
        raise Refused(LIVE_ALREADY, "A location exists already")
    _send(account, new_location(account, did, given))
    return _status("100", "Location added")


def update(account: Account, method: Method, given: Given) -> Answer:
    """An INVALID address leaves the number without a live one."""
    _mine(account, given["did"])
    if account.row("e911", given["did"]) is None:
        raise Refused(NO_LOCATION, "The number has no location")
    _send(account, new_location(account, given["did"], given))
    return _status("100", "Location updated")


def _send(account: Account, location: Document) -> None:
    """Give a location to the provider: what was live is so no more, and the rest is told later."""
    for other in _locations(account, location["did"]):
        if other["status"] == PROVISIONED:
            account.write(
                "locations", other["id"], {**other, "status": REPLACED, "updated": account.moment.isoformat()}
            )
    record = {"did": location["did"], "location": location["id"], "status": location["status"]}
    account.write("e911", location["did"], record)
    if location["status"] == GEOCODED:
        account.later(account.settings.provisioning_seconds, "location_settles", id=location["id"])


def location_settles(account: Account, entry: Document) -> None:
    """The provider has made up its mind."""
    location = account.row("locations", entry["id"])
    record = account.row("e911", location["did"]) if location else None
    if location is None or record is None or record["location"] != location["id"] or location["status"] != GEOCODED:
        return
    now = account.moment.isoformat()
    status = PROVISIONED if location["exact"] else INVALID
    account.write(
        "locations", location["id"],
        {**location, "status": status, "activated": now if location["exact"] else "", "updated": now},
    )  # fmt: skip
    account.write("e911", location["did"], {**record, "status": status})


def remove(account: Account, method: Method, given: Given) -> Answer:
    did = given["did"]
    _mine(account, did)
    record = account.row("e911", did)
    if record is None:
        return _status(NOTHING_REMOVED, "Nothing removed")
    location = account.row("locations", record["location"])
    if location is not None:
        changed = {"status": REPLACED, "updated": account.moment.isoformat()}
        account.write("locations", location["id"], {**location, **changed})
    account.remove("e911", did)
    return _status("100", "Success")


def query(account: Account, method: Method, given: Given) -> Answer:
    """The carrier's copy and the provider's."""
    _mine(account, given["did"])
    record = account.row("e911", given["did"])
    location = account.row("locations", record["location"]) if record else None
    if record is None or location is None:
        raise nothing_found()
    return {
        "DID911s": [_carrier_copy(account, record, location)],
        "VILocations": [_provider_copy(account, location)],
    }


def audit(account: Account, method: Method, given: Given) -> Answer:
    """Off-net numbers too."""
    records = [(record, account.row("locations", record["location"])) for record in account.rows("e911")]
    found = [_carrier_copy(account, record, location) for record, location in records if location]
    if not found:
        raise nothing_found()
    return {"DID911s": found}


def _status(code: str, description: str) -> Answer:
    return {"Statuses": [{"code": code, "description": description}]}


def _carrier_copy(account: Account, record: Document, location: Document) -> Document:
    """ZIP and extension in one, trailing blanks after the name, Eastern times."""
    zip_code, plus_four = location["zip"], location["plusFour"]
    return {
        **_common(location),
        "tn": record["did"],
        "callerName": f"{location['callerName']:<32}",
        "zipCode": f"{zip_code}-{plus_four}" if plus_four else zip_code,
        "activatedTime": account.eastern(location["activated"]) if location["activated"] else None,
        "dateAdded": account.eastern(location["added"]),
    }


def _provider_copy(account: Account, location: Document) -> Document:
    return {
        **_common(location),
        "callerName": location["callerName"],
        "zipCode": location["zip"],
        "plusFour": location["plusFour"],
        "orderId": location["order"],
        "activatedTime": account.utc(location["activated"]) if location["activated"] else NO_TIME,
        "updateTime": account.utc(location["updated"]),
    }


def _common(location: Document) -> Document:
    status, near = location["status"], location["near"]
    told = DESCRIPTIONS[status] + (f". Nearest: {near}" if status == INVALID and near else "")
    return {
        "locationId": location["id"],
        **{name: location[name] for name in ("address1", "address2", "city", "state", "latitude", "longitude")},
        "statusCode": status,
        "statusDescription": told,
    }


# ── Alerts ────────────────────────────────────────────────────────────────────────────


def add_alert(account: Account, method: Method, given: Given) -> Answer:
    row, email = _with_911(account, method, given["tn"]), given["email"]
    if len(email) > LONGEST_ALERT:
        raise Refused(TOO_LONG, f"The address is longer than {LONGEST_ALERT} characters")
    if not MAIL.fullmatch(email):
        raise Refused(REFUSED, "This is no e-mail address")
    if email in row["alerts"]:
        raise Refused(THERE_ALREADY, "The address is there already")
    if len(row["alerts"]) >= MOST_ALERTS:
        raise Refused(TOO_MANY, f"There are {MOST_ALERTS} addresses already")
    save(account, row, alerts=[*row["alerts"], email])
    return {}


def remove_alert(account: Account, method: Method, given: Given) -> Answer:
    row = _with_911(account, method, given["tn"])
    if given["email"] not in row["alerts"]:
        raise nothing_found()
    save(account, row, alerts=[each for each in row["alerts"] if each != given["email"]])
    return {}


def query_alerts(account: Account, method: Method, given: Given) -> Answer:
    """All addresses in one text."""
    alerts = _with_911(account, method, given["tn"])["alerts"]
    if not alerts:
        raise nothing_found()
    return {"Alerts": [",".join(alerts)]}


def _with_911(account: Account, method: Method, tn: str) -> Document:
    row = held(account, method, tn)
    if account.row("e911", tn) is None:
        raise Refused(NOT_ENABLED, "911 is not enabled on this number")
    return row
