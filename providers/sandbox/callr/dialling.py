"""Calls that the platform makes: what becomes of them, that they are told, charged and kept.

What becomes of a call is read from the number's last two digits; all others answer.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.apps import clis
from providers.sandbox.callr.cdr import leg
from providers.sandbox.callr.events import tell
from providers.sandbox.callr.later import later
from providers.sandbox.callr.money import charge
from providers.sandbox.callr.packages import BLOCKED
from providers.sandbox.callr.recordings import new_recording
from providers.sandbox.callr.refusal import Refusal, wrong_value
from providers.sandbox.world.store import Document

Given = dict[str, Any]

ENDINGS = {"99": "NOANSWER", "98": "BUSY", "97": "CONGESTION", "96": "CHANUNAVAIL"}
LONGEST_TALK = 180
CONVERTS_SECONDS = 5


def outcome_of(number: str) -> str:
    """A dialstatus."""
    return ENDINGS.get(number[-2:], "ANSWER")


def talk_seconds(callid: int) -> int:
    return 20 + callid % (LONGEST_TALK - 20)


def authorised_cli(account: Account, options: Document | None) -> str:
    """The number shown: BLOCKED, an own DID, or one that was authorised. Raises `Refusal`."""
    cli = (options or {}).get("cli") or BLOCKED
    if cli != BLOCKED and cli not in {row["cli"] for row in clis(account, "CALL")}:
        raise wrong_value("options.cli")
    return str(cli)


def check_credit(account: Account) -> None:
    """Nobody calls out on an empty prepaid account."""
    settings = account.settings
    if settings.billing_mode == "PREPAID" and account.balance() <= settings.shutdown_limit:
        raise Refusal("FEATURE_NOT_ALLOWED")


def begin(
    account: Account, *, callid: int, number: str, cli: str, app: Document | None, cdr_field: str = "", **ref: Any
) -> None:
    """A call is on its way; `ref` says what it belongs to, for who wants to end it."""
    account.write("live", str(callid), {"callid": callid, "started": account.now.isoformat(), **ref})
    record = leg(
        account,
        callid=callid,
        number=number,
        cli=cli,
        app=app,
        started=account.now,
        seconds=0,
        dialstatus="NODIAL",
        cdr_field=cdr_field,
    )
    unended = {"hangup": None, "dialstatus": None, "hangupcause": None, "hangupsource": None}
    tell(account, "call.outbound_start", {**record, **unended})


def end(account: Account, record: Document) -> None:
    """The call is over: `record` is its CDR."""
    account.remove("live", str(record["callid"]))
    account.write("cdr-out", str(record["callid"]), record)
    charge(account, Decimal(record["billing_customer_debit_eur"]))
    tell(account, "call.outbound_hangup", record)


def started_at(account: Account, callid: int) -> datetime:
    live = account.row("live", str(callid))
    return datetime.fromisoformat(live["started"]) if live else account.now


def keep_recording(account: Account, record: Document, app: Document | None, kind: str = "CALL") -> None:
    made = new_recording(
        account,
        name=account.new_hash("recording"),
        kind=kind,
        app=app,
        callid=record["callid"],
        cli=(record["cli_name"], record["cli_number"]),
        did=None,
        moment=account.now,
        seconds=max(1, record["duration_answered"]),
    )
    made = {**made, "status": "PROCESSING"}
    account.write("recordings", made["hash"], made)
    tell(account, "media.recording.new", made)
    later(account, CONVERTS_SECONDS, "recording_is_ready", recording=made["hash"])


def recording_is_ready(account: Account, entry: Document) -> None:
    made = {**account.held("recordings", entry["recording"]), "status": "READY"}
    account.write("recordings", made["hash"], made)
    tell(account, "media.recording.status_update", made)
