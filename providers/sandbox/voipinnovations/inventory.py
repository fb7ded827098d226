"""The numbers of an account: kept ones, and `bulk` more that are worked out, so that a hundred thousand cost no room."""

from __future__ import annotations

from collections.abc import Iterator

from providers.sandbox.seed import PLACES, TOLL_FREE
from providers.sandbox.voipinnovations.account import Account
from providers.sandbox.voipinnovations.lines import Line
from providers.sandbox.voipinnovations.refusal import REFUSED, Refused, nothing_found
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

# The code that a method has for a number which is not the caller's, the first that it documents.
NOT_YOURS = ("101", "909", "941", "933")
NOT_YOURS_TEXT = "This number is not assigned to your account"
STOCKED = {place.area_code for place in (*PLACES, *TOLL_FREE)}
PORTED = {"313", "404", "617"}  # numbers come in from here (birth.py), and no number is two
AREA_CODES = tuple(str(code) for code in range(200, 1000) if str(code) not in STOCKED | PORTED)
FIRST_LINE = 100


def new_number(line: Line, epg: int, *, ref_id: str = "", dip: bool = False) -> Document:
    """As it is right after the purchase. `epg` 0: on no endpoint group."""
    return {
        "tn": line.tn,
        "state": line.state,
        "rate_center": line.rate_center,
        "country": line.country,
        "lata": line.lata,
        "tier": line.tier,
        "network": line.network,
        "t38": line.t38,
        "cnam_storage": line.cnam,
        "sms_capable": line.sms,
        "toll_free": line.toll_free,
        "epg": epg,
        "inventory": False,
        "forward": "",
        "script": "",
        "pin": None,  # None: no conference line
        "ref_id": ref_id,
        "dip": dip,
        "caller_name": "",
        "group": 0,
        "failover": "",
        "fax_email": "",
        "fax_notices": True,
        "fax_senders": [],
        "alerts": [],
        "sms": {"enabled": False, "type": "NONE", "destination": "", "token": "", "dlr": False},
        "campaign": "",
    }


def owned(account: Account, tn: str) -> Document | None:
    """The row of a number that the account has."""
    row = account.row("dids", tn)
    if row is None and _is_bulk(account, tn) and account.row("gone", tn) is None:
        return {**_template(account), "tn": tn}
    return row


def held(account: Account, method: Method, tn: str) -> Document:
    """The row of a number that has to be the account's. Raises `Refused` with the method's own code."""
    row = owned(account, tn)
    if row is None:
        code = next((code for code in NOT_YOURS if code in method.codes), REFUSED)
        raise nothing_found() if code == "101" else Refused(code, NOT_YOURS_TEXT)
    return row


def save(account: Account, row: Document, **changes: object) -> Document:
    """Keep a number with these changes."""
    changed = {**row, **changes}
    account.write("dids", row["tn"], changed)
    return changed


def drop(account: Account, tn: str) -> None:
    account.remove("dids", tn)
    if _is_bulk(account, tn):
        account.write("gone", tn, {})


def everything(account: Account) -> Iterator[Document]:
    """Every number, the kept ones first, as they are now: what is written while it is read does not show."""
    kept = dict(account.world.store.all(account.owner, "dids"))
    gone = {key for key, _ in account.world.store.all(account.owner, "gone")}
    template, count = _template(account), account.settings.bulk
    yield from kept.values()
    for tn in _bulk_numbers(count):
        if tn not in kept and tn not in gone:
            yield {**template, "tn": tn}


# ── The bulk ──────────────────────────────────────────────────────────────────────────
# 555-0100 of every area code that nothing else comes from, then 555-0101 of each…


def _bulk_numbers(count: int) -> Iterator[str]:
    return (
        f"{AREA_CODES[position % len(AREA_CODES)]}555{FIRST_LINE + position // len(AREA_CODES):04d}"
        for position in range(count)
    )


def _is_bulk(account: Account, tn: str) -> bool:
    """Whether the number is one of those worked out."""
    area_code, exchange, line = tn[:3], tn[3:6], tn[6:]
    if len(tn) != 10 or area_code not in AREA_CODES or exchange != "555" or not line.isdecimal():
        return False
    position = (int(line) - FIRST_LINE) * len(AREA_CODES) + AREA_CODES.index(area_code)
    return 0 <= position < account.settings.bulk


def _template(account: Account) -> Document:
    groups = account.rows("epgs")
    line = Line(
        tn="", state="NY", rate_center="NEW YORK", country="US", lata=132, tier="0", network="VI", t38=True, cnam=True,
        sms=True, toll_free=False, extended=False,
    )  # fmt: skip
    return new_number(line, int(groups[0]["id"]) if groups else 0)
