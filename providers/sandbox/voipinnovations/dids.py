"""The account's numbers: audit, look-up, the DID groups, the personal inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from providers.sandbox.voipinnovations.account import Account
from providers.sandbox.voipinnovations.groups import endpoint_group, rewritten
from providers.sandbox.voipinnovations.inventory import everything, held, owned, save
from providers.sandbox.voipinnovations.lines import find, stocked
from providers.sandbox.voipinnovations.refusal import REFUSED, Refused, nothing_found
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, Any]

NO_DATE = "1900-01-01T00:00:00"
FLAGS = ("has411", "has911", "cnam", "cnamStorageActive", "cnamStorageAvailability", "t38")
NOTHING_HERE = {
    "tn": "", "availability": "Unavailable", "rewrite": "", "status": "UNKNOWN", "statusCode": "101200",
    "tier": "-99999", "refId": "", "endpointId": 0, "expireDate": NO_DATE,
}  # fmt: skip
FIRST_GROUP = 5001


# ── Records ───────────────────────────────────────────────────────────────────────────


def audit_dids(account: Account, method: Method, given: Given) -> Answer:
    """Everything at once; an empty account has one placeholder (fact sheet, section 2)."""
    return {"DIDs": _audited(account, everything(account))}


def audit_did_group(account: Account, method: Method, given: Given) -> Answer:
    if account.row("groups", str(given["groupId"])) is None:
        raise nothing_found()
    return {"DIDs": _audited(account, (row for row in everything(account) if row["group"] == given["groupId"]))}


def _audited(account: Account, rows: Iterator[Document]) -> Iterator[Document]:
    first = next(rows, None)
    if first is None:
        return iter([NOTHING_HERE])
    emergency = {row["did"] for row in account.rows("e911") if row["status"] == "PROVISIONED"}
    groups = {int(row["id"]): row for row in account.rows("epgs")}
    return (_record(row, groups.get(row["epg"]), row["tn"] in emergency) for row in chain([first], rows))


def query_did(account: Account, method: Method, given: Given) -> Answer:
    """One record, whoever has the number; an unknown one is a placeholder."""
    tn = given["did"]
    row = owned(account, tn)
    if row is not None:
        emergency = account.row("e911", tn)
        live = emergency is not None and emergency["status"] == "PROVISIONED"
        return {"DIDs": [_record(row, account.row("epgs", str(row["epg"])), live)]}
    return {"DIDs": [_looked_up(account, tn)]}


def _record(row: Document, group: Document | None, has_911: bool) -> Document:
    return {
        "tn": row["tn"],
        "availability": "assigned",
        "rewrite": rewritten(group, row["tn"]) if group else "",
        "status": _where(row),
        "statusCode": "100",
        "tier": row["tier"],
        "refId": row["ref_id"],
        "cnamName": row["caller_name"],
        "state": row["state"],
        "rateCenter": row["rate_center"],
        "didGroupId": str(row["group"] or ""),
        "Network": row["network"],
        "endpointId": row["epg"],
        "expireDate": NO_DATE,
        "has411": False,
        "has911": has_911,
        "cnam": row["dip"],
        "cnamStorageActive": bool(row["caller_name"]),
        "cnamStorageAvailability": row["cnam_storage"],
        "t38": row["t38"],
    }


def _where(row: Document) -> str:
    if row["forward"]:
        return f"Assigned, forwarded to {row['forward']}, tier {row['tier']}"
    if row["script"]:
        return f"Assigned to script {row['script']}, tier {row['tier']}"
    if row["inventory"]:
        return f"Assigned to personal inventory, tier {row['tier']}"
    return f"Assigned to endpoint group {row['epg']}, tier {row['tier']}"


def _looked_up(account: Account, tn: str) -> Document:
    """A number that is not the account's: free, reserved for it, somebody else's, or unknown."""
    line, stock = find(account.world.stock, tn), account.world.stock
    if line is None:
        return {**NOTHING_HERE, "tn": tn, "status": "Number not found", "statusCode": "102420"}
    place = {
        "tn": tn, "tier": line.tier, "state": line.state, "rateCenter": line.rate_center, "Network": line.network,
        "rewrite": "", "refId": "", "endpointId": 0, "expireDate": NO_DATE, "t38": line.t38,
        "cnamStorageAvailability": line.cnam,
    }  # fmt: skip
    holder, until = stock.holder(stocked(tn)), stock.reserved_until(stocked(tn))
    if not holder:
        return {**place, "availability": "available", "status": "Available", "statusCode": "100"}
    if holder == account.owner and until:
        expires = account.eastern(until.isoformat())
        return {
            **place, "availability": "reserved", "status": "Reserved for you", "statusCode": "100", "expireDate": expires,
        }  # fmt: skip
    code, status = ("102230", "Reserved") if until else ("102235", "Assigned")
    return {**place, "availability": "Unavailable", "status": f"{status} by another customer", "statusCode": code}


# ── Personal inventory ────────────────────────────────────────────────────────────────


def get_tns(account: Account, method: Method, given: Given) -> Answer:
    """GetInventoryTNs and GetUnconfiguredTNs: those that are parked, those that go nowhere."""
    parked = method.name == "GetInventoryTNs"
    found = [row["tn"] for row in everything(account) if (row["inventory"] if parked else _unconfigured(row))]
    kind = given["didType"].upper()
    toll_free = {row["tn"] for row in account.rows("dids") if row["toll_free"]}
    match kind:
        case "LOCAL":
            found = [tn for tn in found if tn not in toll_free]
        case "TF":
            found = [tn for tn in found if tn in toll_free]
        case "INTL":
            found = []
    if kind not in {"LOCAL", "TF"} and not parked:
        found += [row["tn"] for row in account.rows("intl") if not row["epg"]]
    if not found:
        raise nothing_found()
    return {"TNs": found}


def _unconfigured(row: Document) -> bool:
    return not (row["epg"] or row["inventory"] or row["forward"] or row["script"] or row["pin"] is not None)


def inventory_dids(account: Account, method: Method, given: Given) -> Answer:
    """All of them are parked, or none."""
    rows = [held(account, method, asked["tn"]) for asked in given["didParams"]]
    for row in rows:
        save(account, row, inventory=True, epg=0, forward="", script="", pin=None)
    return {}


# ── DID groups ────────────────────────────────────────────────────────────────────────


def create_did_group(account: Account, method: Method, given: Given) -> Answer:
    number = account.next_id("groups", FIRST_GROUP)
    group = {"ID": number, "Name": given["name"] or f"Group {number}"}
    account.write("groups", str(number), group)
    return {"DIDGroups": [group]}


def get_did_groups(account: Account, method: Method, given: Given) -> Answer:
    groups = account.rows("groups")
    if not groups:
        raise nothing_found()
    return {"DIDGroups": groups}


def get_did_group(account: Account, method: Method, given: Given) -> Answer:
    group = account.row("groups", str(held(account, method, given["tn"])["group"]))
    if group is None:
        raise nothing_found()
    return {"DIDGroups": [group]}


def set_did_group(account: Account, method: Method, given: Given) -> Answer:
    row = held(account, method, given["tn"])
    if account.row("groups", str(given["groupId"])) is None:
        raise Refused(REFUSED, "The DID group does not exist")
    save(account, row, group=given["groupId"])
    return {}


def remove_did_group(account: Account, method: Method, given: Given) -> Answer:
    save(account, held(account, method, given["tn"]), group=0)
    return {}


# ── Scripts of the programmable-telco add-on ──────────────────────────────────────────


def get_scripts(account: Account, method: Method, given: Given) -> Answer:
    scripts = account.rows("scripts")
    if not scripts:
        raise nothing_found()
    return {"ProgrammableTelcoScripts": scripts}


def program_did(account: Account, method: Method, given: Given) -> Answer:
    row = held(account, method, given["did"])
    if account.row("scripts", given["scriptId"]) is None:
        raise Refused(REFUSED, "The script does not exist")
    save(account, row, script=given["scriptId"], epg=0, forward="", inventory=False, pin=None)
    return {}


def unprogram_did(account: Account, method: Method, given: Given) -> Answer:
    row = held(account, method, given["did"])
    group = endpoint_group(account, given["endpointGroupId"])
    save(account, row, script="", epg=int(group["id"]))
    return {}
