"""Text messages: sent, delivered or not, received, answered: `sms.*`.

What becomes of a message is read from the recipient's last two digits: 99 is never reached in time (EXPIRED), 98 is refused by
the carrier (FAILED), 97 has no route (ERROR); all others receive it. Somebody who gets a question from a
short code or a number answers.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from providers.sandbox.callr import searching
from providers.sandbox.callr.account import Account, amount
from providers.sandbox.callr.apps import clis
from providers.sandbox.callr.events import tell
from providers.sandbox.callr.later import later
from providers.sandbox.callr.lists import COUNTRIES, country_of
from providers.sandbox.callr.money import can_pay, charge
from providers.sandbox.callr.refusal import Refusal, wrong_format, wrong_value
from providers.sandbox.callr.texts import (
    BASIC,
    EXTENDED,
    TRANSLITERATED,
    encoding_of,
    length_of,
    parts_of,
    transliterated,
)
from providers.sandbox.world.store import Document

Given = dict[str, Any]

SHARED = {"FR": "36180", "CA": "77077", "US": "77077", "GB": "60777"}  # short codes that the service picks
ELSEWHERE = "SMS"
# Seconds after the one before.
MARCH = (("PENDING", 1), ("SENT", 1), ("REMOTE_QUEUED", 1), ("RECEIVED", 3))
ENDINGS = {
    "99": (("PENDING", 1), ("SENT", 1), ("REMOTE_QUEUED", 1), ("EXPIRED", 172_800)),
    "98": (("PENDING", 1), ("SENT", 1), ("REMOTE_QUEUED", 1), ("FAILED", 2)),
    "97": (("PENDING", 1), ("ERROR", 1)),
}
STATUS_ERRORS = {"ERROR": "NO_ROUTE"}
REPLY_SECONDS = 20
WRITTEN = (
    "Bonjour, êtes-vous ouverts samedi ?",
    "Merci !",
    "STOP",
    "Can you call me back?",
    "Commande 4417 bien reçue",
)
REACH_BACK = timedelta(days=183)


# ── Sending ───────────────────────────────────────────────────────────────────────────


def send(account: Account, given: Given) -> str:
    """Accepted at once; the platform works later."""
    message = _composed(account, given)
    cost = Decimal(message["b_customer_debit"])
    if not can_pay(account, cost):
        raise Refusal("FEATURE_NOT_ALLOWED")
    account.write("sms", message["hash"], message)
    charge(account, cost)
    status, seconds = _march(message["to"])[0]
    later(account, seconds, "sms_moves", sms=message["hash"], step=0, status=status)
    return str(message["hash"])


def lay_sent(account: Account, sender: str, to: str, text: str) -> None:
    """A message of the past: what became of it is known."""
    message = _composed(account, {"from": sender, "to": to, "body": text, "options": None})
    status = _march(to)[-1][0]
    message |= {"status": status, "status_error": STATUS_ERRORS.get(status), "date_sent": account.stamp()}
    if status == "RECEIVED":
        message["date_received"] = account.stamp(account.now + timedelta(seconds=4))
    account.write("sms", message["hash"], message)


def get_quote(account: Account, given: Given) -> Document:
    message = _composed(account, given, quoted=True)
    return {
        "amount": message["b_customer_debit"],
        "count": message["parts"],
        "currency": account.settings.currency,
        "encoding": message["encoding"],
        "length": length_of(message["text"], message["encoding"]),
    }


def _composed(account: Account, given: Given, *, quoted: bool = False) -> Document:
    options = given["options"] or {}
    sender = _sender(account, given["from"], given["to"])
    if not given["body"]:
        raise wrong_format("body")
    forced = options.get("force_encoding")
    text = transliterated(given["body"]) if forced == "GSM" else given["body"]
    encoding = forced or encoding_of(text)
    place = COUNTRIES.get(country_of(given["to"]))
    if place is None:
        raise Refusal("SMS_ROUTING_ERROR")
    parts = parts_of(text, encoding)
    return {
        "hash": "" if quoted else account.new_hash("sms"),
        "type": "OUT",
        "from": sender,
        "to": given["to"],
        "text": text,
        "encoding": encoding,
        "parts": parts,
        "nature": options.get("nature") or "ALERTING",
        "status": "CREATED",
        "status_error": None,
        "user_data": options.get("user_data") or "",
        "options": {
            "flash_message": bool(options.get("flash_message")),
            "force_encoding": forced,
            "nature": options.get("nature"),
            "user_data": options.get("user_data") or "",
            "webhook": options.get("webhook"),
        },
        "b_customer_debit": amount(Decimal(place.per_sms) * parts),
        "b_customer_mode": account.settings.billing_mode,
        "date_creation": account.stamp(),
        "date_update": account.stamp(),
        "date_sent": None,
        "date_received": None,
    }


def _sender(account: Account, sender: str, to: str) -> str:
    """Empty: a shared short code of the destination's country. `SMS` is always authorised."""
    if sender == "":
        return SHARED.get(country_of(to), ELSEWHERE)
    authorised = {row["cli"] for row in clis(account, "SMS")}
    if sender == "SMS" or sender in authorised:
        return sender
    raise wrong_value("from")


