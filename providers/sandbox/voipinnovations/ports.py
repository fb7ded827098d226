"""Ports of numbers to this service. They are begun in the portal only; here they are followed (fact sheet, 5.6).

A port walks through its states on the world's clock: the signature is asked for, the losing carrier is asked, a date (FOC)
is agreed on, and on that date the numbers are the account's, on the port's endpoint group.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from providers.sandbox.voipinnovations.account import Account
from providers.sandbox.voipinnovations.inventory import new_number, owned
from providers.sandbox.voipinnovations.lines import Line
from providers.sandbox.voipinnovations.refusal import nothing_found
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, Any]

SIGNATURE, SUBMITTED, CONFIRMED, COMPLETED, REJECTED = (
    "PENDING SIGNATURE", "SUBMITTED", "FOC RECEIVED", "COMPLETED", "REJECTED",
)  # fmt: skip
NEXT = {SIGNATURE: SUBMITTED, SUBMITTED: CONFIRMED, CONFIRMED: COMPLETED}
ENDED = frozenset({COMPLETED, REJECTED})
SIGNING, ANSWERING = timedelta(days=1), timedelta(days=2)
TO_FOC = timedelta(days=5)
TEN_DIGITS = re.compile(r"[2-9]\d{2}[2-9]\d{6}")
NOT_PORTABLE = "99"  # the last two digits of numbers that nobody can port


def is_portable(account: Account, method: Method, given: Given) -> Answer:
    """The details are a stub. What is here already cannot be ported in."""
    tn = given["tn"]
    if not TEN_DIGITS.fullmatch(tn):
        raise nothing_found()
    return {"IsPortable": not tn.endswith(NOT_PORTABLE) and owned(account, tn) is None}


def get_details(account: Account, method: Method, given: Given) -> Answer:
    port = account.row("ports", str(given["portId"]))
    if port is None:
        raise nothing_found()
    return {"PortDetails": _details(account, port), "IsPortable": True}


def get_active(account: Account, method: Method, given: Given) -> Answer:
    """Without their numbers: those come with getPortDetails."""
    found = [{**_details(account, port), "dids": ()} for port in account.rows("ports") if port["status"] not in ENDED]
    if not found:
        raise nothing_found()
    return {"ActivePorts": found, "IsPortable": True}


def get_history(account: Account, method: Method, given: Given) -> Answer:
    """Oldest first; the details are those of the last."""
    found = [_details(account, port) for port in account.rows("ports") if given["tn"] in port["numbers"]]
    if not found:
        raise nothing_found()
    return {"PortHistory": found, "PortDetails": found[-1], "IsPortable": True}


def _details(account: Account, port: Document) -> Document:
    dates = {name: account.eastern(port[name]) if port[name] else None for name in ("submitted", "foc", "wanted")}
    return {
        "id": port["id"],
        "status": port["status"],
        "endUser": port["end_user"],
        "billingTN": port["numbers"][0],
        "portingFrom": port["carrier"],
        "salesRep": "Porting desk",
        "submittedDate": dates["submitted"],
        "focDate": dates["foc"],
        "requestedFocDate": dates["wanted"],
        "dids": [_number(port, tn) for tn in port["numbers"]],
        "defaultEndpointGroup": port["epg"],
    }


def _number(port: Document, tn: str) -> Document:
    return {
        "tn": tn, "tier": "0", "rateCenter": port["rate_center"], "state": port["state"], "lata": str(port["lata"]),
        "endpointGroup": port["epg"], "cnam": False, "e911": False,
    }  # fmt: skip


# ── What happens later ────────────────────────────────────────────────────────────────


def lay(account: Account, port: Document) -> None:
    """Keep a port, and let it go on from where it is."""
    account.write("ports", str(port["id"]), port)
    _await_next(account, port)


def _await_next(account: Account, port: Document) -> None:
    if port["status"] in ENDED:
        return
    waits = {SIGNATURE: SIGNING, SUBMITTED: ANSWERING}
    if port["status"] == CONFIRMED:
        wait = datetime.fromisoformat(port["foc"]) - account.moment
    else:
        wait = waits[port["status"]]
    account.later(max(0.0, wait.total_seconds()), "port_advances", id=port["id"])


def port_advances(account: Account, entry: Document) -> None:
    port = account.row("ports", str(entry["id"]))
    if port is None or port["status"] in ENDED:
        return
    changed = {**port, "status": NEXT[port["status"]], "turned": account.moment.isoformat()}
    if changed["status"] == SUBMITTED:
        changed["submitted"] = account.moment.isoformat()
    if changed["status"] == CONFIRMED:
        changed["foc"] = (account.moment + TO_FOC).isoformat()
        if port["fails"]:
            changed |= {"status": REJECTED, "foc": ""}
    if changed["status"] == COMPLETED:
        take_over(account, changed)
    lay(account, changed)


def take_over(account: Account, port: Document) -> None:
    """The numbers are the account's from now on."""
    for tn in port["numbers"]:
        account.write("dids", tn, new_number(_line(port, tn), port["epg"]))


def _line(port: Document, tn: str) -> Line:
    return Line(
        tn=tn, state=port["state"], rate_center=port["rate_center"], country="US", lata=port["lata"], tier="0", network="VI",
        t38=True, cnam=True, sms=True, toll_free=False, extended=False,
    )  # fmt: skip
