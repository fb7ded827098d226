"""Subscriptions: `webhooks.*`. A call subscribes one endpoint to one type."""

from __future__ import annotations

from typing import Any

from providers.sandbox.callr import documents, searching
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.events import DEFAULT_ALGORITHM, millis, outcome_of
from providers.sandbox.callr.refusal import wrong_value
from providers.sandbox.world.store import Document

Given = dict[str, Any]


def event_types() -> tuple[str, ...]:
    return tuple(documents.catalog().enums["webhook_types"])


def subscribe(account: Account, given: Given) -> Document:
    if given["type"] not in event_types():
        raise wrong_value("type")
    options = given["options"] or {}
    if options.get("format") not in {None, "", "JSON"}:
        raise wrong_value("options.format")
    now = millis(account.shown_now)
    row = {
        "hash": account.new_hash("webhook"),
        "type": given["type"],
        "endpoint": given["endpoint"],
        "status": "ENABLED",
        "options": {
            "format": "JSON",
            "hmac_secret": options.get("hmac_secret"),
            "hmac_algo": options.get("hmac_algo") or DEFAULT_ALGORITHM,
        },
        "created_at": now,
        "updated_at": now,
    }
    account.write("webhooks", row["hash"], row)
    return row


def unsubscribe(account: Account, given: Given) -> bool:
    return account.remove("webhooks", given["hash"])


def enable(account: Account, given: Given) -> bool:
    return _set_status(account, given, "ENABLED")


def disable(account: Account, given: Given) -> bool:
    return _set_status(account, given, "DISABLED")


def _set_status(account: Account, given: Given, status: str) -> bool:
    row = account.held("webhooks", given["hash"])
    account.write("webhooks", row["hash"], {**row, "status": status, "updated_at": millis(account.shown_now)})
    return True


def list_webhooks(account: Account, given: Given) -> list[Document]:
    return account.rows("webhooks")


def list_event_types(account: Account, given: Given) -> list[str]:
    return list(event_types())


def search_log(account: Account, given: Given) -> Document:
    """The entries' shape is guessed: the fields that the documented filters name. Newest first."""
    rows = [_log_row(account, letter, row) for letter, row in account.world.store.all(account.owner, "deliveries")]
    found = searching.matching(reversed(rows), given["filters"], {"endpoint": searching.holds("endpoint")})
    return searching.page(found, given["options"])


def _log_row(account: Account, letter: str, row: Document) -> Document:
    outcome, event = row["outcome"] or outcome_of(account, letter), row["event"]
    return {
        "type": event["type"],
        "event_id": event["event_id"],
        "event_date": event["event_at"][:19].replace("T", " "),
        "hook_hash": event["hook_hash"],
        "endpoint": row["endpoint"],
        "try": event["try"],
        "status": "PENDING" if not outcome else "SUCCESS" if outcome.startswith("2") else "ERROR",
        "http_code": outcome if outcome.isdigit() else "",
    }
