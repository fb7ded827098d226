"""The customers of an account that resells: signed up, charged, paid, with what is theirs and what they have called.

A login belongs to a client by its `reseller_client`; a number by its `reseller_account`, which is the client or one of its
logins. A client's balance is what was paid less what was charged and what its calls cost with the package's markup. An
account without clients is no reseller: it is answered invalid_client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.belonging import client_row, logins_of, numbers_of
from providers.sandbox.voipms.cdr import cdr_rows
from providers.sandbox.voipms.days import EASTERN, eastern_day
from providers.sandbox.voipms.dids import held
from providers.sandbox.voipms.fax_numbers import held as held_fax
from providers.sandbox.voipms.money import MOMENT, START, statistics
from providers.sandbox.voipms.ordering import is_test
from providers.sandbox.voipms.routes import is_login
from providers.sandbox.voipms.status import Status
from providers.sandbox.voipms.words import WORDS
from providers.sandbox.world.calls import Call
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

COLLECTION, PACKAGES = "clients", "packages"
FIRST_ID = 561_100
PERSONAL = (
    "email", "password", "company", "firstname", "lastname", "address", "city", "state", "country", "zip", "phone_number",
    "balance_management",
)  # fmt: skip
LEDGERS = {"addCharge": ("charges", "charge"), "addPayment": ("deposits", "payment")}
THRESHOLDS = range(1, 251)
RESELLER_FIELDS = ("account", "monthly", "setup", "minute", "next_billing")


# ── Clients ───────────────────────────────────────────────────────────────────────────


def sign_up(account: Account, method: Method, given: Given) -> Answer:
    if given["email"] != given["confirm_email"]:
        raise Status("mismatch_email_confirm")
    if given["password"] != given["confirm_password"]:
        raise Status("mismatch_password_confirm")
    _check(account, given, "")
    key = account.next_id(COLLECTION, FIRST_ID)
    _keep(account, key, given, {"active": given.get("activate") or "0"})
    return {"client": int(key) if account.settings.drift else key}


def change(account: Account, method: Method, given: Given) -> Answer:
    """The record is replaced."""
    old = client_row(account, given["client"])
    _check(account, given, old["client"])
    _keep(
        account,
        old["client"],
        given,
        {name: old[name] for name in ("active", "package", "threshold", "threshold_email")},
    )
    return {}


def _check(account: Account, given: Given, key: str) -> None:
    if any(row["email"] == given["email"] and row["client"] != key for row in account.rows(COLLECTION)):
        raise Status("used_email")
    password = given["password"]
    if len(password) < 8 or not all(any(map(is_, password)) for is_ in (str.isupper, str.islower, str.isdigit)):
        raise Status("weak_password")
    if given.get("balance_management") and given["balance_management"] not in WORDS["getBalanceManagement"]:
        raise Status("invalid_balancemanagement")


def _keep(account: Account, key: str, given: Given, rest: Document) -> None:
    row = {name: given.get(name, "") for name in PERSONAL} | {
        "balance_management": given.get("balance_management") or "1"
    }
    packages = account.rows(PACKAGES)
    default = {
        "package": packages[0]["package"] if packages else "",
        "threshold": "10",
        "threshold_email": row["email"],
    }
    account.write(COLLECTION, key, {"client": key, **row, **default, **rest})


def list_clients(account: Account, method: Method, given: Given) -> Answer:
    """All, or one by id or e-mail address."""
    rows = [client_row(account, given["client"])] if given.get("client") else account.rows(COLLECTION)
    if not rows:
        raise Status("invalid_client")
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in rows]}


def delete(account: Account, method: Method, given: Given) -> Answer:
    """Its numbers and logins are the account's again."""
    key = client_row(account, given["client"])["client"]
    for did in numbers_of(account, key):
        account.write("dids", did["did"], {**did, **_unconnected()})
    for number, login in account.world.store.all(account.owner, "subaccounts"):
        if login["reseller_client"] == key:
            account.write("subaccounts", number, {**login, "reseller_client": "0", "reseller_package": "0"})
    account.remove(COLLECTION, key)
    return {}


