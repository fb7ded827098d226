"""Outbound calls: broadcast messages, Real-Time calls, and ending what is live: `calls.*`, `actions.start`."""

from __future__ import annotations

from typing import Any

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.cdr import leg
from providers.sandbox.callr.dialling import authorised_cli, begin, check_credit, end, outcome_of, started_at
from providers.sandbox.callr.later import later
from providers.sandbox.callr.media import voices
from providers.sandbox.callr.refusal import wrong_value
from providers.sandbox.world.store import Document

Given = dict[str, Any]
RING_SECONDS, SECONDS_A_MESSAGE = 4, 8


def broadcast(account: Account, given: Given) -> str:
    check_credit(account)
    options = given["options"] or {}
    for message in given["messages"]:
        if not _is_media(account, message):
            raise wrong_value("messages")
    if not given["messages"]:
        raise wrong_value("messages")
    cli, name = authorised_cli(account, options), account.new_hash("request")
    request = {
        "hash": name,
        "status": "DIALING",
        "number": given["target"]["number"],
        "cli": cli,
        "cdr_field": options.get("cdr_field", ""),
        "seconds": SECONDS_A_MESSAGE * len(given["messages"]) * (options.get("loop") or 1),
        "callid": account.callid(f"broadcast:{name}"),
    }
    account.write("broadcasts", name, request)
    later(account, 1, "broadcast_moves", request=name, stage="dial")
    return name


def _is_media(account: Account, message: Any) -> bool:
    """A media id that is there, or TTS|voice|text."""
    if isinstance(message, int) and not isinstance(message, bool):
        return account.row("library", str(message)) is not None
    parts = message.split("|", 2) if isinstance(message, str) else []
    return len(parts) == 3 and parts[0] == "TTS" and parts[1] in voices() and bool(parts[2])


def broadcast_moves(account: Account, entry: Document) -> None:
    request = account.row("broadcasts", entry["request"])
    if request is None or request["status"] not in {"DIALING", "UP"}:
        return
    outcome, name = outcome_of(request["number"]), entry["request"]
    match entry["stage"]:
        case "dial":
            begin(
                account,
                callid=request["callid"],
                number=request["number"],
                cli=request["cli"],
                app=None,
                broadcast=name,
            )
            later(account, RING_SECONDS, "broadcast_moves", request=name, stage="ring")
        case "ring" if outcome == "ANSWER":
            account.write("broadcasts", name, {**request, "status": "UP"})
            later(account, request["seconds"], "broadcast_moves", request=name, stage="end")
        case _:
            _end_broadcast(
                account, request, "CANCEL" if request["status"] == "DIALING" and outcome == "ANSWER" else outcome
            )


def _end_broadcast(account: Account, request: Document, dialstatus: str) -> None:
    started = started_at(account, request["callid"])
    passed = int((account.now - started).total_seconds())
    record = leg(
        account,
        callid=request["callid"],
        number=request["number"],
        cli=request["cli"],
        app=None,
        started=started,
        seconds=max(0, passed - RING_SECONDS),
        dialstatus=dialstatus,
        cdr_field=request["cdr_field"],
    )
    end(account, record)
    account.write("broadcasts", request["hash"], {**request, "status": dialstatus})


def get_status(account: Account, given: Given) -> str:
    """DIALING and UP on the way, then a dialstatus: the words are not published."""
    request = account.row("broadcasts", given["request_id"])
    if request is None:
        raise wrong_value("request_id")
    return str(request["status"])


def start_realtime(account: Account, given: Given) -> str:
    check_credit(account)
    cli, name = authorised_cli(account, given["options"]), account.new_hash("request")
    cdr_field = (given["options"] or {}).get("cdr_field", "")
    call = {"app": given["app"], "number": given["target"]["number"], "cli": cli, "cdr_field": cdr_field}
    later(account, 1, "realtime_dials", request=name, **call)
    return name


def start_actions(account: Account, given: Given) -> str:
    """The run's id. A scenario that names no number ends at once; nothing is documented of what it does."""
    name = account.new_hash("request")
    variables = (given["options"] or {}).get("variables") or {}
    account.write("action-runs", name, {"app": given["app"], "variables": variables, "at": account.stamp()})
    return name


def hangup(account: Account, given: Given) -> bool:
    """False when no such call is live."""
    live = account.row("live", str(given["callid"]))
    if live is None:
        return False
    if "clicktocall" in live:
        later(account, 0, "clicktocall_moves", call=live["clicktocall"], stage="end")
    elif "broadcast" in live:
        later(account, 0, "broadcast_moves", request=live["broadcast"], stage="end")
    else:
        account.write("live", str(given["callid"]), {**live, "hangup": True})
    return True


def break_command(account: Account, given: Given) -> bool:
    """Stops the command that a Real-Time call is at. False when there is none."""
    live = account.row("live", str(given["callid"]))
    if live is None or "realtime" not in live:
        return False
    account.write("live", str(given["callid"]), {**live, "break": True})
    return True
