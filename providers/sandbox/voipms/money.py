"""Balance and ledger. All amounts are US dollars; days are those of US Eastern time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.days import EASTERN, asked_range, eastern_day
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.calls import Call
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]
START = datetime(2000, 1, 1, tzinfo=UTC)
MOMENT = timedelta(seconds=1)  # an end is not part of a span


def get_balance(account: Account, method: Method, given: Given) -> Answer:
    balance: dict[str, Any] = {"current_balance": f"{account.balance():.6f}"}
    if given.get("advanced") == "1":
        now = account.world.clock.now()
        midnight = eastern_day(now.astimezone(EASTERN).date())[0]
        balance |= statistics("total", account.calls(START, now + MOMENT))
        balance |= statistics("today", account.calls(midnight, now + MOMENT))
    return {"balance": balance}


def statistics(span: str, calls: list[Call]) -> Answer:
    seconds = sum(call.seconds for call in calls)
    return {
        f"spent_{span}": f"{_spent(calls):.5f}",
        f"calls_{span}": str(len(calls)),
        f"time_{span}": _clock_words(seconds),
    }


def _clock_words(seconds: int) -> str:
    """h:mm:ss, or m:ss below an hour: the service mixes the two."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def get_transactions(account: Account, method: Method, given: Given) -> Answer:
    rows = ledger(account, *asked_range(given))
    if not rows:
        raise Status("no_transactions")
    return {"transactions": rows}


def ledger(account: Account, first: date, last: date) -> list[dict[str, str]]:
    """Orders one by one, and one row for each day's calls. Newest first."""
    rows = [_ledger_row(account, entry) for entry in account.rows("ledger")]
    rows = [row for row in rows if first.isoformat() <= row["date"][:10] <= last.isoformat()]
    for day in (first + timedelta(days=step) for step in range((last - first).days + 1)):
        spent = _spent(account.calls(*eastern_day(day)))
        if spent:
            rows.append(
                {
                    "date": f"{day} 23:59:59",
                    "uniqueid": f"{day:%Y%m%d}x41098i8c",
                    "type": "Calls",
                    "description": f"Calls of {day}",
                    "ammount": f"-{spent:.6f}",
                }
            )
    return sorted(rows, key=lambda row: row["date"], reverse=True)


def _ledger_row(account: Account, entry: Mapping[str, str]) -> dict[str, str]:
    moment = account.stamp(datetime.fromisoformat(entry["at"])).astimezone(EASTERN)
    return {
        "date": f"{moment:%Y-%m-%d %H:%M:%S}",
        **{name: entry[name] for name in ("uniqueid", "type", "description", "ammount")},
    }


def _spent(calls: list[Call]) -> Decimal:
    return sum((Decimal(call.total) for call in calls), Decimal(0))