# ── What becomes of it ────────────────────────────────────────────────────────────────


def _march(to: str) -> tuple[tuple[str, int], ...]:
    return ENDINGS.get(to[-2:], MARCH)


def sms_moves(account: Account, entry: Document) -> None:
    message = account.row("sms", entry["sms"])
    if message is None:
        return
    status, step = entry["status"], entry["step"]
    moved = {**message, "status": status, "date_update": account.stamp()}
    moved["status_error"] = STATUS_ERRORS.get(status)
    if status == "SENT":
        moved["date_sent"] = account.stamp()
    if status == "RECEIVED":
        moved["date_received"] = account.stamp()
    account.write("sms", message["hash"], moved)
    tell(account, "sms.mt.status_update", moved, hook=message["options"]["webhook"])
    march = _march(message["to"])
    if step + 1 < len(march):
        following, seconds = march[step + 1]
        later(account, seconds, "sms_moves", sms=message["hash"], step=step + 1, status=following)
    elif status == "RECEIVED" and message["text"].rstrip().endswith("?") and message["from"].lstrip("+").isdigit():
        later(account, REPLY_SECONDS, "sms_is_answered", sms=message["hash"])


def sms_is_answered(account: Account, entry: Document) -> None:
    """By the person who got it; the dynamic hook of the message hears of the reply too."""
    message = account.row("sms", entry["sms"])
    if message is not None:
        french = country_of(message["to"]) == "FR" or " vous" in message["text"].casefold()
        text = "Oui, c'est parfait. Merci !" if french else "Yes, that works. Thank you!"
        receive(account, message["to"], message["from"], text, hook=message["options"]["webhook"])


def receive(account: Account, sender: str, to: str, text: str, *, hook: Document | None = None) -> Document:
    """A message that somebody sent to a short code or number of the account."""
    encoding = encoding_of(text)
    message: Document = {
        "hash": account.new_hash("sms"),
        "type": "IN",
        "from": sender,
        "to": to,
        "text": text,
        "encoding": encoding,
        "parts": parts_of(text, encoding),
        "nature": None,
        "status": "RECEIVED",
        "status_error": None,
        "user_data": "",
        "options": None,
        "b_customer_debit": "0.00",
        "b_customer_mode": account.settings.billing_mode,
        "date_creation": account.stamp(),
        "date_update": account.stamp(),
        "date_sent": None,
        "date_received": account.stamp(),
    }
    account.write("sms", message["hash"], message)
    tell(account, "sms.mo", message, hook=hook)
    return message


def somebody_writes(account: Account, entry: Document) -> None:
    """A few times a day, to the dedicated short code."""
    random = Random(f"{account.world.seed}:{account.owner}:{entry['due']}")
    code = next((row["cli"] for row in account.rows("clis") if row["cli"].isdigit()), SHARED["FR"])
    receive(account, f"+3363998{random.randrange(100, 200):04d}", code, random.choice(WRITTEN))
    later(account, random.randrange(3 * 3600, 9 * 3600), "somebody_writes")


# ── Looking ───────────────────────────────────────────────────────────────────────────


def get(account: Account, given: Given) -> Document:
    return account.held("sms", given["id"])


def get_list(account: Account, given: Given) -> list[Document]:
    """A plain array, oldest first."""
    first, last = given["from"], given["to"]
    return [
        row for row in account.rows("sms") if row["type"] == given["type"] and first <= row["date_creation"] <= last
    ]


def search(account: Account, given: Given) -> Document:
    """Newest first, of the last six months."""
    keeps = {
        "created_at_from": searching.since("date_creation"),
        "created_at_to": searching.until("date_creation"),
        "text": searching.holds("text"),
    }
    oldest = account.stamp(account.now - REACH_BACK)
    rows = [row for row in account.rows("sms") if row["date_creation"] >= oldest]
    rows.sort(key=lambda row: str(row["date_creation"]), reverse=True)
    return searching.page(searching.matching(rows, given["filters"], keeps), given["options"])


def count_for_body(account: Account, given: Given) -> int:
    return parts_of(given["body"], encoding_of(given["body"]))


def charset_mapping(account: Account, given: Given) -> dict[str, str]:
    """Character → what it becomes when GSM is forced. The shape is guessed."""
    return {**{char: char for char in sorted(BASIC | EXTENDED)}, **TRANSLITERATED}


def get_settings(account: Account, given: Given) -> Document:
    return account.row("sms-settings", "push") or {"push_mo": None, "push_mt": None}


def set_settings(account: Account, given: Given) -> bool:
    """The deprecated pushes are kept as they are given: {push_mo, push_mt}, each {url, auth}."""
    account.write("sms-settings", "push", {**get_settings(account, given), **given["settings"]})
    return True
