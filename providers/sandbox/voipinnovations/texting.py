"""SMS and MMS: where a number's texts go, sending, delivery, answers, and what is posted to the customer's URL.

What becomes of a message is read from the recipient's last two digits: 99 is never heard of, 98 is not delivered; all others
receive it. Somebody who is asked a question (the text ends with a question mark) answers. A number of this service
receives it as its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

from providers.sandbox.voipinnovations.account import PROVIDER, Account, everybody
from providers.sandbox.voipinnovations.features import MAIL, TEN_DIGITS
from providers.sandbox.voipinnovations.inventory import everything, held, owned, save
from providers.sandbox.voipinnovations.refusal import REFUSED, Refused, nothing_found
from providers.sandbox.world.postbox import Letter
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, Any]

DESTINATIONS = frozenset({"NONE", "SIP", "EMAIL", "FORWARD", "POST", "GET", "PROGTELCO"})
POSTED = frozenset({"POST", "GET"})
PRICES = {"SMS": Decimal("0.0075"), "MMS": Decimal("0.02")}  # US dollars
LONGEST = 2000
ELEVEN_DIGITS = re.compile(r"1[2-9]\d{9}")
SENT, DELIVERED, UNDELIVERED = "SENT", "DELIVERED", "UNDELIVERED"
FAILING, UNHEARD = "98", "99"
DELIVERY_SECONDS, REPLY_SECONDS, ARRIVAL_SECONDS = 5, 20, 4 * 3600
RETRIES = (60, 300, 900)
NAMES = UUID("5f0c3a52-3f3c-4d0e-9d8a-6f6f0b7d1c11")
REPLIES = ("Yes, that works.", "Sure, thanks!", "Not today, sorry.", "¡Sí, mañana!")
ARRIVALS = (
    "Are you open on Saturday?",
    "Is my order ready?",
    "Running 10 min late",
    "Can you call me back? 212 555-0142",
    "STOP",
    "Loved “See you at 3”",
    "Thanks! 1+1=2 & 100 % sure",
)
PICTURE = "/voipinnovations/media/photo.png"


# ── Where texts go ────────────────────────────────────────────────────────────────────


def configure(account: Account, method: Method, given: Given) -> Answer:
    """ConfigSMSDestination. The token goes with POST and GET only."""
    kind, destination = given["destinationType"].upper(), given["destination"]
    if kind not in DESTINATIONS:
        raise Refused(REFUSED, "The destination type is unknown")
    if kind in POSTED and not destination.startswith(("http://", "https://")):
        raise Refused(REFUSED, "The destination is no URL")
    if kind == "EMAIL":
        _check_mails(destination)
    if kind == "FORWARD" and not TEN_DIGITS.fullmatch(destination):
        raise Refused(REFUSED, "The destination has ten digits")
    row = _capable(held(account, method, given["tn"]))
    token = given["authToken"] if kind in POSTED else ""
    changed = {"enabled": kind != "NONE", "type": kind, "destination": destination, "token": token}
    return {"DIDs": [_shown(save(account, row, sms={**row["sms"], **changed}))]}


def configure_simply(account: Account, method: Method, given: Given) -> Answer:
    """ConfigSMS, the old way: on or off, and a forward to mail addresses or one number; empty drops it."""
    row, forward = held(account, method, given["tn"]), given["forwardEmail"]
    if given["enable"]:
        _capable(row)
    kind = "NONE"
    if TEN_DIGITS.fullmatch(forward):
        kind = "FORWARD"
    elif forward:
        _check_mails(forward)
        kind = "EMAIL"
    changed = {"enabled": given["enable"], "type": kind, "destination": forward, "token": ""}
    return {"DIDs": [_shown(save(account, row, sms={**row["sms"], **changed}))]}


def update_receipts(account: Account, method: Method, given: Given) -> Answer:
    rows = [held(account, method, tn) for tn in given["tns"]]
    return {"DIDs": [_shown(save(account, row, sms={**row["sms"], "dlr": given["dlr"]})) for row in rows]}


def audit(account: Account, method: Method, given: Given) -> Answer:
    """How texts of one number, or of all, are set."""
    if given["tn"]:
        return {"DIDs": [_shown(held(account, method, given["tn"]))]}
    rows = list(everything(account))
    if not rows:
        raise nothing_found()
    return {"DIDs": (_shown(row) for row in rows)}


def _shown(row: Document) -> Document:
    sms = row["sms"]
    return {
        "TN": row["tn"], "Enabled": sms["enabled"], "Forward": sms["destination"] if sms["type"] in {"EMAIL", "FORWARD"} else "",
        "DestinationType": sms["type"], "Destination": sms["destination"], "DLR": sms["dlr"],
    }  # fmt: skip


def _capable(row: Document) -> Document:
    if not row["sms_capable"]:
        raise Refused(REFUSED, "This number does not support SMS")
    return row


def _check_mails(text: str) -> None:
    if not all(MAIL.fullmatch(each.strip()) for each in text.split(";")):
        raise Refused(REFUSED, "The destination is no e-mail address")


# ── Sending ───────────────────────────────────────────────────────────────────────────


def send(account: Account, method: Method, given: Given) -> Answer:
    """SendSMS, SendSMSWithDLR, SendMMS: accepted at once and charged; delivered, or not, a little later."""
    kind = "MMS" if method.name == "SendMMS" else "SMS"
    sender = _sender(account, given["sender"])
    if not ELEVEN_DIGITS.fullmatch(given["recipient"]):
        raise Refused(REFUSED, "The recipient is not valid or has no country code")
    if len(given["message"]) > LONGEST:
        raise Refused(REFUSED, "The message is too long")
    if not account.can_pay(PRICES[kind]):
        raise Refused(REFUSED, "The balance is too low")
    account.charge(PRICES[kind], f"{kind} from {sender}")
    files = [each["FileName"] for each in given.get("files", [])]
    dlr = method.name == "SendSMSWithDLR"
    message = _keep(
        account, kind, "out", sender, given["recipient"], given["message"], files=files, status=SENT, dlr=dlr
    )
    account.later(DELIVERY_SECONDS, "message_ends", id=message["id"])
    uuid = message["uuid"]
    return {
        "Uuid": uuid,
        "MsgDetails": {"success": True, "code": "200", "data": "", "status": SENT, "uuid": uuid},
    }


def _sender(account: Account, asked: str) -> str:
    """Ten digits of the account's number that may text. Ten or eleven are taken (fact sheet, section 4)."""
    tn = asked[1:] if ELEVEN_DIGITS.fullmatch(asked) else asked
    row = owned(account, tn)
    if row is None or not row["sms"]["enabled"]:
        raise Refused(REFUSED, "The sender is not valid")
    return tn


