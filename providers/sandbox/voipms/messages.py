"""SMS and MMS: sent, delivered or not, answered, received, listed and deleted.

What becomes of a message is read from the recipient's last two digits: 99 is never heard of, 98 fails at once (sms_failed),
97 is refused for regulations (sms_apply_regulations); all others receive it. Somebody who is asked a question (the text
ends with a question mark) answers. A number of this service receives it as its own. Both series have ids of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import quote_plus

from providers.sandbox.voipms import media
from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.voipms.belonging import client_row, numbers_of
from providers.sandbox.voipms.callbacks import tell_of_message
from providers.sandbox.voipms.days import EASTERN, LONGEST_RANGE, asked_hours, eastern_day, written
from providers.sandbox.voipms.dids import held, ten_digits
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

SENT, RECEIVED = "0", "1"
PRICES = {"sms": Decimal("0.0075"), "mms": Decimal("0.02")}  # US dollars; an MMS costs the same when it is received
FIRST_IDS = {"sms": 200_000, "mms": 80_000}
LONGEST = {"sms": 160, "mms": 2048}
A_DAY = 100  # messages by API
REFUSALS = {"98": "sms_failed", "97": "sms_apply_regulations"}
UNHEARD = "99"
ON_THE_WAY, DELIVERED, IN = "Information not available", "Message delivered to handset.", "received"
DELIVERY_SECONDS, REPLY_SECONDS, ARRIVAL_SECONDS = 5, 20, 4 * 3600
LISTED = 50
REPLIES = ("Yes, that works.", "Oui, merci !", "Not today, sorry.", "D’accord, à demain.")
ARRIVALS = (
    "Bonjour, êtes-vous ouverts samedi ?",
    "Is my order ready?",
    "Merci, c’est noté.",
    "Running 10 min late",
    "Pouvez-vous me rappeler ? 514 555-0142",
    "STOP",
    "Loved “See you at 3”",
    "Thanks! 1+1=2 & 100 % sure",
)


# ── Sending ───────────────────────────────────────────────────────────────────────────


def send(account: Account, method: Method, given: Given) -> Answer:
    """Accepted at once and charged; delivered, or not, a little later."""
    kind = "sms" if method.name == "sendSMS" else "mms"
    number = _enabled(account, given["did"])
    contact = ten_digits(given["dst"])
    if len(contact) != 10:
        raise Status("invalid_dst")
    text = given.get("message", "")
    files = media.asked_files(given)
    if not text and not files:
        raise Status("message_empty")
    if len(text) > LONGEST[kind]:
        raise Status("sms_toolong")
    if contact[-2:] in REFUSALS:
        raise Status(REFUSALS[contact[-2:]])
    if _sent_today(account) >= A_DAY:
        raise Status("limit_reached")
    if not account.can_pay(PRICES[kind]):
        raise Status("non_sufficient_funds")
    message = _keep(account, kind, SENT, number, contact, text, media.keep(account, files), ON_THE_WAY)
    account.charge(PRICES[kind], kind=kind.upper(), description=f"{kind.upper()} from {number} to {contact}")
    if not contact.endswith(UNHEARD):
        account.later(DELIVERY_SECONDS, "message_ends", kind=kind, id=message["id"])
    return {kind: int(message["id"]) if account.settings.drift else message["id"]}


def _enabled(account: Account, did: str) -> str:
    number, row = held(account, did)
    if row["sms_available"] != "1" or row["sms_enabled"] != "1":
        raise Status("invalid_did")
    return number


def _sent_today(account: Account) -> int:
    midnight = eastern_day(account.moment.astimezone(EASTERN).date())[0].isoformat()
    return sum(
        message["direction"] == SENT and message["at"] >= midnight for kind in PRICES for message in account.rows(kind)
    )


def _keep(
    account: Account, kind: str, direction: str, did: str, contact: str, text: str, files: list[str], status: str,
    at: datetime | None = None,
) -> Document:  # fmt: skip
    key = account.next_id(kind, FIRST_IDS[kind])
    message = {
        "id": key, "kind": kind, "at": (at or account.moment).isoformat(), "direction": direction, "did": did,
        "contact": contact, "message": text, "media": files, "carrier_status": status,
    }  # fmt: skip
    account.write(kind, key, message)
    return message


# ── What happens later ────────────────────────────────────────────────────────────────


def message_ends(account: Account, entry: Document) -> None:
    """It has been delivered: to a number of this service, or to somebody outside, who may answer."""
    message = account.row(entry["kind"], entry["id"])
    if message is None:
        return
    account.write(entry["kind"], entry["id"], {**message, "carrier_status": DELIVERED})
    for login in account.world.logins(PROVIDER):
        other = Account(account.world, login, at=account.moment)
        row = other.row("dids", message["contact"])
        if row is not None and row["sms_enabled"] == "1":
            receive(other, message["kind"], message["contact"], message["did"], message["message"], message["media"])
            return
    if message["message"].rstrip().endswith("?"):
        account.later(REPLY_SECONDS, "message_is_answered", kind=entry["kind"], id=entry["id"])


def message_is_answered(account: Account, entry: Document) -> None:
    """A question with pictures is answered with one."""
    asked = account.row(entry["kind"], entry["id"])
    if asked is None or account.row("dids", asked["did"]) is None:
        return
    reply = REPLIES[int(asked["id"]) % len(REPLIES)]
    pictures = media.keep(account, [media.picture()]) if asked["kind"] == "mms" else []
    receive(account, asked["kind"], asked["did"], asked["contact"], reply, pictures)


def message_arrives(account: Account, entry: Document) -> None:
    """Somebody writes of their own accord; the next one follows hours later."""
    account.later(ARRIVAL_SECONDS, "message_arrives", number=entry["number"] + 1)
    numbers = [row["did"] for row in account.rows("dids") if row["sms_enabled"] == "1"]
    if numbers:
        random = Random(f"{account.world.seed}:{account.owner}:message:{entry['number']}")
        receive(account, "sms", random.choice(numbers), _stranger(random), random.choice(ARRIVALS), [])


def receive(account: Account, kind: str, did: str, contact: str, text: str, files: list[str]) -> None:
    """A message comes in for a number, and the customer is told as the number is set."""
    message = _keep(account, kind, RECEIVED, did, contact, text, files, IN)
    if kind == "mms":
        account.charge(PRICES[kind], kind="MMS", description=f"MMS from {contact} to {did}")
    row = account.row("dids", did)
    if row is not None and row["sms_enabled"] == "1":
        tell_of_message(account, row, message, [media.url(account, file) for file in files])
        _pass_on(account, row, message)


def _pass_on(account: Account, did: Document, message: Document) -> None:
    """By e-mail, and as a message to another phone, where the number is set so."""
    if did["sms_email_enabled"] == "1" and did["sms_email"]:
        account.mail(did["sms_email"], f"{message['kind'].upper()} from {message['contact']}", message["id"])
    target = ten_digits(did["sms_forward"])
    if did["sms_forward_enabled"] == "1" and len(target) == 10 and account.can_pay(PRICES["sms"]):
        text = f"{message['contact']}: {message['message']}"[: LONGEST["sms"]]
        _keep(account, "sms", SENT, did["did"], target, text, [], DELIVERED)
        account.charge(PRICES["sms"], kind="SMS", description=f"SMS forwarded from {did['did']} to {target}")


def bear(account: Account) -> None:
    """Three weeks of talk on the first numbers that text, and the first of what arrives."""
    random = Random(f"{account.world.seed}:{account.owner}:messages")
    now = account.moment
    numbers = [row["did"] for row in account.rows("dids") if row["sms_enabled"] == "1"][:12]
    contacts = [_stranger(random) for _ in range(6)]
    moments = sorted(now - timedelta(seconds=random.randrange(3600, 21 * 86400)) for _ in range(120 if numbers else 0))
    kinds = random.choices(("sms", "mms"), (9, 1), k=len(moments))
    today = [(now, "sms"), (now, "mms")] if numbers else []
    for moment, kind in [*zip(moments, kinds, strict=True), *today]:
        received = random.random() < 0.6 or moment > now - timedelta(days=2)
        pictures = media.keep(account, [media.picture()]) if kind == "mms" else []
        text = random.choice(ARRIVALS if received else REPLIES)
        direction, status = (RECEIVED, IN) if received else (SENT, DELIVERED)
        _keep(account, kind, direction, random.choice(numbers), random.choice(contacts), text, pictures, status, moment)
    account.later(ARRIVAL_SECONDS, "message_arrives", number=1)


def _stranger(random: Random) -> str:
    return f"{random.choice(('514', '438', '416', '212', '305'))}55501{random.randrange(97):02d}"


# ── Reading and deleting ──────────────────────────────────────────────────────────────


def get_messages(account: Account, method: Method, given: Given) -> Answer:
    """Newest first, `limit` of them (50 when not given); days are Eastern, today when none is given."""
    kind = "mms" if method.name.endswith("MMS") else "sms"
    numbers = {row["did"] for row in account.rows("dids") if row["sms_available"] == "1"}
    if given.get("did"):
        numbers = {_enabled(account, given["did"])}
    if given.get("client"):
        numbers &= {row["did"] for row in numbers_of(account, client_row(account, given["client"])["client"])}
    found = sorted(_found(account, kind, numbers, given), key=lambda each: (each["at"], each["id"]), reverse=True)
    if not found:
        raise Status("no_sms")
    hours = asked_hours(given)
    limit = int(given["limit"]) if given.get("limit", "").isdigit() else LISTED
    rows = [_row(account, method, each, hours) for each in found[: limit or LISTED]]
    return {"sms": rows}


def _found(account: Account, kind: str, numbers: set[str], given: Given) -> Iterator[Document]:
    key = given.get(kind, "0") or "0"
    first, last = _asked_days(account, given)
    start, end = eastern_day(first)[0].isoformat(), eastern_day(last)[1].isoformat()
    kinds = ("sms", "mms") if given.get("all_messages") == "1" else (kind,)
    contact = ten_digits(given.get("contact", ""))
    for message in (each for name in kinds for each in account.rows(name)):
        if key != "0":
            if message["id"] == key:
                yield message
        elif (
            message["did"] in numbers
            and start <= message["at"] < end
            and given.get("type", "") in {"", message["direction"]}
            and contact in {"", message["contact"]}
        ):
            yield message


def _asked_days(account: Account, given: Given) -> tuple[date, date]:
    today = account.moment.astimezone(EASTERN).date()
    first = date.fromisoformat(given["from"]) if given.get("from") else today
    last = date.fromisoformat(given["to"]) if given.get("to") else today
    if first > last or last - first > LONGEST_RANGE:
        raise Status("invalid_daterange")
    return first, last


def _row(account: Account, method: Method, message: Document, hours: float | None) -> Document:
    """With drift, the text of an SMS comes URL-encoded with + for blanks, and an MMS without its media, as seen live."""
    drift = account.settings.drift
    links = [] if drift else [media.url(account, file) for file in message["media"]]
    row = {
        "id": message["id"],
        "date": written(account, datetime.fromisoformat(message["at"]), hours),
        "type": message["direction"],
        "did": message["did"],
        "contact": message["contact"],
        "message": quote_plus(message["message"]) if drift and "SMS" in method.name else message["message"],
        "carrier_status": message["carrier_status"],
        "media": links,
        **{f"col_media{number}": "".join(links[number - 1 : number]) for number in (1, 2, 3)},
    }
    return {field.name: row[field.name] for field in method.fields}


def get_media(account: Account, method: Method, given: Given) -> Answer:
    """An object keyed by index, or with media_as_array a list."""
    message = account.row("mms", given.get("id", ""))
    if message is None:
        raise Status("invalid_id")
    links = [media.url(account, file) for file in message["media"]]
    return {
        "id": message["id"],
        "date": written(account, datetime.fromisoformat(message["at"]), None),
        "media": links if given.get("media_as_array") == "1" else {str(at): link for at, link in enumerate(links)},
    }


def delete_message(account: Account, method: Method, given: Given) -> Answer:
    if not account.remove("sms" if method.name == "deleteSMS" else "mms", given["id"]):
        raise Status("invalid_id")
    return {}
