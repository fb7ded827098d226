"""Numbers that come from other carriers (LNP).

A port is looked at for a day. With a file it goes on to processing, with a date five days away, and on that date the
numbers are the account's; without one it waits for documents, until a file comes. A provider account of 0000 is what the
other carrier does not know: rejected. Numbers arrive routed to the main login, with SMS off.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from providers.sandbox.seed import PLACES, TOLL_FREE, Place
from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.voipms.days import EASTERN
from providers.sandbox.voipms.dids import ten_digits
from providers.sandbox.voipms.numbers import new_did
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

COLLECTION = "ports"
FIRST_ID = 40_000
PENDING, DOCUMENTS, PROCESSING, COMPLETED, REJECTED = (
    "pending_approval", "awaiting_documentation", "processing", "completed", "rejected",
)  # fmt: skip
# Code → label. Three codes were seen, the other two are inferred. The empty key stands first, as published.
LABELS = {
    "": "All",
    PENDING: "Pending Approval",
    DOCUMENTS: "Awaiting Documentation",
    PROCESSING: "Processing",
    COMPLETED: "Completed",
    REJECTED: "Rejected",
}
APPROVAL_SECONDS = 86_400
TRANSFER = timedelta(days=5)
UNKNOWN_ACCOUNT = "0000"
TOLL_FREE_TYPE = "3"
COUNTRY_OF_TYPE = {"1": "US", "2": "CA", "4": "US", "5": "CA"}
WRONG_COUNTRY = {"US": "invalid_number_us", "CA": "invalid_number_canadian"}
TOLL_FREE_CODES = frozenset(place.area_code for place in TOLL_FREE)
LARGEST_FILE = 8 * 1024 * 1024
STARTS = {b"%PDF": "pdf", b"\xff\xd8\xff": "jpg", b"BM": "bmp", b"PK\x03\x04": "docx", b"\xd0\xcf\x11\xe0": "doc"}
KEPT = (
    "portType", "isPartial", "locationType", "isMobile", "pin", "btn", "services", "tfType", "statementName", "firstName",
    "lastName", "address1", "address2", "city", "zip", "state", "country", "providerName", "providerAccount", "imei",
)  # fmt: skip
PLANS = (
    {"title": "Per Minute Plan", "pricePerMonth": "0.85", "pricePerMin": "0.009"},
    {"title": "Flat Rate Plan", "pricePerMonth": "4.25", "pricePerMin": "0.00"},
)


# ── Asking for a port ─────────────────────────────────────────────────────────────────


def portability(account: Account, method: Method, given: Given) -> Answer:
    """Numbers of the places that the service serves can come, with or without texting."""
    number = ten_digits(given["did"])
    if len(number) != 10:
        raise Status("invalid_did")
    place = _place(number)
    return {
        "portable": "yes" if place else "no",
        "sms": "yes" if place and place.region else "no",
        "plans": list(PLANS),
    }


def add_port(account: Account, method: Method, given: Given) -> Answer:
    numbers = _checked_numbers(account, given)
    key = account.next_id(COLLECTION, FIRST_ID)
    port = {
        "id": key,
        "numbers": numbers,
        **{name: given.get(name, "") for name in KEPT},
        "customer_notes": given.get("notes", ""),
        "status": PENDING,
        "at": account.moment.isoformat(),
        "foc": "",
        "notes": [],
        "files": [],
    }
    account.write(COLLECTION, key, port)
    account.later(APPROVAL_SECONDS, "port_moves", id=key)
    return {"port": int(key) if account.settings.drift else key}


def _checked_numbers(account: Account, given: Given) -> list[str]:
    numbers = [ten_digits(number) for number in given["numbers"].split(",") if number.strip()]
    if not numbers or any(len(number) != 10 for number in numbers):
        raise Status("missing_numbers")
    free = {number[:3] in TOLL_FREE_CODES for number in numbers}
    if len(free) > 1:
        raise Status("invalid_mixed_numbers")
    if (given["portType"] == TOLL_FREE_TYPE) != free.pop():
        raise Status("invalid_tfnumber_porttype" if given["portType"] == TOLL_FREE_TYPE else "invalid_number_porttype")
    country = COUNTRY_OF_TYPE.get(given["portType"], "")
    for number in numbers:
        place = _place(number)
        if place is None:
            raise Status("invalid_number_porttype")
        if country and place.country != country:
            raise Status(WRONG_COUNTRY[country])
        if _is_here(account, number):
            raise Status("invalid_number_exist")
    return numbers


def _is_here(account: Account, number: str) -> bool:
    """A number of this service's, or on its way to it."""
    others = [Account(account.world, login) for login in account.world.logins(PROVIDER)]
    return any(
        other.row("dids", number) is not None
        or any(number in port["numbers"] and port["status"] != REJECTED for port in other.rows(COLLECTION))
        for other in others
    )


