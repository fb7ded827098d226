"""Call detail records: `cdr.*`. The generator's calls, and those that were made through the API.

An inbound call that a call tracking app forwarded has one record of its own and one outbound that points to it (inferred).
"""

from __future__ import annotations

import base64
import csv
import io
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from providers.sandbox.callr import searching
from providers.sandbox.callr.account import CENT, Account, amount, cents
from providers.sandbox.callr.jobs import start
from providers.sandbox.callr.lists import COUNTRIES, country_of, destination, kind_of
from providers.sandbox.callr.media import keep_file
from providers.sandbox.callr.packages import BLOCKED
from providers.sandbox.callr.past import EARLIEST, LATEST, Had, Past
from providers.sandbox.callr.refusal import wrong_value
from providers.sandbox.callr.spans import MOMENT, asked_moments, moment
from providers.sandbox.world.store import Document

Given = dict[str, Any]

RINGS_SECONDS = 4
# The generator's word → dialstatus, ISDN cause, who ended it.
ENDINGS = {
    "ANSWERED": ("ANSWER", 16, "CALLER"),
    "NO ANSWER": ("NOANSWER", 19, "CALLER"),
    "BUSY": ("BUSY", 17, "CALLEE"),
    "FAILED": ("CONGESTION", 34, "GATEWAY"),
}
CAUSES = {"ANSWER": 16, "NOANSWER": 19, "BUSY": 17, "CONGESTION": 34, "CANCEL": 16, "CHANUNAVAIL": 20, "NODIAL": 3}
WITHHELD_EVERY = 23


# ── Records of the generator's calls ──────────────────────────────────────────────────


def inbound(account: Account, had: Had) -> Document:
    call, callid = had.call, account.callid(had.call.uniqueid)
    withheld = callid % WITHHELD_EVERY == 0
    cli = "" if withheld else had.other
    return {
        **_timed(account, had),
        **_app(had.app),
        "callid": callid,
        "cli_country_code": country_of(cli) if cli else "",
        "cli_name": "" if withheld else call.name,
        "cli_number": cli,
        "cli_number_type": kind_of(cli) if cli else "",
        "cli_pres": "prohib_passed_screen" if withheld else "allowed_passed_screen",
        "did_hash": had.did["hash"],
        "did_intl_number": had.did["intl_number"],
    }


def outbound(account: Account, had: Had) -> Document:
    callid = account.callid(had.call.uniqueid)
    return {**_timed(account, had), **_app(had.app), **_called(had.other), "callid": callid, "callid_in": None} | {
        "cli_name": "",
        "cli_number": had.did["intl_number"],
        "cli_pres": "allowed_passed_screen",
        "dialstatus": ENDINGS[had.call.disposition][0],
    }


def forwarded(account: Account, had: Had) -> Document | None:
    """The second leg of an inbound call that an app forwarded to its first target."""
    targets = had.app["p"].get("targets") if had.app else None
    if not had.call.inbound or not targets or not had.call.seconds:
        return None
    record = inbound(account, had)
    shared = {name: record[name] for name in record if name not in IN_ONLY}
    return {**shared, **_called(targets[0]["number"])} | {
        "callid": account.callid(f"{had.call.uniqueid}:out"),
        "callid_in": record["callid"],
        "cli_number": record["cli_number"],
        "dialstatus": "ANSWER",
    }


OUT_ONLY = frozenset(["callid_in", "dialstatus", "number", "number_country_code", "number_type"])
IN_ONLY = frozenset(["cli_country_code", "cli_number_type", "did_hash", "did_intl_number"])