def get_threshold(account: Account, method: Method, given: Given) -> Answer:
    row = client_row(account, given["client"])
    return {method.object_key or method.list_key: {"threshold": row["threshold"], "email": row["threshold_email"]}}


def set_threshold(account: Account, method: Method, given: Given) -> Answer:
    row = client_row(account, given["client"])
    if int(given["threshold"]) not in THRESHOLDS:
        raise Status("Invalid_threshold")
    changes = {"threshold": given["threshold"], "threshold_email": given.get("email", "")}
    account.write(COLLECTION, row["client"], {**row, **changes})
    return {}


# ── Packages ──────────────────────────────────────────────────────────────────────────


def list_packages(account: Account, method: Method, given: Given) -> Answer:
    rows = [row for row in account.rows(PACKAGES) if given.get("package", "") in {"", row["package"]}]
    if not rows:
        raise Status("invalid_package" if given.get("package") else "no_package")
    return {method.list_key: rows}


def client_packages(account: Account, method: Method, given: Given) -> Answer:
    row = client_row(account, given["client"])
    used = {row["package"], *(login["reseller_package"] for login in logins_of(account, row["client"]))}
    rows = [
        {"value": package["package"], "description": package["name"]}
        for package in account.rows(PACKAGES)
        if package["package"] in used
    ]
    if not rows:
        raise Status("no_package")
    return {method.list_key: rows}


# ── Money ─────────────────────────────────────────────────────────────────────────────


def book(account: Account, method: Method, given: Given) -> Answer:
    """A charge to a client or a payment of one."""
    collection, name = LEDGERS[method.name]
    key = client_row(account, given["client"])["client"]
    amount = Decimal(given[name])
    if amount <= 0:
        raise Status(f"invalid_{name}")
    if not is_test(given):
        _book(account, collection, key, amount, given.get("description", ""))
    return {}


def _book(account: Account, collection: str, client: str, amount: Decimal, description: str) -> None:
    number = account.next_id(collection, 475_000)
    entry = {
        "id": number, "client": client, "at": account.moment.isoformat(), "amount": f"{amount:.2f}", "description": description,
    }  # fmt: skip
    account.write(collection, number, entry)


def list_entries(account: Account, method: Method, given: Given) -> Answer:
    """Charges or deposits, newest first; none is an empty list, as no code is documented."""
    key = client_row(account, given["client"])["client"]
    rows = [row | {"date": _day(row["at"])} for row in reversed(account.rows(method.list_key)) if row["client"] == key]
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in rows]}


def _day(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(EASTERN):%Y-%m-%d}"


def balance(account: Account, method: Method, given: Given) -> Answer:
    row = client_row(account, given["client"])
    now = account.moment
    calls = _calls(account, row, START, now + MOMENT)
    today = _calls(account, row, eastern_day(now.astimezone(EASTERN).date())[0], now + MOMENT)
    paid, charged = (_sum(account, name, row["client"]) for name in ("deposits", "charges"))
    left = paid - charged - sum((Decimal(call.total) for call in calls), Decimal(0))
    told = {"current_balance": f"{left:.4f}", **statistics("total", calls), **statistics("today", today)}
    return {method.object_key: told}


def _sum(account: Account, collection: str, client: str) -> Decimal:
    return sum((Decimal(row["amount"]) for row in account.rows(collection) if row["client"] == client), Decimal(0))


# ── Calls and numbers ─────────────────────────────────────────────────────────────────


def _calls(account: Account, client: Document, start: datetime, end: datetime) -> list[Call]:
    """Of its logins and over its numbers, at its price."""
    logins = {row["account"] for row in logins_of(account, client["client"])}
    dids = {row["did"] for row in numbers_of(account, client["client"])}
    package = account.row(PACKAGES, client["package"]) or {"markup_percentage": "0"}
    factor = 1 + Decimal(package["markup_percentage"]) / 100
    return [
        replace(call, total=f"{Decimal(call.total) * factor:.8f}")
        for call in account.calls(start, end)
        if call.login in logins or call.did in dids
    ]


