"""What happens on an account is told to those who subscribed to it: signed posts, repeated until they are accepted.

An event goes to the account's subscriptions of its type, and to the dynamic hook of the message or recording that it is
about. Ten tries at most, 1, 2, 4… minutes apart; a subscription whose tries all failed is disabled. Spacing and the end are
not documented (callr.md, section 7).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from providers.sandbox.callr.account import HASH, PROVIDER, Account
from providers.sandbox.callr.later import later, later_at
from providers.sandbox.world.postbox import Letter
from providers.sandbox.world.store import Document

TRIES = 10
FIRST_WAIT_SECONDS = 60
DEFAULT_ALGORITHM = "SHA256"
USER_AGENT = "CALLR/API 1.1"
KEPT = 1000


def tell(account: Account, kind: str, data: Any, *, hook: Document | None = None) -> None:
    """`hook`: {endpoint, options} given with the message or recording, or None."""
    hooks = [row for row in account.rows("webhooks") if row["type"] == kind and row["status"] == "ENABLED"]
    if hook and hook.get("endpoint"):
        hooks.append({"hash": None, "endpoint": hook["endpoint"], "options": hook.get("options") or {}})
    for each in hooks:
        moment = account.now
        event = {
            "type": kind,
            "event_at": f"{moment:%Y-%m-%dT%H:%M:%S}.{account.count('events') % 1000:03d}Z",
            "event_id": f"{moment:%Y%m%d%H%M%S}{account.letters('event', 18, HASH)}",
            "hook_hash": each["hash"],
            "try": 0,
            "data": data,
        }
        _post(account, event, each["endpoint"], each["options"] or {})


def _post(account: Account, event: Document, endpoint: str, options: Document) -> None:
    body = json.dumps(event, ensure_ascii=False).replace("/", r"\/").encode()  # slashes escaped, as PHP does
    headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT, "X-CALLR-EventId": event["event_id"]}
    if options.get("hmac_secret"):
        algorithm = options.get("hmac_algo") or DEFAULT_ALGORITHM
        headers["X-CALLR-HmacSignature"] = signature(options["hmac_secret"], algorithm, body)
    letter = account.world.postbox.put(
        Letter(provider=PROVIDER, account=account.login, kind="webhook", url=endpoint, headers=headers, body=body)
    )
    account.write("deliveries", letter, {"event": event, "endpoint": endpoint, "options": options, "outcome": ""})
    for key, _ in account.world.store.all(account.owner, "deliveries")[:-KEPT]:
        account.remove("deliveries", key)
    wait = FIRST_WAIT_SECONDS * 2 ** int(event["try"])
    later(account, wait, "webhook_tried", letter=letter)


def signature(secret: str, algorithm: str, body: bytes) -> str:
    """Base64 of the HMAC's bytes over the raw body."""
    return base64.b64encode(hmac.new(secret.encode(), body, getattr(hashlib, algorithm.lower())).digest()).decode()


def webhook_tried(account: Account, entry: Document) -> None:
    """The time for the next try has come: was the letter accepted?"""
    delivery = account.row("deliveries", entry["letter"])
    outcome = outcome_of(account, entry["letter"])
    if delivery is None or outcome.startswith("2"):
        return
    if not outcome:  # a stepped clock runs ahead of the post
        soon = account.world.clock.now() + timedelta(seconds=1)
        later_at(account, soon, "webhook_tried", letter=entry["letter"])
        return
    account.write("deliveries", entry["letter"], {**delivery, "outcome": outcome})
    event = delivery["event"]
    hook = account.row("webhooks", event["hook_hash"]) if event["hook_hash"] else None
    if event["hook_hash"] and (hook is None or hook["status"] != "ENABLED"):
        return
    if event["try"] + 1 < TRIES:
        _post(account, {**event, "try": event["try"] + 1}, delivery["endpoint"], delivery["options"])
    elif hook is not None:
        account.write(
            "webhooks", hook["hash"], {**hook, "status": "DISABLED_SYSTEM", "updated_at": millis(account.now)}
        )


def outcome_of(account: Account, letter: str) -> str:
    """The HTTP status of the answer, the name of what went wrong, or "" while nothing is known."""
    posted = account.world.postbox.find(letter)
    return str(posted["tries"][-1]["outcome"]) if posted and posted["tries"] else ""


def millis(moment: datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS.sss`"""
    return f"{moment:%Y-%m-%d %H:%M:%S}.000"
