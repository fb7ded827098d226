"""Faxes sent and received, as PDF; their folders; and e-mail to fax.

What becomes of a sent fax is read from the recipient's last two digits: 98 does not answer (FAILED), 97 fails at once
(sent_fail); all others take it within a minute. Faxes arrive of their own accord, twice a day.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from providers.sandbox.seed import PLACES
from providers.sandbox.voipms import fax_numbers
from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.callbacks import tell_of_fax
from providers.sandbox.voipms.days import EASTERN, LONGEST_RANGE, eastern_day, written
from providers.sandbox.voipms.dids import ten_digits
from providers.sandbox.voipms.ordering import is_test, stocked
from providers.sandbox.voipms.status import Status
from providers.sandbox.world import audio
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

COLLECTION, FOLDERS, MAILERS = "faxes", "fax_folders", "email_to_fax"
ALL, INBOX, SENT = "ALL", "INBOX", "SENT"
BUILT_IN = {"1": INBOX, "2": SENT}
SENDING_SECONDS, ARRIVAL_SECONDS = 60, 43_200
PAGE_PRICE = Decimal("0.05")  # US dollars
LARGEST = 10 * 1024 * 1024
NO_ANSWER, FAILS = "98", "97"
STARTS = (b"%PDF", b"II*\x00", b"MM\x00*", b"\xff\xd8\xff", b"\x89PNG", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"GIF8")


# ── Sending and receiving ─────────────────────────────────────────────────────────────


def send(account: Account, method: Method, given: Given) -> Answer:
    """From a number of the account, fax or voice. With `test` all is checked and nothing is sent."""
    to, sender = ten_digits(given["to_number"]), ten_digits(given["from_number"])
    if len(to) != 10:
        raise Status("invalid_to_number")
    if account.row("dids", sender) is None and all(
        row["did"] != sender for row in account.rows(fax_numbers.COLLECTION)
    ):
        raise Status("invalid_from_number")
    content = _decoded(given["file"])
    if to.endswith(FAILS):
        raise Status("sent_fail")
    if is_test(given):
        return {}
    fax = _keep(
        account, SENT, f"{given['from_name']} <{sender}>", given.get("station_id") or sender, to, "OUTBOUND FAX", content,
        "SENDING", account.moment,
    )  # fmt: skip
    account.later(SENDING_SECONDS, "fax_ends", id=fax["id"], email=_receipt(given))
    return {}


def _receipt(given: Given) -> str:
    return given.get("send_email", "") if given.get("send_email_enabled") == "1" else ""


def _decoded(text: str) -> bytes:
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Status("no_base64file") from None
    if len(content) > LARGEST:
        raise Status("exceeds_file_size")
    if not content.startswith(STARTS):
        raise Status("invalid_file")
    return content


def fax_ends(account: Account, entry: Document) -> None:
    """Charged by the page when it went through."""
    fax = account.row(COLLECTION, entry["id"])
    if fax is None:
        return
    status = "FAILED" if fax["destination"].endswith(NO_ANSWER) else "SUCCESS"
    total = PAGE_PRICE * int(fax["pages"]) if status == "SUCCESS" else Decimal(0)
    account.write(COLLECTION, fax["id"], {**fax, "status": status, "total": f"{total:.3f}"})
    if total:
        account.charge(total, kind="FAX", description=f"Fax to {fax['destination']}")
    if entry["email"]:
        account.mail(entry["email"], "Fax report", fax["id"])


def fax_arrives(account: Account, entry: Document) -> None:
    """Somebody faxes of their own accord; the next one follows hours later."""
    account.later(ARRIVAL_SECONDS, "fax_arrives", number=entry["number"] + 1)
    numbers = account.rows(fax_numbers.COLLECTION)
    if numbers:
        random = Random(f"{account.world.seed}:{account.owner}:fax:{entry['number']}")
        number = random.choice(numbers)
        fax = _receive(account, number["did"], random, account.moment)
        tell_of_fax(account, number, fax, base64.b64decode(fax["pdf"]))
        if number["email_enabled"] == "1" and number["email"]:
            account.mail(number["email"], "New fax", fax["id"])


def _receive(account: Account, did: str, random: Random, at: datetime) -> Document:
    caller = f"514555{random.randrange(100, 200):04d}"
    name = random.choice(("Labo Dentaire Nord", "Cabinet Vasseur", "Transport Leduc"))
    lines = [f"{name}", f"Fax: {caller}", f"To: {did}", f"{at:%Y-%m-%d %H:%M}", "", "Purchase order / Bon de commande"]
    return _keep(account, INBOX, f"{name} <{caller}>", caller, did, "INBOUND FAX", audio.pdf(lines), "SUCCESS", at)


def _keep(
    account: Account, folder: str, caller: str, station: str, to: str, description: str, content: bytes, status: str,
    at: datetime,
) -> Document:  # fmt: skip
    """A file that is no PDF is kept as the PDF that the service would make of it."""
    key = account.next_id(COLLECTION, 5000)
    pdf = content if content.startswith(b"%PDF") else audio.pdf([caller, f"To: {to}", f"{len(content)} bytes"])
    pages = max(1, content.count(b"/Type /Page ") + content.count(b"/Type /Page\n"))
    fax = {
        "id": key, "folder": folder, "at": at.isoformat(), "callerid": caller, "stationid": station, "destination": to,
        "description": description, "pages": str(pages), "seconds": 38 * pages, "status": status, "rate": "0.000",
        "total": "0.000", "msg": "", "pdf": base64.b64encode(pdf).decode(),
    }  # fmt: skip
    account.write(COLLECTION, key, fax)
    return fax


def bear(account: Account) -> None:
    """Two numbers for faxes with some faxes in, and the first of what arrives."""
    random = Random(f"{account.world.seed}:{account.owner}:faxes")
    for place in (PLACES[0], PLACES[16]):
        free = account.world.stock.free(area_code=place.area_code)
        number = free[-7][0][1:]
        account.world.stock.take(stocked(number), account.owner)
        fax_numbers.add(account, number, place, {"email": "fax@rosemont.example", "email_enable": "1"})
        for hours in (400, 90, 30, 0):
            _receive(account, number, random, account.moment - timedelta(hours=hours))
    account.write(FOLDERS, "101", {"id": "101", "name": "Commandes"})
    account.write("counters", FOLDERS, {"last": 101})
    number = account.rows(fax_numbers.COLLECTION)[0]["id"]
    _write_mailer(
        account, "60", {"auth_email": "commandes@rosemont.example", "from_number_id": number, "security_code": "4417"}
    )
    account.later(ARRIVAL_SECONDS, "fax_arrives", number=1)


# ── Messages ──────────────────────────────────────────────────────────────────────────


def get_faxes(account: Account, method: Method, given: Given) -> Answer:
    """Newest first; days are Eastern, today when none is given."""
    today = account.moment.astimezone(EASTERN).date()
    first = date.fromisoformat(given["from"]) if given.get("from") else today
    last = date.fromisoformat(given["to"]) if given.get("to") else today
    if first > last or last - first > LONGEST_RANGE:
        raise Status("invalid_daterange")
    start, end = eastern_day(first)[0].isoformat(), eastern_day(last)[1].isoformat()
    folder = _folder_name(account, given.get("folder") or ALL)
    key = given.get("id", "")
    found = [
        fax
        for fax in account.rows(COLLECTION)
        if (fax["id"] == key if key else start <= fax["at"] < end and folder in {ALL, fax["folder"]})
    ]
    if not found:
        raise Status("no_message")
    rows = [_row(account, fax) for fax in sorted(found, key=lambda fax: (fax["at"], fax["id"]), reverse=True)]
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in rows]}


def _row(account: Account, fax: Document) -> Document:
    duration = f"{fax['seconds'] // 60}:{fax['seconds'] % 60:02d}"
    return {**fax, "date": written(account, datetime.fromisoformat(fax["at"]), None), "duration": duration}


def get_pdf(account: Account, method: Method, given: Given) -> Answer:
    return {"message_base64": _found(account, given["id"])["pdf"]}


def mail_pdf(account: Account, method: Method, given: Given) -> Answer:
    account.mail(given["email"], "Fax", _found(account, given["id"])["id"])
    return {"message_status": "message_sent"}


def delete(account: Account, method: Method, given: Given) -> Answer:
    fax = _found(account, given["id"])
    if not is_test(given):
        account.remove(COLLECTION, fax["id"])
    return {}


def move(account: Account, method: Method, given: Given) -> Answer:
    fax = _found(account, given["fax_id"], "invalid_fax_id")
    folder = _folders(account).get(given["folder_id"])
    if folder is None:
        raise Status("invalid_folder_id")
    if not is_test(given):
        account.write(COLLECTION, fax["id"], {**fax, "folder": folder})
    return {}


def _found(account: Account, key: str, code: str = "invalid_id") -> Document:
    fax = account.row(COLLECTION, key)
    if fax is None:
        raise Status(code)
    return fax


# ── Folders ───────────────────────────────────────────────────────────────────────────


def _folders(account: Account) -> dict[str, str]:
    return BUILT_IN | {row["id"]: row["name"] for row in account.rows(FOLDERS)}


def _folder_name(account: Account, asked: str) -> str:
    """By its name or its id."""
    folders = _folders(account)
    if asked not in {ALL, *folders, *folders.values()}:
        raise Status("invalid_folder")
    return folders.get(asked, asked)


def get_folders(account: Account, method: Method, given: Given) -> Answer:
    folders = _folders(account)
    if given.get("id") and given["id"] not in folders:
        raise Status("invalid_id")
    return {
        method.list_key: [
            {"id": key, "name": name} for key, name in folders.items() if given.get("id", "") in {"", key}
        ]
    }


def set_folder(account: Account, method: Method, given: Given) -> Answer:
    """With an id it is renamed, with what is in it."""
    key = given.get("id", "")
    if key and account.row(FOLDERS, key) is None:
        raise Status("invalid_id")
    if given["name"] in _folders(account).values():
        raise Status("invalid_name")
    if is_test(given):
        return {}
    if key:
        _refile(account, _folders(account)[key], given["name"])
    key = key or account.next_id(FOLDERS, 101)
    account.write(FOLDERS, key, {"id": key, "name": given["name"]})
    return {}


def delete_folder(account: Account, method: Method, given: Given) -> Answer:
    """What is in it goes back to INBOX."""
    row = account.row(FOLDERS, given["id"])
    if row is None:
        raise Status("invalid_id")
    if not is_test(given):
        _refile(account, row["name"], INBOX)
        account.remove(FOLDERS, given["id"])
    return {}


def _refile(account: Account, old: str, new: str) -> None:
    for fax in account.rows(COLLECTION):
        if fax["folder"] == old:
            account.write(COLLECTION, fax["id"], {**fax, "folder": new})


# ── E-mail to fax ─────────────────────────────────────────────────────────────────────


def get_mailers(account: Account, method: Method, given: Given) -> Answer:
    rows = [row for row in account.rows(MAILERS) if given.get("id", "") in {"", row["id"]}]
    if not rows:
        raise Status("invalid_id" if given.get("id") else "no_emailtofax")
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in rows]}


def set_mailer(account: Account, method: Method, given: Given) -> Answer:
    """Who may mail faxes, and from which number they go."""
    key = given.get("id", "")
    if (key and account.row(MAILERS, key) is None) or account.row(
        fax_numbers.COLLECTION, given["from_number_id"]
    ) is None:
        raise Status("invalid_id")
    if not given["security_code"].isalnum():
        raise Status("invalid_security_code")
    if not is_test(given):
        _write_mailer(account, key or account.next_id(MAILERS, 61), given)
    return {}


def _write_mailer(account: Account, key: str, given: Given) -> None:
    number = account.row(fax_numbers.COLLECTION, given["from_number_id"])
    row = {
        "id": key,
        "enabled": given.get("enabled") or "0",
        "email": given["auth_email"],
        "security_code": given["security_code"],
        "security_code_enabled": given.get("security_code_enabled") or "0",
        "from": number["did"] if number else "",
    }
    account.write(MAILERS, key, row)


def delete_mailer(account: Account, method: Method, given: Given) -> Answer:
    if account.row(MAILERS, given["id"]) is None:
        raise Status("invalid_id")
    if not is_test(given):
        account.remove(MAILERS, given["id"])
    return {}