def get_cdr(account: Account, method: Method, given: Given) -> Answer:
    client = client_row(account, given["client"])
    rows = cdr_rows(account, given, lambda start, end: _calls(account, client, start, end))
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in rows]}


def connect(account: Account, method: Method, given: Given) -> Answer:
    """A number, or a fax number, is a client's from now on; its first month is charged unless told not to."""
    collection, key, row = _number(account, method, given)
    if not is_login(account, given["account"]) and account.row(COLLECTION, given["account"]) is None:
        raise Status("invalid_account")
    sent = {f"reseller_{name}": given[name] for name in RESELLER_FIELDS if given.get(name)}
    account.write(collection, key, {**row, **_unconnected(), **sent})
    client = _client_of(account, given["account"])
    for name in ("setup", "monthly"):
        amount = Decimal(given[name])
        if client and amount > 0 and given.get(f"dont_charge_{name}", "0") != "1":
            _book(account, "charges", client, amount, f"DID{row['did']} {name}")
    return {}


def unconnect(account: Account, method: Method, given: Given) -> Answer:
    collection, key, row = _number(account, method, given)
    account.write(collection, key, {**row, **_unconnected()})
    return {}


def _number(account: Account, method: Method, given: Given) -> tuple[str, str, Document]:
    """Where its record is kept, under which key, and the record."""
    if method.name.endswith("FAX"):
        fax = held_fax(account, given["did"])
        return "fax_numbers", fax["id"], fax
    number, row = held(account, given["did"])
    return "dids", number, row


def _client_of(account: Account, holder: str) -> str:
    """A client, or that of a login; empty when the login is the account's own."""
    login = next((row for row in account.rows("subaccounts") if row["account"] == holder), None)
    client = login["reseller_client"] if login else holder
    return str(client) if account.row(COLLECTION, str(client)) else ""


def _unconnected() -> Document:
    amounts = {f"reseller_{name}": "0.00000000" for name in ("monthly", "setup", "minute")}
    return {"reseller_account": "", "reseller_next_billing": "0000-00-00", **amounts}


def bear(account: Account) -> None:
    """A large account resells: two packages, three clients, one with a login and numbers of its own."""
    if account.settings.calls_per_day < 100:
        return
    for key, name, markup in (("8378", "VoIP", "50"), ("8379", "Bureau", "35")):
        package = {
            "package": key, "name": name, "markup_fixed": "0.00", "markup_percentage": markup, "pulse": "60",
            "international_route": "1", "canada_route": "1", "monthly_fee": "2.00", "setup_fee": "1.00", "free_minutes": "0",
        }  # fmt: skip
        account.write(PACKAGES, key, package)
    people = (
        ("Pine Street Clinic", "Joan", "Harper"),
        ("Labo Dentaire Nord", "Élise", "Gagnon"),
        ("Atelier Cassis", "Luc", "Roy"),
    )
    for company, first, last in people:
        key = account.next_id(COLLECTION, FIRST_ID)
        told = {
            "email": f"{first.lower().replace('é', 'e')}@example.com", "password": "Kept-4417-here", "company": company,
            "firstname": first, "lastname": last, "address": "120 rue Saint-Viateur Ouest", "city": "Montréal",
            "state": "QC", "country": "CA", "zip": "H2T 2L1", "phone_number": "5145550188",
        }  # fmt: skip
        _keep(account, key, told, {"active": "1"})
        _book(account, "deposits", key, Decimal(40), "Credit : First payment")
        _book(account, "charges", key, Decimal(2), "Monthly fee")
    first_client = account.rows(COLLECTION)[0]["client"]
    for key, login in account.world.store.all(account.owner, "subaccounts"):
        if login["username"] == "clinic":
            account.write("subaccounts", key, {**login, "reseller_client": first_client, "reseller_package": "8378"})
    due = date.fromisoformat(account.moment.date().isoformat()).replace(day=1).isoformat()
    for did in account.rows("dids")[12:120:24]:
        terms = {"reseller_account": first_client, "reseller_monthly": "2.50000000", "reseller_next_billing": due}
        account.write("dids", did["did"], {**did, **terms})
