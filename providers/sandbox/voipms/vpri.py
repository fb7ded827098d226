"""Virtual PRIs: bundles of channels that numbers are put on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.dids import held
from providers.sandbox.voipms.status import Status
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

COLLECTION = "vpris"
MONTHLY = "2.00"  # US dollars for each number


def list_all(account: Account, method: Method, given: Given) -> Answer:
    rows = [row for row in account.rows(COLLECTION) if given.get("vpri", "") in {"", row["vpri"]}]
    if not rows:
        raise Status("no_vpri")
    return {method.list_key: rows}


def list_numbers(account: Account, method: Method, given: Given) -> Answer:
    """A plain list of numbers."""
    _check(account, given["vpri"])
    numbers = [row["did"] for row in account.rows("dids") if row.get("_vpri") == given["vpri"]]
    if not numbers:
        raise Status("no_did")
    return {method.list_key: numbers}


def assign(account: Account, method: Method, given: Given) -> Answer:
    _check(account, given["vpri"])
    number, row = held(account, given["did"])
    if row.get("_vpri"):
        raise Status("did_in_use")
    account.write("dids", number, {**row, "_vpri": given["vpri"]})
    return {"vpri": given["vpri"], "DIDAdded": number, "monthly": MONTHLY}


def remove(account: Account, method: Method, given: Given) -> Answer:
    number, row = held(account, given["did"])
    on = row.get("_vpri", "")
    if not on or given.get("vpri", "") not in {"", on}:
        raise Status("invalid_did")
    account.write("dids", number, {**row, "_vpri": ""})
    return {"vpri": on, "DIDRemoved": number}


def _check(account: Account, key: str) -> None:
    if account.row(COLLECTION, key) is None:
        raise Status("no_vpri")


def bear(account: Account) -> None:
    if account.settings.calls_per_day < 100:
        return
    row = {
        "vpri": "100112", "name": "Main vPRI", "note": "Sales floor", "channels": "8", "monthly_fee": "24.00",
        "next_billing": (account.moment + timedelta(days=12)).date().isoformat(), "burst_enabled": "1",
        "burst_max_channels": "12", "burst_percentage_charge": "50",
    }  # fmt: skip
    account.write(COLLECTION, row["vpri"], row)
    for did in account.rows("dids")[30:34]:
        account.write("dids", did["did"], {**did, "_vpri": row["vpri"]})
