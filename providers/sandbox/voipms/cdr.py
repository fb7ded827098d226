"""Call detail records: getCDR, and the accounts that it can be asked for.

Days are read in US Eastern time whatever `timezone` says; `timezone` shifts the times that are written. Clients found two
ways to read those (fact sheet, section 6), which disagree in summer; the account's `time_recipe` chooses:
"dst"    Eastern wall clock plus the difference of `timezone` to -5: asked with -5, times are those of America/New_York
"fixed"  UTC plus `timezone`: asked with -5, times are those of fixed UTC-5
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from providers.sandbox.seed import COUNTRY_OF
from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.days import EASTERN, asked_range, eastern_day
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.calls import Call
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]
FLAGS = {"answered": "ANSWERED", "noanswer": "NO ANSWER", "busy": "BUSY", "failed": "FAILED"}
ALL = frozenset(["all", ""])
COUNTRIES = {"CA": ("CAN", "Canada"), "US": ("USA", "United States")}


def get_cdr(account: Account, method: Method, given: Given) -> Answer:
    """Newest first."""
    wanted = {word for flag, word in FLAGS.items() if given.get(flag) == "1"}
    if not wanted:
        raise Status("no_callstatus")
    hours = float(given["timezone"])
    if not -12 <= hours <= 13:
        raise Status("invalid_timezone")
    first, last = asked_range(given)
    calls = account.calls(eastern_day(first)[0], eastern_day(last)[1])
    rows = [
        _row(call, _written(account, call.started_at, hours))
        for call in reversed(calls)
        if call.disposition in wanted and _is_asked_for(call, given)
    ]
    if not rows:
        raise Status("no_cdr")
    return {"cdr": rows}


def _is_asked_for(call: Call, given: Given) -> bool:
    account, kind, billing = (given.get(name, "") for name in ("account", "calltype", "callbilling"))
    return (
        (account in ALL or account == call.login)
        and (kind in ALL or (kind == "incoming") == call.inbound)
        and (billing in ALL or (billing == "billed") == (float(call.total) > 0))
    )


def _written(account: Account, started_at: datetime, hours: float) -> str:
    moment = account.stamp(started_at)
    if account.settings.time_recipe == "dst":
        local = moment.astimezone(EASTERN).replace(tzinfo=None) + timedelta(hours=hours + 5)
    else:
        local = moment.replace(tzinfo=None) + timedelta(hours=hours)
    return f"{local:%Y-%m-%d %H:%M:%S}"


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
    rows = [{"value": "all", "description": "All Accounts"}, {"value": account.main, "description": account.main}]
    for row in account.rows("subaccounts"):
        rows.append({"value": row["account"], "description": f"{row['account']} - {row['description']}"})
    return {method.list_key: rows}
