"""SIP accounts and trunks: `sip/*`. Of trunks the documents have the bare id; what was given is kept beside it."""

from __future__ import annotations

import string
from typing import Any

from providers.sandbox.callr import searching
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.apps import clis
from providers.sandbox.callr.packages import BLOCKED, VMS, merged
from providers.sandbox.callr.refusal import wrong_value
from providers.sandbox.callr.signing_in import public
from providers.sandbox.world.store import Document

Given = dict[str, Any]
SUBSCRIBERS = "sip-subscribers"
DEFAULTS: Document = {"cli": BLOCKED, "codecs": [], "privacy": "full", "ring_timeout": 30, "srtp": False}


def create_subscriber(account: Account, given: Given) -> Document:
    return public(new_subscriber(account, given["properties"], given["options"]))


def new_subscriber(account: Account, properties: Document, options: Document | None) -> Document:
    """Id, domain and password are the platform's; the user name too when none is given."""
    number = account.count(SUBSCRIBERS)
    return _kept(
        account,
        {
            **DEFAULTS,
            "id": number,
            "username": f"sip{account.main.lower()}{number}",
            "domain": f"{account.main.lower()}.sip.callr.example",
            "password": account.letters("sip-password", 20, string.ascii_letters + string.digits),
            "vms": VMS,
            "_registered": bool(number % 4),
        },
        properties,
        options,
    )


def edit_subscriber(account: Account, given: Given) -> Document:
    row = account.held(SUBSCRIBERS, str(given["id"]))
    return public(_kept(account, row, given["properties"], given["options"]))


def _kept(account: Account, row: Document, properties: Document, options: Document | None) -> Document:
    given = {name: value for name, value in properties.items() if name in {*DEFAULTS, "username"} and value is not None}
    vms = merged(row["vms"], (options or {}).get("vms") or {})
    changed = {**row, **given, "vms": vms}
    others = [each for each in account.rows(SUBSCRIBERS) if each["id"] != row["id"]]
    if any(each["username"] == changed["username"] for each in others):
        raise wrong_value("properties.username")
    if changed["cli"] not in {BLOCKED, *(each["cli"] for each in clis(account, "CALL"))}:
        raise wrong_value("properties.cli")
    account.write(SUBSCRIBERS, str(row["id"]), changed)
    return changed


def get_subscriber(account: Account, given: Given) -> Document:
    return public(account.held(SUBSCRIBERS, str(given["id"])))


def search_subscribers(account: Account, given: Given) -> Document:
    rows = [public(row) for row in account.rows(SUBSCRIBERS)]
    keeps = {"username": searching.holds("username")}
    return searching.page(searching.matching(rows, given["filters"], keeps), given["options"])


def delete_subscriber(account: Account, given: Given) -> bool:
    return account.remove(SUBSCRIBERS, str(given["id"]))


class Trunks:
    """The five methods of origination, or of termination trunks."""

    def __init__(self, collection: str) -> None:
        self._collection = collection

    def create(self, account: Account, given: Given) -> Document:
        return self._kept(account, account.count(self._collection), given)

    def edit(self, account: Account, given: Given) -> Document:
        return self._kept(account, given["id"], given)

    def _kept(self, account: Account, number: int, given: Given) -> Document:
        row = {"id": number, "_properties": given["properties"], "_options": given["options"]}
        account.write(self._collection, str(number), row)
        return public(row)

    def get(self, account: Account, given: Given) -> Document:
        return public(account.held(self._collection, str(given["id"])))

    def search(self, account: Account, given: Given) -> Document:
        return searching.page([public(row) for row in account.rows(self._collection)], given["options"])

    def delete(self, account: Account, given: Given) -> bool:
        return account.remove(self._collection, str(given["id"]))


origination, termination = Trunks("sip-originations"), Trunks("sip-terminations")
