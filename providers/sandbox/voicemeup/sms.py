"""Messages, through the v1.1 sibling only. They are delivered after a while; some are answered.

Answers are posted to the account's URL as the field clients saw it: JSON without a signature, all values texts; a message
with an attachment comes as two, the text in a wrapper first (fact sheet, section 7).
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from html import escape

from providers.sandbox.voicemeup import places
from providers.sandbox.voicemeup.account import PROVIDER, Account
from providers.sandbox.voicemeup.answer import Answer, Message
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.world.postbox import Letter
from providers.sandbox.world.store import Document

DELIVERED_AFTER = timedelta(seconds=4)
ANSWERED_AFTER = timedelta(seconds=25)
PRICES = {"message": Decimal("0.0075"), "attachment": Decimal("0.0200")}
FIRST_ID = 5_410_001
UNREACHABLE = "99"  # numbers that end so take no messages
ANSWERS = ("OK, merci!", "Parfait.", "Thanks, see you then.", "Who is this?", "Can you call me back?", "👍")
STOP_WORDS = frozenset(["STOP", "ARRET", "ARRÊT"])
PICTURE = bytes.fromhex("47494638396101000100800000336699ffffff2c00000000010001000002024401003b")  # a GIF of one pixel


def queue_sms(account: Account, given: dict[str, str]) -> Answer:
    did = next((row for row in account.rows("dids") if row["number"] == given["source_number"]), None)
    if did is None or did["kind"] != "local" or did["status"] != "enabled":
        raise Refused("permission_refused")
    if any(_same(row, given) for row in account.rows("messages")):
        raise Refused("duplicate_entry")
    row = _keep(
        account, did, direction="outbound", source=given["source_number"], destination=given["destination_number"],
        text=given.get("message", ""), attachment=given.get("attachment", ""), status="queued",
    )  # fmt: skip
    account.pay(PRICES["attachment" if row["attachment"] else "message"])
    account.later("sms_sent", DELIVERED_AFTER, id=row["sms_log_id"])
    return Answer(messages=(Message("queued_sms_hash", row["sms_hash"]),))


def deliver(account: Account, identity: str) -> None:
    """What is queued arrives, or fails; about every second one is answered."""
    row = account.row("messages", identity)
    if row is None:
        return
    fails = row["destination_number"].endswith(UNREACHABLE)
    sent = {"transmission_status": "failed" if fails else "completed", "transmitted_at": account.now.isoformat()}
    account.write("messages", identity, {**row, **sent})
    answered = int(row["destination_number"][-1]) % 2 == 0 and row["message"].strip().upper() not in STOP_WORDS
    if answered and not fails:
        account.later("sms_answered", ANSWERED_AFTER, id=identity)


def answer(account: Account, identity: str) -> None:
    row = account.row("messages", identity)
    if row is not None:
        text = ANSWERS[int(identity) % len(ANSWERS)]
        receive(account, row["destination_number"], row["source_number"], text, picture=bool(row["attachment"]))


def receive(account: Account, source: str, destination: str, text: str, *, picture: bool = False) -> None:
    """A message comes in and is posted. Numbers have eleven digits."""
    did = next((row for row in account.rows("dids") if row["number"] == destination), None)
    if did is None:
        return
    parts = [(text, "mms.html"), ("", "gif")] if picture else [(text, "")]
    for words, ending in parts:
        row = _keep(
            account, did, direction="inbound", source=source, destination=destination, text=words,
            attachment=ending, status="completed",
        )  # fmt: skip
        _post(account, row)


def attachment_of(row: Document) -> tuple[bytes, str]:
    """The content and its type."""
    if row["attachment"] == "gif":
        return PICTURE, "image/gif"
    return f"<html><body><p>{escape(row['message'])}</p></body></html>".encode(), "text/html"


def _same(row: Document, given: dict[str, str]) -> bool:
    """The same message, while the first one still waits."""
    return row["transmission_status"] == "queued" and (
        row["source_number"], row["destination_number"], row["message"], row["attachment"]
    ) == (given["source_number"], given["destination_number"], given.get("message", ""), given.get("attachment", ""))  # fmt: skip


def _keep(
    account: Account, did: Document, *, direction: str, source: str, destination: str, text: str, attachment: str,
    status: str,
) -> Document:  # fmt: skip
    number = account.next_id("messages", FIRST_ID)
    now = account.now.isoformat()
    row = {
        "sms_log_id": number, "sms_hash": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{account.owner}:sms:{number}")),
        "direction": direction, "source_number": source, "destination_number": destination,
        "client_did_id": did["client_did_id"], "message": text, "attachment": attachment,
        "transmission_status": status, "at": now, "transmitted_at": now,
    }  # fmt: skip
    account.write("messages", number, row)
    return row


def _post(account: Account, row: Document) -> None:
    url = account.settings.sms_url
    if url:
        body = json.dumps(_told(account, row), ensure_ascii=False).encode()
        account.world.postbox.put(
            Letter(
                provider=PROVIDER, account=account.login, kind="sms", url=url,
                headers={"content-type": "application/json"}, body=body,
            )
        )  # fmt: skip


def _told(account: Account, row: Document) -> dict[str, str]:
    at, transmitted = datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["transmitted_at"])
    content, kind = attachment_of(row) if row["attachment"] else (b"", "")
    link = f"{account.base}/voicemeup/media/{account.login}/mms/{row['sms_hash']}.{row['attachment']}" if kind else ""
    return {
        "sms_log_id": row["sms_log_id"], "sms_hash": row["sms_hash"], "datetime": _moment(account, at),
        "date": account.day_of(at), "time": account.time_of(at), "direction": row["direction"],
        "source_number": places.e164(row["source_number"]), "destination_number": places.e164(row["destination_number"]),
        "client_did_id": row["client_did_id"], "message": row["message"], "attachment": link,
        "attachment_size": str(len(content)) if kind else "", "attachment_mime_type": kind, "status": "enabled",
        "transmission_status": row["transmission_status"], "datetime_transmission": _moment(account, transmitted),
    }  # fmt: skip


def _moment(account: Account, moment: datetime) -> str:
    return f"{account.day_of(moment)} {account.time_of(moment)}"
