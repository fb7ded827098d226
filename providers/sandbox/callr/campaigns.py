"""Old products whose objects are documented no more: conference rooms (`conference/10.*`) and campaigns (`sendr/10/*`).

What they take is kept and given back; the shapes are guessed.
"""

from __future__ import annotations

from typing import Any

from providers.sandbox.callr import jobs, searching
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.apps import route
from providers.sandbox.callr.calls import SECONDS_A_MESSAGE
from providers.sandbox.callr.dialling import authorised_cli
from providers.sandbox.callr.later import later
from providers.sandbox.callr.media import asked_hook
from providers.sandbox.callr.refusal import Refusal, wrong_value
from providers.sandbox.world.store import Document

Given = dict[str, Any]

LEVELS = ("GUEST", "ADMIN")
COMMON: Document = {"hash": None, "name": "", "addressbooks": [], "calendar": [], "status": {"state": "DRAFT"}}
TEMPLATES: dict[str, Document] = {
    "SMS_SIMPLE": {**COMMON, "type": "SMS_SIMPLE", "sms": {"from": "", "body": "", "nature": "ALERTING"}},
    "VOICE_SIMPLE": {**COMMON, "type": "VOICE_SIMPLE", "voice": {"cli": "BLOCKED", "message": 0}},
    "VOICE_IVR": {**COMMON, "type": "VOICE_IVR", "voice": {"cli": "BLOCKED", "welcome": 0, "actions": {}}},
}
ACTIONS: dict[str, Document] = {
    "BRIDGE": {"action": "BRIDGE", "targets": [], "ringtone": 0},
    "PLAY": {"action": "PLAY", "media": 0},
    "HANGUP": {"action": "HANGUP", "media": 0},
    "OPTOUT": {"action": "OPTOUT", "media": 0},
}
# Verb → states that it is possible in, state that it leads to.
MOVES = {
    "start": (("DRAFT", "PAUSED", "STOPPED"), "RUNNING"),
    "pause": (("RUNNING",), "PAUSED"),
    "stop": (("RUNNING", "PAUSED"), "STOPPED"),
}


# ── Conference rooms ──────────────────────────────────────────────────────────────────


def create_room(account: Account, given: Given) -> Document:
    for access in given["access"]:
        if not isinstance(access, dict) or access.get("level") not in LEVELS:
            raise wrong_value("access")
    room = {
        "hash": account.new_hash("room"),
        "name": given["name"],
        "params": given["params"],
        "access": [{**access, "hash": account.new_hash("access")} for access in given["access"]],
        "date_creation": account.stamp(),
    }
    account.write("rooms", room["hash"], room)
    return room


def assign_room_did(account: Account, given: Given) -> bool:
    route(account, account.held("dids", given["did"]), given["room"])
    return True


def call_room_access(account: Account, given: Given) -> str:
    """Dials the participant; the answer is the call's request."""
    entries = [access for room in account.rows("rooms") for access in room["access"]]
    found = next((access for access in entries if access["hash"] == given["access"]), None)
    if found is None or not found.get("phone_number"):
        raise wrong_value("access")
    name = account.new_hash("request")
    request = {
        "hash": name,
        "status": "DIALING",
        "number": found["phone_number"],
        "cli": authorised_cli(account, {"cli": given["cli"]}),
        "cdr_field": "",
        "seconds": SECONDS_A_MESSAGE * 5,
        "callid": account.callid(f"room:{name}"),
    }
    account.write("broadcasts", name, request)
    later(account, 1, "broadcast_moves", request=name, stage="dial")
    return name


# ── Campaigns ─────────────────────────────────────────────────────────────────────────


def campaign_template(account: Account, given: Given) -> Document:
    return TEMPLATES[given["type"]]


def action_templates(account: Account, given: Given) -> dict[str, Document]:
    return ACTIONS


def check_campaign(account: Account, given: Given) -> list[Document]:
    """Problems; none when it can be saved."""
    campaign = given["campaign"]
    problems = [] if campaign.get("type") in TEMPLATES else ["type"]
    problems += [] if str(campaign.get("name") or "").strip() else ["name"]
    books = campaign.get("addressbooks") or []
    problems += [] if all(account.row("addressbooks", str(book)) for book in books) else ["addressbooks"]
    return [{"property": name, "message": f"PROPERTY_VALUE_ERROR [{name}]"} for name in problems]


def save_campaign(account: Account, given: Given) -> Document:
    problems = check_campaign(account, given)
    if problems:
        raise wrong_value(f"campaign.{problems[0]['property']}")
    name = given["campaign"].get("hash")
    if name and account.row("campaigns", str(name)) is None:
        raise wrong_value("campaign.hash")
    old = account.row("campaigns", str(name)) if name else None
    status = old["status"] if old else {"state": "DRAFT"}
    campaign = {**given["campaign"], "hash": name or account.new_hash("campaign"), "status": status}
    account.write("campaigns", campaign["hash"], campaign)
    return campaign


def get_campaign(account: Account, given: Given) -> Document:
    return account.held("campaigns", given["hash"])


def search_campaigns(account: Account, given: Given) -> Document:
    keeps = {"name": searching.holds("name")}
    return searching.page(searching.matching(account.rows("campaigns"), given["filters"], keeps), given["options"])


def start_campaign(account: Account, given: Given) -> bool:
    return _move(account, given, "start")


def stop_campaign(account: Account, given: Given) -> bool:
    return _move(account, given, "stop")


def pause_campaign(account: Account, given: Given) -> bool:
    return _move(account, given, "pause")


def _move(account: Account, given: Given, verb: str) -> bool:
    campaign, (before, after) = account.held("campaigns", given["hash"]), MOVES[verb]
    if campaign["status"]["state"] not in before:
        raise wrong_value("hash")
    account.write("campaigns", campaign["hash"], {**campaign, "status": {"state": after}})
    return True


def delete_campaign(account: Account, given: Given) -> bool:
    return account.remove("campaigns", given["hash"])


# ── Address books ─────────────────────────────────────────────────────────────────────


def create_book(account: Account, given: Given) -> Document:
    book = {
        "hash": account.new_hash("addressbook"),
        "name": given["name"],
        "description": given["description"],
        "count": 0,
        "date_creation": account.stamp(),
    }
    account.write("addressbooks", book["hash"], book)
    return book


def append_file(account: Account, given: Given) -> str:
    if account.row("files", given["filename"]) is None:
        raise Refusal("FILE_NOT_FOUND")
    return jobs.start(account, "append_file", hook=asked_hook(given), hash=given["hash"])


def append_work(account: Account, details: Document) -> Document:
    """One contact more for each file: what such files look like is not documented."""
    book = account.row("addressbooks", details["hash"])
    if book is None:
        raise wrong_value("hash")
    account.write("addressbooks", book["hash"], {**book, "count": book["count"] + 1})
    return {"imported": 1}


def search_books(account: Account, given: Given) -> Document:
    keeps = {"name": searching.holds("name")}
    return searching.page(searching.matching(account.rows("addressbooks"), given["filters"], keeps), given["options"])


def delete_book(account: Account, given: Given) -> bool:
    return account.remove("addressbooks", given["hash"])
