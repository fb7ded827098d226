"""What is set on a number: failover, forward, conference line, caller name, fax to mail and mail to fax; and the balance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from providers.sandbox.voipinnovations.account import Account
from providers.sandbox.voipinnovations.dids import NO_DATE
from providers.sandbox.voipinnovations.groups import conference_line, endpoint_group
from providers.sandbox.voipinnovations.inventory import held, save
from providers.sandbox.voipinnovations.refusal import REFUSED, Refused, nothing_found
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, Any]

TEN_DIGITS = re.compile(r"\d{10}")
PIN = re.compile(r"\d{1,8}")
CALLER_NAME = re.compile(r"[A-Za-z0-9 ]+")
LONGEST_NAME = 15
MAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
NO_STORAGE, BAD_NAME = "933", "934"


def get_balance(account: Account, method: Method, given: Given) -> Answer:
    return {"Amount": account.balance()}


# ── Failover and forward ──────────────────────────────────────────────────────────────


def get_target(account: Account, method: Method, given: Given) -> Answer:
    """GetDIDFailover and GetDIDForward: a DID with that one field more; empty when there is none."""
    row = held(account, method, given["tn"])
    name = "failover" if method.name == "GetDIDFailover" else "forward"
    shown = {
        "tn": row["tn"], "availability": "", "rewrite": "", "status": "", "statusCode": "100", "tier": row["tier"],
        "refId": row["ref_id"], "endpointId": 0, "expireDate": NO_DATE, name: row[name],
    }  # fmt: skip
    return {"DIDs": [shown]}


def update_failover(account: Account, method: Method, given: Given) -> Answer:
    """An empty number clears it."""
    row = held(account, method, given["tn"])
    save(account, row, failover=_ten_digits(given["failover"]) if given["failover"] else "")
    return {}


def set_forward(account: Account, method: Method, given: Given) -> Answer:
    """The endpoint group is bypassed, and comes back with RemoveDIDForward or configDID."""
    row = held(account, method, given["tn"])
    save(account, row, forward=_ten_digits(given["forward"]), epg=0, script="", inventory=False, pin=None)
    return {}


def remove_forward(account: Account, method: Method, given: Given) -> Answer:
    row = held(account, method, given["tn"])
    group = endpoint_group(account, given["epgId"])
    save(account, row, forward="", epg=int(group["id"]))
    return {}


def _ten_digits(text: str) -> str:
    if not TEN_DIGITS.fullmatch(text):
        raise Refused(REFUSED, "The number to send calls to has ten digits")
    return text


# ── Conference lines ──────────────────────────────────────────────────────────────────


def get_conference_line(account: Account, method: Method, given: Given) -> Answer:
    return {"ConferenceLine": conference_line(held(account, method, given["tn"]))}


def set_conference_line(account: Account, method: Method, given: Given) -> Answer:
    row = held(account, method, given["tn"])
    if not PIN.fullmatch(given["pin"]):
        raise Refused(REFUSED, "The PIN has one to eight digits")
    return {
        "ConferenceLine": conference_line(save(account, row, pin=given["pin"], forward="", script="", inventory=False))
    }


def remove_conference_line(account: Account, method: Method, given: Given) -> Answer:
    return {"ConferenceLine": conference_line(save(account, held(account, method, given["tn"]), pin=None))}


# ── The outbound caller name ──────────────────────────────────────────────────────────


def get_caller_name(account: Account, method: Method, given: Given) -> Answer:
    row = _with_storage(account, method, given["tn"])
    if not row["caller_name"]:
        raise nothing_found()
    return {"DisplayName": row["caller_name"]}


def update_caller_name(account: Account, method: Method, given: Given) -> Answer:
    row = _with_storage(account, method, given["tn"])
    if not CALLER_NAME.fullmatch(given["name"]):
        raise Refused(BAD_NAME, "The name has letters, digits and spaces only")
    if len(given["name"]) > LONGEST_NAME:
        raise Refused(REFUSED, f"The name has {LONGEST_NAME} characters at most")
    save(account, row, caller_name=given["name"])
    return {"DisplayName": given["name"]}


def remove_caller_name(account: Account, method: Method, given: Given) -> Answer:
    save(account, _with_storage(account, method, given["tn"]), caller_name="")
    return {}


def _with_storage(account: Account, method: Method, tn: str) -> Document:
    row = held(account, method, tn)
    if not row["cnam_storage"]:
        raise Refused(NO_STORAGE, "CNAM storage is not available for this number")
    return row


# ── Faxes that leave by mail ──────────────────────────────────────────────────────────


def set_fax(account: Account, method: Method, given: Given) -> Answer:
    row = held(account, method, given["tn"])
    save(account, row, fax_email=_mail(given["email"]))
    return {"Email": given["email"]}


def get_fax(account: Account, method: Method, given: Given) -> Answer:
    return {"Email": _with_fax(account, method, given["tn"])["fax_email"]}


def remove_fax(account: Account, method: Method, given: Given) -> Answer:
    """The address that it went to is told once more."""
    row = _with_fax(account, method, given["tn"])
    save(account, row, fax_email="")
    return {"Email": row["fax_email"]}


def notify_of_faxes(account: Account, method: Method, given: Given) -> Answer:
    save(account, _with_fax(account, method, given["tn"]), fax_notices=given["enabled"])
    return {}


def _with_fax(account: Account, method: Method, tn: str) -> Document:
    row = held(account, method, tn)
    if not row["fax_email"]:
        raise nothing_found()
    return row


# ── Faxes that come by mail ───────────────────────────────────────────────────────────


def add_fax_sender(account: Account, method: Method, given: Given) -> Answer:
    row = held(account, method, given["tn"])
    others = [each for each in row["fax_senders"] if each != given["email"]]
    save(account, row, fax_senders=[*others, _mail(given["email"])])
    return {}


def get_fax_senders(account: Account, method: Method, given: Given) -> Answer:
    row = held(account, method, given["tn"])
    if not row["fax_senders"]:
        raise nothing_found()
    return {"Email": ",".join(row["fax_senders"]), "CallerID": row["tn"]}


def remove_fax_sender(account: Account, method: Method, given: Given) -> Answer:
    """Without a number: it is withdrawn from all of them."""
    having = [row for row in account.rows("dids") if given["email"] in row["fax_senders"]]
    if not having:
        raise Refused(REFUSED, "The address is not in use")
    for row in having:
        save(account, row, fax_senders=[each for each in row["fax_senders"] if each != given["email"]])
    return {}


def _mail(text: str) -> str:
    if not MAIL.fullmatch(text):
        raise Refused(REFUSED, "This is no e-mail address")
    return text
