"""Call detail records: getCDR, and the accounts that it can be asked for.

days.py tells how it reads time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from providers.sandbox.seed import COUNTRY_OF
from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.belonging import client_row, logins_of
from providers.sandbox.voipms.days import asked_hours, asked_range, eastern_day, written
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.calls import Call
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]
FLAGS = {"answered": "ANSWERED", "noanswer": "NO ANSWER", "busy": "BUSY", "failed": "FAILED"}
ALL = frozenset(["all", ""])
COUNTRIES = {"CA": ("CAN", "Canada"), "US": ("USA", "United States")}


def get_cdr(account: Account, method: Method, given: Given) -> Answer:
    return {"cdr": cdr_rows(account, given, account.calls)}


def cdr_rows(
    account: Account, given: Given, calls_between: Callable[[datetime, datetime], list[Call]]
) -> list[dict[str, str]]:
    """Newest first. Raises the status no_cdr when nothing was found."""
    wanted = {word for flag, word in FLAGS.items() if given.get(flag) == "1"}
    if not wanted:
        raise Status("no_callstatus")
    hours = asked_hours(given)
    first, last = asked_range(given)
    calls = calls_between(eastern_day(first)[0], eastern_day(last)[1])
    rows = [
        _row(call, written(account, call.started_at, hours))
        for call in reversed(calls)
        if call.disposition in wanted and _is_asked_for(call, given)
    ]
    if not rows:
        raise Status("no_cdr")
    return rows


def _is_asked_for(call: Call, given: Given) -> bool:
    account, kind, billing = (given.get(name, "") for name in ("account", "calltype", "callbilling"))
    return (
        (account in ALL or account == call.login)
        and (kind in ALL or (kind == "incoming") == call.inbound)
        and (billing in ALL or (billing == "billed") == (float(call.total) > 0))
    )


def _row(call: Call, date: str) -> dict[str, str]:
    caller, destination = (call.other, call.did) if call.inbound else (call.did, call.other)
    short, country = COUNTRIES[COUNTRY_OF[call.other[:3]]]
    return {
        "date": date,
        "callerid": f'"{call.name}" <{caller}>' if call.inbound and call.name else caller,
        "destination": destination,
        "description": f"Inbound - {country}" if call.inbound else f"Outbound - {country}",
        "account": call.login,
        "disposition": call.disposition,
        "duration": f"{call.seconds // 3600:02d}:{call.seconds % 3600 // 60:02d}:{call.seconds % 60:02d}",
        "seconds": str(call.seconds),
        "rate": call.rate,
        "total": call.total,
        "uniqueid": call.uniqueid,
        "destination_type": f"{'IN' if call.inbound else 'OUT'}:{short}",
        "call_logs": "",
    }


def get_call_accounts(account: Account, method: Method, given: Given) -> Answer:
    """All logins, or those of a client."""
    rows = [{"value": "all", "description": "All Accounts"}, {"value": account.main, "description": account.main}]
    logins = account.rows("subaccounts")
    if given.get("client"):
        rows, logins = rows[:1], logins_of(account, client_row(account, given["client"])["client"])
    rows += [
        {"value": row["account"], "description": f"{row['account']} - {row.get('description', '')}"} for row in logins
    ]
    return {method.list_key: rows}
