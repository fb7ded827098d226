"""Click to call: A is called, and B when A answers: `clicktocall/calls.*`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.apps import show_app
from providers.sandbox.callr.cdr import leg
from providers.sandbox.callr.dialling import (
    authorised_cli,
    begin,
    check_credit,
    end,
    keep_recording,
    outcome_of,
    started_at,
    talk_seconds,
)
from providers.sandbox.callr.later import later, later_at
from providers.sandbox.callr.packages import BLOCKED
from providers.sandbox.callr.refusal import wrong_value
from providers.sandbox.callr.signing_in import public
from providers.sandbox.callr.spans import moment
from providers.sandbox.world.store import Document

Given = dict[str, Any]
RING_SECONDS, SETS_OUT_SECONDS = 4, 1


def start(account: Account, given: Given) -> str:
    """`schedule`: a date-time in the past means now."""
    check_credit(account)
    options = given["options"] or {}
    cli, when = authorised_cli(account, options), account.now
    if options.get("schedule"):
        when = max(when, moment(options["schedule"], "options.schedule"))
    name = account.new_hash("clicktocall")
    call = {
        "hash": name,
        "a_targets": given["a_targets"],
        "b_targets": given["b_targets"],
        "a_status": None,
        "b_status": None,
        "cli": cli,
        "cdr_field": options.get("cdr_field", ""),
        "date_creation": account.stamp(),
        "date_scheduled": account.stamp(when),
        "date_started": None,
        "date_update": account.stamp(),
        "_app": given["app"],
        "_state": "waiting",
    }
    account.write("clicktocall", name, call)
    when = max(when, account.now + timedelta(seconds=SETS_OUT_SECONDS))
    later_at(account, when, "clicktocall_moves", call=name, stage="dial", side="a", target=0)
    return name


def get_status(account: Account, given: Given) -> Document:
    return show(account, account.held("clicktocall", given["hash"]))


def get_list(account: Account, given: Given) -> list[Document]:
    rows = [row for row in account.rows("clicktocall") if row["_app"] == given["app"]]
    return [show(account, row) for row in rows if given["from"] <= row["date_creation"] <= given["to"]]


def show(account: Account, row: Document) -> Document:
    app = account.row("apps", row["_app"]) or account.row("former-apps", row["_app"])
    return {**public(row), "app": show_app(account, app, with_dids=False) if app else None}


def cancel(account: Account, given: Given) -> bool:
    """Only before it started."""
    row = account.held("clicktocall", given["call"])
    if row["_state"] != "waiting":
        raise wrong_value("call")
    aborted = {"callid": None, "number": row["a_targets"][0]["number"], "status": "ABORTED", "try": 0}
    _update(account, row, _state="ended", a_status=aborted)
    return True


# ── What happens ──────────────────────────────────────────────────────────────────────


def clicktocall_moves(account: Account, entry: Document) -> None:
    row = account.row("clicktocall", entry["call"])
    if row is None or row["_state"] == "ended":
        return
    match entry["stage"]:
        case "dial":
            _dial(account, row, entry["side"], entry["target"])
        case "ring":
            _ring(account, row, entry["side"], entry["target"])
        case "end":
            _end(account, row)


def _dial(account: Account, row: Document, side: str, position: int) -> None:
    number, callid = row[f"{side}_targets"][position]["number"], account.callid(f"{row['hash']}:{side}:{position}")
    status = {"callid": callid, "number": number, "status": "DIALING", "try": position + 1}
    _update(
        account, row, _state="on", date_started=row["date_started"] or account.stamp(), **{f"{side}_status": status}
    )
    begin(account, callid=callid, number=number, cli=_cli(row, side), app=_app(account, row), clicktocall=row["hash"])
    later(account, RING_SECONDS, "clicktocall_moves", call=row["hash"], stage="ring", side=side, target=position)


def _ring(account: Account, row: Document, side: str, position: int) -> None:
    status = row[f"{side}_status"]
    if outcome_of(status["number"]) == "ANSWER":
        row = _update(account, row, **{f"{side}_status": {**status, "status": "ANSWER"}})
        if side == "a":
            later(account, 1, "clicktocall_moves", call=row["hash"], stage="dial", side="b", target=0)
        else:
            later(account, talk_seconds(status["callid"]), "clicktocall_moves", call=row["hash"], stage="end")
        return
    end(account, _record(account, row, side, outcome_of(status["number"]), 0))
    row = _update(account, row, **{f"{side}_status": {**status, "status": "NOANSWER"}})
    if position + 1 < len(row[f"{side}_targets"]):
        later(account, 1, "clicktocall_moves", call=row["hash"], stage="dial", side=side, target=position + 1)
    else:
        _end(account, row)


def _end(account: Account, row: Document) -> None:
    """Both legs end together."""
    statuses: Document = {}
    for side in ("a", "b"):
        status = row[f"{side}_status"]
        if status is None or account.row("live", str(status["callid"])) is None:
            continue
        answered = status["status"] == "ANSWER"
        record = _record(account, row, side, "ANSWER" if answered else "CANCEL", talk_seconds(status["callid"]))
        end(account, record)
        statuses[f"{side}_status"] = {**status, "status": "HANGUP"}
        app = _app(account, row)
        if side == "b" and answered and app and app["p"]["options"]["record_calls"]:
            keep_recording(account, record, app)
    _update(account, row, _state="ended", **statuses)


def _record(account: Account, row: Document, side: str, dialstatus: str, seconds: int) -> Document:
    status = row[f"{side}_status"]
    started = started_at(account, status["callid"])
    return leg(
        account,
        callid=status["callid"],
        number=status["number"],
        cli=_cli(row, side),
        app=_app(account, row),
        started=started,
        seconds=min(seconds, max(0, int((account.now - started).total_seconds()))),
        dialstatus=dialstatus,
        cdr_field=row["cdr_field"],
    )


def _cli(row: Document, side: str) -> str:
    """B sees the number of A that answered."""
    a_status = row["a_status"]
    return str(a_status["number"]) if side == "b" and a_status else str(row["cli"] or BLOCKED)


def _app(account: Account, row: Document) -> Document | None:
    return account.row("apps", row["_app"]) or account.row("former-apps", row["_app"])


def _update(account: Account, row: Document, **changes: Any) -> Document:
    row = {**row, **changes, "date_update": account.stamp()}
    account.write("clicktocall", row["hash"], row)
    return row