def _timed(account: Account, had: Had) -> Document:
    call = had.call
    _, cause, source = ENDINGS[call.disposition]
    rings = min(RINGS_SECONDS, call.seconds // 2)
    answered = call.started_at + timedelta(seconds=rings) if call.seconds else None
    return {
        "start": account.stamp(call.started_at),
        "answer": account.stamp(answered) if answered else None,
        "hangup": account.stamp(call.ended_at),
        "duration": call.seconds,
        "duration_answered": call.seconds - rings,
        "duration_billed": -(-call.seconds // 6) * 6,
        "hangupcause": cause,
        "hangupsource": source,
        "billing_customer_cost_label": destination(country_of(had.other)),
        "billing_customer_credit_eur": "0.00",
        "billing_customer_debit_eur": amount(cents(call)),
        "customer_field": "",
    }


def _app(app: Document | None) -> Document:
    return {
        "package_name": app["package"]["name"] if app else "",
        "scenario_hash": app["hash"] if app else None,
        "scenario_name": app["name"] if app else "",
    }


def _called(number: str) -> Document:
    return {"number": number, "number_country_code": country_of(number), "number_type": kind_of(number)}


# ── Records of calls made through the API ─────────────────────────────────────────────


def leg(
    account: Account,
    *,
    callid: int,
    number: str,
    cli: str,
    app: Document | None,
    started: datetime,
    seconds: int,
    dialstatus: str,
    cdr_field: str = "",
) -> Document:
    """An outbound call that ends now; charged and kept by `keep_leg`. `seconds` from the answer on."""
    answered = account.now - timedelta(seconds=seconds) if dialstatus == "ANSWER" else None
    seconds = seconds if answered else 0
    return {
        "start": account.stamp(started),
        "answer": account.stamp(answered) if answered else None,
        "hangup": account.stamp(),
        "duration": int((account.now - started).total_seconds()),
        "duration_answered": seconds,
        "duration_billed": -(-seconds // 6) * 6,
        "hangupcause": CAUSES[dialstatus],
        "hangupsource": "CALLEE",
        "billing_customer_cost_label": destination(country_of(number)),
        "billing_customer_credit_eur": "0.00",
        "billing_customer_debit_eur": amount(cost_of(number, seconds)),
        "customer_field": cdr_field,
        **_app(app),
        **_called(number),
        "callid": callid,
        "callid_in": None,
        "cli_name": "",
        "cli_number": "" if cli == BLOCKED else cli,
        "cli_pres": "prohib_passed_screen" if cli == BLOCKED else "allowed_passed_screen",
        "dialstatus": dialstatus,
    }


def inbound_leg(
    account: Account, did: Document, app: Document, *, callid: int, cli: str, started: datetime, seconds: int
) -> Document:
    """An inbound call of the API's own making that ends now."""
    record = leg(
        account, callid=callid, number=cli, cli=cli, app=app, started=started, seconds=seconds, dialstatus="ANSWER"
    )
    own = {name: value for name, value in record.items() if name not in OUT_ONLY}
    return own | {
        "billing_customer_debit_eur": "0.00",
        "cli_country_code": country_of(cli),
        "cli_number_type": kind_of(cli),
        "did_hash": did["hash"],
        "did_intl_number": did["intl_number"],
    }


def cost_of(number: str, seconds: int) -> Decimal:
    """Cents, billed by six seconds."""
    place = COUNTRIES.get(country_of(number))
    per_minute = Decimal(place.per_minute if place else "5.00")
    return (per_minute * (-(-seconds // 6) * 6) / 60).quantize(CENT, ROUND_HALF_UP)


# ── Looking ───────────────────────────────────────────────────────────────────────────


def records(account: Account, kind: str, start: datetime = EARLIEST, end: datetime = LATEST) -> list[Document]:
    """Of calls that started in [start, end) and have ended, oldest first."""
    found: list[Document] = []
    for had in Past(account).calls(start, end):
        if kind == "IN" and had.call.inbound:
            found.append(inbound(account, had))
        if kind == "OUT":
            second = forwarded(account, had) if had.call.inbound else outbound(account, had)
            found += [second] if second else []
    first, last = account.stamp(max(start, EARLIEST)), account.stamp(end)
    found += [row for row in account.rows(f"cdr-{kind.lower()}") if first <= row["start"] < last]
    return sorted(found, key=lambda row: (row["start"], row["callid"]))


def get(account: Account, given: Given) -> list[Document]:
    """A plain array. `number` is a DID hash for IN, a phone number for OUT."""
    rows = records(account, given["type"], *asked_moments(given))
    field = "did_hash" if given["type"] == "IN" else "number"
    return [
        row
        for row in rows
        if given["app"] in {None, "", row["scenario_hash"]} and given["number"] in {None, "", row[field]}
    ]


def search(account: Account, given: Given) -> Document:
    """Newest first."""
    filters = {name: value for name, value in given["filters"].items() if value not in (None, "")}
    kind = filters.pop("type")
    first = moment(filters.pop("from"), "filters.from") if "from" in filters else EARLIEST
    last = moment(filters.pop("to"), "filters.to") + MOMENT if "to" in filters else LATEST
    if last <= first:
        raise wrong_value("filters.to")
    keeps = {
        "app": lambda row, value: row["scenario_hash"] == value,
        "did": lambda row, value: row.get("did_hash") == value,
        "hash": lambda row, value: str(row["callid"]) == value,
    }
    rows = records(account, kind, first, last)[::-1]
    return searching.page(searching.matching(rows, filters, keeps), given["options"])


def export(account: Account, given: Given) -> str:
    return start(account, "export", type=given["type"], **{"from": given["from"], "to": given["to"]})


def export_work(account: Account, details: Document) -> Document:
    """A CSV file; only its name is told, the documents have nothing on how it is fetched."""
    rows = records(account, details["type"], *asked_moments(details))
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    name = keep_file(account, base64.b64encode(text.getvalue().encode()).decode())
    return {"filename": name, "count": len(rows)}