def _keep(
    account: Account, kind: str, way: str, tn: str, contact: str, text: str, *, files: list[str], status: str,
    dlr: bool = False,
) -> Document:  # fmt: skip
    key = str(account.next_id("messages", 1))
    uuid, at = str(uuid5(NAMES, f"{account.owner}:{key}")), account.moment.isoformat()
    message = {
        "id": key, "uuid": uuid, "kind": kind, "way": way, "at": at, "tn": tn, "contact": contact, "text": text,
        "files": files, "status": status, "dlr": dlr,
    }  # fmt: skip
    account.write("messages", key, message)
    return message


# ── What happens later ────────────────────────────────────────────────────────────────


def message_ends(account: Account, entry: Document) -> None:
    """It has been delivered, to a number of this service or to somebody outside, or it has not."""
    message = account.row("messages", entry["id"])
    if message is None or message["contact"].endswith(UNHEARD):
        return
    lost = message["contact"].endswith(FAILING) or _blocked(account, message["tn"])
    status = UNDELIVERED if lost else DELIVERED
    account.write("messages", message["id"], {**message, "status": status})
    _tell_receipt(account, message, status)
    if lost:
        return
    for other in everybody(account.world):
        there = Account(account.world, other.login, at=account.moment)
        row = there.row("dids", message["contact"][1:])
        if row is not None and row["sms"]["enabled"]:
            receive(there, row, f"1{message['tn']}", message["text"], kind=message["kind"])
            return
    if message["text"].rstrip().endswith("?"):
        account.later(REPLY_SECONDS, "message_is_answered", id=message["id"])


