"""Sums over calls and messages: `analytics/calls.*` and `analytics/sms.*`. Amounts are cents with four decimals here.

The step of a history follows the length of its span: hours up to two days, days up to three months, then months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.cdr import records
from providers.sandbox.callr.refusal import wrong_value
from providers.sandbox.callr.spans import asked_moments
from providers.sandbox.world.store import Document

Given = dict[str, Any]

MOST = 100
SORTS = {"COUNT": "count", "DURATION": "duration", "ALOC": "aloc", "DEBIT": "debit", "CREDIT": "credit"}


# ── Calls ─────────────────────────────────────────────────────────────────────────────


def calls_summary(account: Account, given: Given) -> Document:
    incoming, outgoing = (records(account, kind, *asked_moments(given)) for kind in ("IN", "OUT"))
    callers = {row["cli_number"] for row in incoming if row["cli_number"]}
    return {"IN": {**_sums(incoming), "unique_callers": len(callers)}, "OUT": _sums(outgoing)}


def calls_history(account: Account, given: Given) -> Document:
    step = _step(given)
    return {
        kind: [
            {"date": date, **_sums(rows)}
            for date, rows in _by(records(account, kind, *asked_moments(given)), lambda row: step(row["start"]))
        ]
        for kind in ("IN", "OUT")
    }


def cli_countries(account: Account, given: Given) -> list[Document]:
    return _top(account, given, "IN", "country_code", lambda row: row["cli_country_code"])


def outbound_countries(account: Account, given: Given) -> list[Document]:
    return _top(account, given, "OUT", "country_code", lambda row: row["number_country_code"])


def outbound_destinations(account: Account, given: Given) -> list[Document]:
    return _top(account, given, "OUT", "billing_label", lambda row: row["billing_customer_cost_label"])


def inbound_dids(account: Account, given: Given) -> list[Document]:
    numbers = {row["hash"]: row["intl_number"] for row in (*account.rows("former-dids"), *account.rows("dids"))}
    found = _top(account, given, "IN", "hash", lambda row: row["did_hash"])
    return [{**row, "intl": numbers.get(row["hash"], ""), "billing_label": "DID"} for row in found]


def top_apps(account: Account, given: Given) -> list[Document]:
    return _top(account, given, given["type"], "hash", lambda row: row["scenario_hash"])


def _top(account: Account, given: Given, kind: str, field: str, value: Callable[[Document], Any]) -> list[Document]:
    """Highest first."""
    order = SORTS.get(given["sort"].upper())
    if order is None:
        raise wrong_value("sort")
    if not 1 <= given["limit"] <= MOST:
        raise wrong_value("limit")
    rows = [row for row in records(account, kind, *asked_moments(given)) if value(row)]
    found = [{field: key, **_sums(of_key)} for key, of_key in _by(rows, value)]
    return sorted(found, key=lambda row: Decimal(row[order]), reverse=True)[: given["limit"]]


def _sums(rows: list[Document]) -> Document:
    answered = [row["duration_answered"] for row in rows if row["duration_answered"]]
    return {
        "aloc": round(sum(answered) / len(answered)) if answered else 0,
        "count": len(rows),
        "credit": _amount(row["billing_customer_credit_eur"] for row in rows),
        "debit": _amount(row["billing_customer_debit_eur"] for row in rows),
        "duration": sum(answered),
    }


# ── Messages ──────────────────────────────────────────────────────────────────────────


def sms_summary(account: Account, given: Given) -> Document:
    return {kind: _sms_sums(_messages(account, given, kind)) for kind in ("IN", "OUT")}


def sms_history(account: Account, given: Given) -> Document:
    return {kind: _sms_history(_messages(account, given, kind), given) for kind in ("IN", "OUT")}


def sms_summary_out_by_status(account: Account, given: Given) -> Document:
    """By status word; the shape is guessed."""
    rows = _messages(account, given, "OUT")
    return {status: _sms_sums(of_status) for status, of_status in _by(rows, lambda row: row["status"])}


def sms_history_out_by_status(account: Account, given: Given) -> Document:
    rows = _messages(account, given, "OUT")
    return {status: _sms_history(of_status, given) for status, of_status in _by(rows, lambda row: row["status"])}


def sms_summary_out(account: Account, given: Given) -> Document:
    """Those of the sums that `fields` names, all when it names none."""
    return _asked_fields(_sms_sums(_messages(account, given, "OUT")), given)


def sms_history_out(account: Account, given: Given) -> list[Document]:
    return [_asked_fields(row, given) for row in _sms_history(_messages(account, given, "OUT"), given)]


def _asked_fields(row: Document, given: Given) -> Document:
    wanted = {str(name) for name in given["fields"]} | {"date"}
    return {name: value for name, value in row.items() if name in wanted} if given["fields"] else row


def _messages(account: Account, given: Given, kind: str) -> list[Document]:
    return [
        row
        for row in account.rows("sms")
        if row["type"] == kind and given["from"] <= row["date_creation"] <= given["to"]
    ]


def _sms_history(rows: list[Document], given: Given) -> list[Document]:
    step = _step(given)
    return [{"date": date, **_sms_sums(of_date)} for date, of_date in _by(rows, lambda row: step(row["date_creation"]))]


def _sms_sums(rows: list[Document]) -> Document:
    return {
        "count": len(rows),
        "credit": _amount(()),
        "debit": _amount(row["b_customer_debit"] for row in rows),
        "parts": sum(row["parts"] for row in rows),
    }


# ── Both ──────────────────────────────────────────────────────────────────────────────


def _amount(values: Iterable[str]) -> str:
    return f"{sum(map(Decimal, values), Decimal(0)):.4f}"


def _by(rows: list[Document], value: Callable[[Document], Any]) -> list[tuple[Any, list[Document]]]:
    groups: dict[Any, list[Document]] = {}
    for row in rows:
        groups.setdefault(value(row), []).append(row)
    return list(groups.items())


def _step(given: Given) -> Callable[[str], str]:
    """From a moment to the start of its hour, day or month."""
    length = datetime.fromisoformat(given["to"]) - datetime.fromisoformat(given["from"])
    if length <= timedelta(days=2):
        return lambda text: f"{text[:13]}:00:00"
    if length <= timedelta(days=93):
        return lambda text: f"{text[:10]} 00:00:00"
    return lambda text: f"{text[:7]}-01 00:00:00"