def _place(number: str) -> Place | None:
    return next((place for place in (*PLACES, *TOLL_FREE) if place.area_code == number[:3]), None)


# ── What happens later ────────────────────────────────────────────────────────────────


def port_moves(account: Account, entry: Document) -> None:
    port = account.row(COLLECTION, entry["id"])
    if port is None:
        return
    if port["status"] == PENDING:
        _approve(account, port)
    elif port["status"] == PROCESSING:
        for number in port["numbers"]:
            _arrive(account, number)
        _move(account, port, COMPLETED, "The numbers are active on your account.")


def _approve(account: Account, port: Document) -> None:
    if port["providerAccount"] == UNKNOWN_ACCOUNT:
        _move(account, port, REJECTED, "The current carrier does not know this account number.")
    elif not port["files"]:
        _move(account, port, DOCUMENTS, "Please attach a recent invoice of your current carrier.")
    else:
        foc = account.moment + TRANSFER
        _move(account, port, PROCESSING, "The current carrier has confirmed the date.", foc=foc.isoformat())
        account.later(TRANSFER.total_seconds(), "port_moves", id=port["id"])


def _move(account: Account, port: Document, status: str, note: str, **changes: str) -> None:
    noted = {"note": note, "at": account.moment.isoformat()}
    account.write(COLLECTION, port["id"], {**port, **changes, "status": status, "notes": [*port["notes"], noted]})


def _arrive(account: Account, number: str) -> None:
    place = _place(number)
    if place is None:
        return
    row = new_did(number, place, account.moment) | {"routing": f"account:{account.main}", "sms_enabled": "0"}
    account.write("dids", number, row)
    account.add_line("did", number)
    account.world.stock.take(f"1{number}", account.owner)


def bear(account: Account) -> None:
    """One port that is done, one that waits for its date, and one that was rejected."""
    if account.settings.calls_per_day < 100:
        return
    for status, days, number in (
        (COMPLETED, 30, "4165550149"),
        (PROCESSING, 3, "5145550188"),
        (REJECTED, 12, "2125550187"),
    ):
        key = account.next_id(COLLECTION, FIRST_ID)
        at = account.moment - timedelta(days=days)
        foc = at + TRANSFER + timedelta(days=1)
        port = {
            **dict.fromkeys(KEPT, ""),
            "id": key, "numbers": [number], "portType": "1" if number.startswith("212") else "2", "statementName": "Nordphone",
            "firstName": "Élise", "lastName": "Gagnon", "address1": "120 RUE SAINT-VIATEUR OUEST", "city": "MONTREAL",
            "state": "QC", "zip": "H2T 2L1", "country": "CA", "providerName": "Laurentide Télécom", "providerAccount": "884-201",
            "customer_notes": "", "status": status, "at": at.isoformat(), "foc": "" if status == REJECTED else foc.isoformat(),
            "notes": [{"note": f"{LABELS[status]}.", "at": (at + timedelta(days=1)).isoformat()}], "files": [],
        }  # fmt: skip
        account.write(COLLECTION, key, port)
        if status == PROCESSING:
            account.later((foc - account.moment).total_seconds(), "port_moves", id=key)


# ── Files ─────────────────────────────────────────────────────────────────────────────


