"""Sub accounts: `account/sub.*`. The documented object has no id; `hash` is added, for every other method asks for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from providers.sandbox.callr import jobs, searching
from providers.sandbox.callr.account import PROVIDER, Account, amount
from providers.sandbox.callr.apps import route
from providers.sandbox.callr.dids import join, leave
from providers.sandbox.callr.documents import fits_format
from providers.sandbox.callr.money import can_pay, give
from providers.sandbox.callr.refusal import Refusal, wrong_format, wrong_value
from providers.sandbox.world.store import Document

Given = dict[str, Any]
MOST = 50


def lay_down(account: Account, settings: Document, *, credit: str, calls_per_day: int, since: date) -> None:
    """An account with nothing in it, master or sub, from the day `since` on."""
    world = account.world
    world.add_account(PROVIDER, account.login)
    account.write("account", "birth", {"seed": world.seed, "volume": [[since.isoformat(), calls_per_day]]})
    account.write("account", "charged", {"until": account.now.isoformat()})
    defaults = {
        "hash": account.new_hash("account"),
        "master": "",
        "contact": {"addresses": [], "emails": [f"{account.login}@example.com"], "phones": [], "tech_emails": []},
        "billing": {"addresses": [], "emails": []},
        "locale": "fr_CA",
        "timezone": "America/Toronto",
        "currency": "EUR",
        "billing_mode": "PREPAID",
        "warning_limit": "1000.00",
        "shutdown_limit": "0.00",
        "disabled": False,
        "archived": False,
        "calls_per_day": calls_per_day,
        "credit": credit,
    }
    account.write("account", "settings", {**defaults, **settings})


def create(account: Account, given: Given) -> Document:
    """The only answer that shows the password."""
    properties, chosen = given["properties"], given["options"]["password"]
    if chosen["method"] == "MANUAL" and not chosen.get("value"):
        raise Refusal("PROPERTY_MISSING", about="options.password.value")
    _check_contact(properties["contact"])
    if len(account.subs) >= MOST:
        raise Refusal("FEATURE_NOT_ALLOWED")
    password = chosen["value"] if chosen["method"] == "MANUAL" else account.letters("password", 16)
    sub = Account(account.world, f"{account.login}-{account.letters('sub', 6).lower()}")
    names = {name: properties["account"][name] for name in ("company", "firstname", "lastname")}
    settings = {
        **names,
        "password": password,
        "master": account.login,
        "contact": _contact(properties["contact"]),
        "billing": _billing(properties.get("params")),
        "currency": account.settings.currency,
    }
    lay_down(sub, settings, credit="0.00", calls_per_day=0, since=account.now.date())
    return show(sub, password=password)


def _check_contact(contact: Document) -> None:
    if len(contact["emails"]) != 1:
        raise wrong_value("properties.contact.emails")
    for name in ("addresses", "phones"):
        if len(contact.get(name) or []) > 1:
            raise wrong_value(f"properties.contact.{name}")


def _contact(contact: Document) -> Document:
    return {name: contact.get(name) or [] for name in ("addresses", "emails", "phones", "tech_emails")}


def _billing(params: Document | None) -> Document:
    billing = (params or {}).get("billing") or {}
    return {"addresses": billing.get("addresses") or [], "emails": billing.get("emails") or []}


def edit(account: Account, given: Given) -> Document:
    """Contact and billing; names cannot be changed."""
    sub, properties = _sub(account, given["id"]), given["properties"]
    if properties.get("contact"):
        _check_contact(properties["contact"])
        sub.keep(contact=_contact(properties["contact"]))
    if properties.get("params"):
        sub.keep(billing=_billing(properties["params"]))
    return show(sub)


def get(account: Account, given: Given) -> Document:
    return show(_sub(account, given["id"]))


def search(account: Account, given: Given) -> Document:
    """Live ones only, unless the filter says otherwise: true the archived, null both."""
    archived = (given["filters"] or {}).get("archived", False)
    rows = [show(sub) for sub in account.subs if archived is None or sub.settings.archived == archived]
    return searching.page(rows, given["options"])


def get_quota(account: Account, given: Given) -> dict[str, int]:
    return {"actual": len(account.subs), "max": MOST}


def enable(account: Account, given: Given) -> bool:
    sub = _sub(account, given["id"])
    if sub.settings.archived:
        raise wrong_value("id")
    sub.keep(disabled=False)
    return True


def disable(account: Account, given: Given) -> bool:
    _sub(account, given["id"]).keep(disabled=True)
    return True


def archive(account: Account, given: Given) -> str:
    """Only a disabled one; in the background."""
    if not _sub(account, given["id"]).settings.disabled:
        raise wrong_value("id")
    return jobs.start(account, "archive", id=given["id"])


def archive_work(account: Account, details: Document) -> None:
    sub = _sub(account, details["id"])
    if not sub.settings.disabled:
        raise wrong_value("id")
    sub.keep(archived=True)


def unarchive(account: Account, given: Given) -> bool:
    """It stays disabled."""
    _sub(account, given["id"]).keep(archived=False)
    return True


def transfer_credit(account: Account, given: Given) -> bool:
    """Null is the master."""
    if not fits_format("amount", given["amount"]):
        raise wrong_format("amount")
    source, target, value = *_two(account, given), Decimal(given["amount"])
    if not value or not can_pay(source, value):
        raise wrong_value("amount")
    give(source, -value)
    give(target, value)
    return True


def transfer_dids(account: Account, given: Given) -> bool:
    """They come free of any app."""
    source, target = _two(account, given)
    rows = [source.row("dids", did) for did in given["dids"]]
    if None in rows:
        raise wrong_value("dids")
    for row in filter(None, rows):
        route(source, row, None)
        freed = source.held("dids", row["hash"])
        leave(source, freed)
        join(target, {**freed, "_routes": []})
    return True


def _two(account: Account, given: Given) -> tuple[Account, Account]:
    source, target = (_sub(account, given[name]) if given[name] else account for name in ("from", "to"))
    if source.login == target.login:
        raise wrong_value("to")
    return source, target


def _sub(account: Account, name: str) -> Account:
    return next(sub for sub in account.subs if sub.settings.hash == name)  # references.py has looked it up


def show(sub: Account, *, password: str | None = None) -> Document:
    credit, settings = sub.balance(), sub.settings
    allowed = not settings.disabled and (settings.billing_mode == "POSTPAID" or credit > settings.shutdown_limit)
    return {
        "hash": settings.hash,
        "account": {"company": settings.company, "firstname": settings.firstname, "lastname": settings.lastname},
        "contact": settings.contact,
        "credentials": {"login": sub.login, "password": password},
        "params": {
            "billing": {**settings.billing, "currency_code": settings.currency},
            "default": {"locale": settings.locale, "timezone": settings.timezone},
        },
        "state": {
            "allow_calls_in": not settings.disabled,
            "allow_calls_out": allowed,
            "allow_sms_in": not settings.disabled,
            "allow_sms_out": allowed,
            "archived": settings.archived,
            "credit": amount(credit),
            "disabled": settings.disabled,
        },
    }
