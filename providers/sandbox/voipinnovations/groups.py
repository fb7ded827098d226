"""Endpoint groups (IP trunks), the clients that they belong to, and the audits of what is set on numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from providers.sandbox.voipinnovations.account import EASTERN, Account
from providers.sandbox.voipinnovations.refusal import REFUSED, Refused, nothing_found
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, Any]


def endpoint_group(account: Account, group_id: str | int, *, missing: str = REFUSED) -> Document:
    """Raises `Refused` when the account has no such group."""
    group = account.row("epgs", str(group_id))
    if group is None:
        raise nothing_found() if missing == "101" else Refused(missing, "The endpoint group does not exist")
    return group


def rewritten(group: Document, tn: str) -> str:
    """How calls to a number arrive: 12 characters, 11 with Strip Plus, 10 with both (fact sheet, 5.2)."""
    if not group["strip_plus"]:
        return f"+1{tn}"
    return tn if group["strip_cc"] else f"1{tn}"


# ── Endpoint groups ───────────────────────────────────────────────────────────────────


def audit_endpoint_groups(account: Account, method: Method, given: Given) -> Answer:
    groups = [_group(account, row) for row in account.rows("epgs")]
    if not groups:
        raise nothing_found()
    return {"EndpointGroups": groups}


def audit_endpoint_group(account: Account, method: Method, given: Given) -> Answer:
    return {"EndpointGroups": [_group(account, endpoint_group(account, given["groupId"], missing="101"))]}


def activate(account: Account, method: Method, given: Given) -> Answer:
    """ActivateEndpointGroup and DeactivateEndpointGroup."""
    group = endpoint_group(account, given["groupid"], missing="101")
    account.write("epgs", group["id"], {**group, "active": method.name == "ActivateEndpointGroup"})
    return {}


def _group(account: Account, row: Document) -> Document:
    client = account.row("clients", row["client"])
    return {
        "ID": row["id"],
        "Name": row["name"],
        "Client": client["name"] if client else "",
        "Port": row["port"],
        "Prepend": row["prepend"],
        "RateDeck": row["rate_deck"],
        "StripPlus": row["strip_plus"],
        "StripCC": row["strip_cc"],
        "International": row["international"],
        "Active": row["active"],
        "MTDUsage": _usage(account, row),
        "Endpoints": row["addresses"],
    }


def _usage(account: Account, group: Document) -> Decimal:
    """Dollars since the month began, growing with the hours."""
    now = account.moment.astimezone(EASTERN)
    return (Decimal(group["a_day"]) * (now.day - 1 + Decimal(now.hour) / 24)).quantize(Decimal("0.01"))


# ── Clients ───────────────────────────────────────────────────────────────────────────


def audit_clients(account: Account, method: Method, given: Given) -> Answer:
    clients = [_client(account, row) for row in account.rows("clients")]
    if not clients:
        raise nothing_found()
    return {"Clients": clients}


def _client(account: Account, row: Document) -> Document:
    groups = [group for group in account.rows("epgs") if group["client"] == row["id"]]
    ids = {int(group["id"]) for group in groups}
    numbers = [number for number in account.rows("dids") if number["epg"] in ids]
    return {
        "ID": row["id"],
        "Name": row["name"],
        "EndpointGroups": [_group(account, group) for group in groups],
        "DIDGroups": [
            group for group in account.rows("groups") if any(number["group"] == group["ID"] for number in numbers)
        ],
        "E911Groups": row["e911_groups"],
        "Usage": sum((_usage(account, group) for group in groups), Decimal(0)),
        "HostedBillingCustomers": row["customers"],
        **{name: list(_set(numbers, name)) for name in AUDITED},
    }


# ── What is set on numbers ────────────────────────────────────────────────────────────
# The list of an answer → what it shows of a number, None when the number has no such thing.

AUDITED: dict[str, Callable[[Document], Document | None]] = {
    "DIDFailovers": lambda row: {"TN": row["tn"], "FailoverTN": row["failover"]} if row["failover"] else None,
    "DIDForwards": lambda row: {"TN": row["tn"], "ForwardTN": row["forward"]} if row["forward"] else None,
    "ConferenceLines": lambda row: conference_line(row) if row["pin"] is not None else None,
    "FaxToEmails": lambda row: {"TN": row["tn"], "Email": row["fax_email"]} if row["fax_email"] else None,
}
AUDITS = {f"Audit{name}": name for name in AUDITED}


def audit_setting(account: Account, method: Method, given: Given) -> Answer:
    """AuditConferenceLines, AuditDIDFailovers, AuditDIDForwards, AuditFaxToEmails."""
    found = list(_set(account.rows("dids"), AUDITS[method.name]))
    if not found:
        raise nothing_found()
    return {AUDITS[method.name]: found}


def _set(rows: Iterable[Document], name: str) -> Iterable[Document]:
    return (shown for row in rows if (shown := AUDITED[name](row)) is not None)


def conference_line(row: Document) -> Document:
    """The PIN is absent when the line is off."""
    return {"TN": row["tn"], "Enabled": row["pin"] is not None, "PIN": row["pin"]}