def add_file(account: Account, method: Method, given: Given) -> Answer:
    """PDF, Word, BMP or JPG, in base64."""
    port = _found(account, given)
    content, kind = _decoded(given["file"])
    key = account.next_id("port_files", 700)
    account.write("port_files", key, {"id": key, "port": port["id"], "type": kind, "data": given["file"]})
    filed = {"id": key, "type": kind, "bytes": str(len(content))}
    waited = port["status"] == DOCUMENTS
    account.write(
        COLLECTION,
        port["id"],
        {**port, "files": [*port["files"], filed], "status": PENDING if waited else port["status"]},
    )
    if waited:
        account.later(APPROVAL_SECONDS, "port_moves", id=port["id"])
    return {"attachment": int(key) if account.settings.drift else key}


def _decoded(text: str) -> tuple[bytes, str]:
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Status("no_base64file") from None
    if len(content) > LARGEST_FILE:
        raise Status("exceeds_file_size")
    kind = next((kind for start, kind in STARTS.items() if content.startswith(start)), None)
    if kind is None:
        raise Status("invalid_attach_file")
    return content, kind


def list_files(account: Account, method: Method, given: Given) -> Answer:
    files = _found(account, given)["files"]
    if not files:
        raise Status("no_attachments")
    return {"list": [{"attachid": file["id"], "type": file["type"], "size": file["bytes"]} for file in files]}


def get_file(account: Account, method: Method, given: Given) -> Answer:
    port = _found(account, given)
    kept = account.row("port_files", given["attachid"])
    if kept is None or kept["port"] != port["id"]:
        raise Status("invalid_attachid")
    size = next(file["bytes"] for file in port["files"] if file["id"] == kept["id"])
    return {"type": kept["type"], "size": size, "base64": kept["data"]}


# ── Reading ───────────────────────────────────────────────────────────────────────────


def list_ports(account: Account, method: Method, given: Given) -> Answer:
    """One, or with an id of 0 all; the newest first. The days are of the date of the transfer."""
    status = given.get("portStatus", "")
    if status not in LABELS:
        raise Status("invalid_port_status")
    ports = [_found(account, given)] if int(given.get("portid") or 0) else list(reversed(account.rows(COLLECTION)))
    rows = [_row(port) for port in ports if status in {"", port["status"]} and _is_within(port, given)]
    return {"list": rows}


def _is_within(port: Document, given: Given) -> bool:
    day, first, last = _day(port["foc"]), given.get("startDate", ""), given.get("endDate", "")
    return (not first and not last) or (day != "" and (not first or first <= day) and (not last or day <= last))


def _row(port: Document) -> Document:
    """`foc_date` is false while there is none."""
    day = _day(port["foc"])
    return {
        "portid": port["id"],
        "numbers": ",".join(port["numbers"]),
        "foc_date": day or False,
        "status": port["status"],
    }


def get_status(account: Account, method: Method, given: Given) -> Answer:
    port = _found(account, given)
    return {"post_status": port["status"], "post_status_description": LABELS[port["status"]]}


def get_notes(account: Account, method: Method, given: Given) -> Answer:
    return {"list": _notes(_found(account, given))}


def get_details(account: Account, method: Method, given: Given) -> Answer:
    port = _found(account, given)
    places = {number: _place(number) for number in port["numbers"]}
    return {
        **{field.name: port.get(field.name, "") for field in method.fields if field.where == "top"},
        "numbers": [
            {"did": number, "rateCenter": place.centre if place else "", "state": place.region if place else ""}
            for number, place in places.items()
        ],
        "mobileInfo": port["imei"],
        "notes": _notes(port),
        "post_status": port["status"],
        "post_status_description": LABELS[port["status"]],
        "date": f"{_local(port['at']):%Y-%m-%d %H:%M:%S}",
        "focDate": _day(port["foc"]),
        "attachments": [{**file, "description": "Signed Invoice"} for file in port["files"]],
    }


def list_states(account: Account, method: Method, given: Given) -> Answer:
    return {"list_status": dict(LABELS)}


def _found(account: Account, given: Given) -> Document:
    port = account.row(COLLECTION, str(int(given["portid"])))
    if port is None:
        raise Status("invalid_portingid")
    return port


def _notes(port: Document) -> list[Document]:
    local = [(note["note"], _local(note["at"])) for note in port["notes"]]
    return [{"note": text, "date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M:%S}"} for text, at in local]


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(EASTERN)


def _day(moment: str) -> str:
    return f"{_local(moment):%Y-%m-%d}" if moment else ""