def _blocked(account: Account, tn: str) -> bool:
    """Local American numbers want an approved campaign (fact sheet, 5.5)."""
    row = owned(account, tn)
    if row is None or not account.settings.campaign_needed or row["toll_free"] or row["country"] != "US":
        return False
    campaign = account.row("campaigns", row["campaign"])
    return campaign is None or campaign["status"] != "APPROVED"


def message_is_answered(account: Account, entry: Document) -> None:
    asked = account.row("messages", entry["id"])
    row = owned(account, asked["tn"]) if asked else None
    if asked is not None and row is not None:
        reply = REPLIES[int(asked["id"]) % len(REPLIES)]
        receive(account, row, asked["contact"], reply, kind=asked["kind"])


def message_arrives(account: Account, entry: Document) -> None:
    """Somebody writes of their own accord; the next one follows hours later."""
    account.later(ARRIVAL_SECONDS, "message_arrives", number=entry["number"] + 1)
    rows = [row for row in account.rows("dids") if row["sms"]["enabled"]]
    if rows:
        random = Random(f"{account.world.seed}:{account.owner}:message:{entry['number']}")
        stranger = f"1{random.choice(('212', '305', '415', '312'))}55501{random.randrange(90):02d}"
        receive(account, random.choice(rows), stranger, random.choice(ARRIVALS), kind="SMS")


def receive(account: Account, row: Document, contact: str, text: str, *, kind: str) -> None:
    """A message comes in for a number and goes where the number's texts go. A picture message has a picture."""
    files = [f"{account.base}{PICTURE}"] if kind == "MMS" else []
    message = _keep(account, kind, "in", row["tn"], contact, text, files=files, status="RECEIVED")
    if not row["sms"]["enabled"] or row["sms"]["type"] not in POSTED:
        return
    told = SHAPES[account.settings.inbound](message)
    _post(account, row, told, kind=kind.lower(), as_json=True)


# ── Posting ───────────────────────────────────────────────────────────────────────────
# Two shapes of an inbound text were seen (fact sheet, 5.4); the account's settings say which one comes.


def _webhook(message: Document) -> Document:
    files = {"files": message["files"]} if message["files"] else {}
    return {
        "type": f"incomingWebhook{message['kind']}",
        "id": message["uuid"],
        "caller_id_number": message["contact"],
        "destination_number": f"1{message['tn']}",
        "text": message["text"],
        **files,
    }


def _gateway(message: Document) -> Document:
    files = {"fileUrls": message["files"]} if message["files"] else {}
    return {
        "from": message["contact"],
        "to": f"1{message['tn']}",
        "messageType": message["kind"],
        "text": message["text"],
        **files,
    }


SHAPES = {"webhook": _webhook, "gateway": _gateway}


def _tell_receipt(account: Account, message: Document, status: str) -> None:
    """To the number's own URL, form-encoded, for a message sent with receipt from a number that has receipts on."""
    row = owned(account, message["tn"])
    if row is not None and message["dlr"] and row["sms"]["dlr"] and row["sms"]["type"] in POSTED:
        told = {"status": status, "to": message["contact"], "msgid": message["uuid"]}
        _post(account, row, told, kind="receipt", as_json=False)


def _post(account: Account, row: Document, told: Document, *, kind: str, as_json: bool) -> None:
    """How a token is shown to the customer's URL is not documented; here it is a bearer token."""
    sms = row["sms"]
    url, headers, body = sms["destination"], {}, b""
    if sms["type"] == "GET":
        url += ("&" if "?" in url else "?") + urlencode(told, doseq=True)
    elif as_json:
        headers, body = {"Content-Type": "application/json"}, json.dumps(told, ensure_ascii=False).encode()
    else:
        headers, body = {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(told).encode()
    if sms["token"]:
        headers = {**headers, "Authorization": f"Bearer {sms['token']}"}
    account.world.postbox.put(
        Letter(
            provider=PROVIDER, account=account.login, kind=kind, url=url, method=sms["type"], headers=headers, body=body,
            retries=RETRIES,
        )
    )  # fmt: skip
