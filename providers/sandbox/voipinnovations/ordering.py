"""Searching, reserving, buying, configuring and giving back. Each number has a code of its own: a method's prefix and a state's
suffix (fact sheet, section 3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from providers.sandbox.voipinnovations.account import PROVIDER, Account
from providers.sandbox.voipinnovations.dids import NO_DATE
from providers.sandbox.voipinnovations.inventory import drop, new_number, owned, save
from providers.sandbox.voipinnovations.lines import TOLL_FREE_STATE, Line, find, free, stocked
from providers.sandbox.voipinnovations.refusal import Refused, nothing_found
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, Any]
Step = Callable[[Account, Document, Line], str]

NO_CRITERION = "302490"
TRUE = {"1", "true"}
SETUP = Decimal("0.50")  # US dollars a number
QUARANTINE = f"{PROVIDER}:quarantine"
DONE = "100"
FREE, RESERVED, YOURS, RESERVED_BY_OTHERS, THEIRS, RELEASED = "231", "220", "225", "230", "235", "241"
FAILED, NO_TOLL_FREE, NO_STANDARD, WRONG_GROUP, WRONG_TIER, UNKNOWN = "221", "250", "251", "258", "259", "420"
TEXTS = {
    FREE: "Available", RESERVED: "Reserved for you", YOURS: "Assigned to you", RESERVED_BY_OTHERS: "Reserved by another "
    "customer", THEIRS: "Assigned to another customer", RELEASED: "Released before", FAILED: "The action failed",
    NO_TOLL_FREE: "No toll-free origination", NO_STANDARD: "No standard origination", WRONG_GROUP: "Endpoint group not "
    "allowed", WRONG_TIER: "Tier not available to the account", UNKNOWN: "Number not found",
}  # fmt: skip


# ── Searching ─────────────────────────────────────────────────────────────────────────

SEARCHED = ("state", "lata", "rateCenter", "npa", "nxx", "tier", "t38", "cnam", "sms", "network")


def get_dids(account: Account, method: Method, given: Given) -> Answer:
    """getDIDs and getDIDsExtended, which sells the partners' lines and asks for more."""
    extended = method.name == "getDIDsExtended"
    if extended and not (given["npa"] or given["lata"] or (given["state"] and given["rateCenter"])):
        raise Refused(NO_CRITERION, "State with rate center, NPA or LATA is required")
    found = [_locator(line) for line in _search(account, given, extended=extended)]
    if not found:
        raise nothing_found()
    return {"DIDLocators": found}


def get_did_count(account: Account, method: Method, given: Given) -> Answer:
    """How many per rate center, tier and what they can do, in the order asked for."""
    counts = Counter(
        (line.state, line.rate_center, line.lata, line.tier, line.network, line.cnam, line.t38, line.sms)
        for line in _search(account, given)
    )
    if not counts:
        raise nothing_found()
    place = {"state": 0, "rc": 1, "lata": 2, "tier": 3}.get(given["orderby"].lower(), 0)
    return {"DIDCounts": [_count(key, counts[key]) for key in sorted(counts, key=lambda key: (key[place], key))]}


def _search(account: Account, given: Given, *, extended: bool = False) -> Iterator[Line]:
    if not any(given[name] for name in SEARCHED):
        raise Refused(NO_CRITERION, "At least one search criterion is required")
    state, toll_free = given["state"].upper(), given["state"].upper() == TOLL_FREE_STATE
    found = free(
        account.world.stock,
        toll_free=toll_free,
        region="" if toll_free else state,
        area_code=given["npa"],
        centre=given["rateCenter"].upper(),
    )
    return (line for line in found if line.extended == extended and _fits(line, given))


def _fits(line: Line, given: Given) -> bool:
    exchange = given["nxx"]
    return (
        given["lata"] in {"", str(line.lata)}
        and (not exchange or line.tn[3:6] == exchange or line.tn[:6] == exchange)
        and given["tier"] in {"", line.tier}
        and given["network"].lower() in {"", line.network.lower()}
        and all(
            not given[name] or (given[name].lower() in TRUE) == can
            for name, can in (("t38", line.t38), ("cnam", line.cnam), ("sms", line.sms))
        )
    )


def _locator(line: Line) -> Document:
    return {
        "tn": line.tn, "rateCenter": line.rate_center, "state": line.state, "tier": line.tier, "lataId": line.lata,
        "outboundCNAM": line.cnam, "t38": line.t38, "network": line.network, "sms": line.sms,
    }  # fmt: skip


def _count(key: tuple[Any, ...], count: int) -> Document:
    state, rate_center, lata, tier, network, cnam, t38, sms = key
    return {
        "didCount": str(count), "rateCenter": rate_center, "state": state, "tier": tier, "lataId": lata, "cnam": cnam,
        "t38": t38, "sms": sms, "network": network,
    }  # fmt: skip


def get_available(account: Account, method: Method, given: Given) -> Answer:
    """GetAvailableStates, GetAvailableRateCenters, GetAvailableNPAs: coverage, which is no proof of stock."""
    lines = free(
        account.world.stock,
        region=given.get("state", "").upper(),
        centre=given.get("ratecenter", "").upper(),
    )
    told = {"GetAvailableStates": "state", "GetAvailableRateCenters": "rate_center", "GetAvailableNPAs": "npa"}
    found = sorted({str(getattr(line, told[method.name])) for line in lines})
    if not found:
        raise nothing_found()
    return {"responseData": found}


# ── Numbers, one by one ───────────────────────────────────────────────────────────────


def each_number(account: Account, method: Method, given: Given) -> Answer:
    """All that take DIDParams and tell of each number."""
    step, prefix = STEPS[method.name]
    return {"DIDs": [_row(account, prefix, step, asked) for asked in given["didParams"]]}


def _row(account: Account, prefix: str, step: Step, asked: Document) -> Document:
    """What is not said of a number here is blank: these rows are no inventory."""
    line = _line(account, asked["tn"])
    suffix = step(account, asked, line) if line else UNKNOWN
    return {
        "tn": asked["tn"], "availability": "", "rewrite": "", "status": TEXTS.get(suffix, "Success"),
        "statusCode": DONE if suffix == DONE else f"{prefix}{suffix}", "tier": line.tier if line else "",
        "refId": asked["refId"], "endpointId": 0, "expireDate": NO_DATE,
    }  # fmt: skip


def _line(account: Account, tn: str) -> Line | None:
    """A number of the stock, or one that came from elsewhere and is the account's."""
    line, row = find(account.world.stock, tn), owned(account, tn)
    if line or not row:
        return line
    return Line(
        tn=tn, state=row["state"], rate_center=row["rate_center"], country=row["country"], lata=row["lata"], tier=row["tier"],
        network=row["network"], t38=row["t38"], cnam=row["cnam_storage"], sms=row["sms_capable"],
        toll_free=row["toll_free"], extended=False,
    )  # fmt: skip


def _state(account: Account, tn: str) -> str:
    """Whose a number is, as a suffix."""
    stock = account.world.stock
    holder, until = stock.holder(stocked(tn)), stock.reserved_until(stocked(tn))
    if owned(account, tn) is not None:
        return YOURS
    if holder == QUARANTINE:
        return RELEASED
    if holder == account.owner:
        return RESERVED
    return (RESERVED_BY_OTHERS if until else THEIRS) if holder else FREE


def _reserve(account: Account, asked: Document, line: Line) -> str:
    state = _state(account, line.tn)
    if state != FREE:
        return RESERVED_BY_OTHERS if state == RELEASED else state
    if barred := _barred(account, line):
        return WRONG_TIER if barred == NO_STANDARD else barred
    until = account.moment + timedelta(minutes=account.settings.reservation_minutes)
    account.world.stock.take(stocked(line.tn), account.owner, until=until)
    return DONE


def _assign(account: Account, asked: Document, line: Line) -> str:
    state = _state(account, line.tn)
    if state not in {FREE, RESERVED}:
        return RESERVED_BY_OTHERS if state == RELEASED else state
    if barred := _barred(account, line):
        return barred
    if not _active(account, asked["epg"]):
        return WRONG_GROUP
    if not account.can_pay(SETUP) or not account.world.stock.take(stocked(line.tn), account.owner):
        return FAILED
    account.charge(SETUP, f"Setup of {line.tn}")
    row = new_number(line, asked["epg"], ref_id=asked["refId"], dip=asked["cnam"].lower() in TRUE)
    account.write("dids", line.tn, row)
    return DONE


def _assign_extended(account: Account, asked: Document, line: Line) -> str:
    return _assign(account, asked, line) if line.extended else UNKNOWN


def _configure(account: Account, asked: Document, line: Line) -> str:
    """Also brings a number back from a forward, a script, a conference or the personal inventory."""
    row = owned(account, line.tn)
    if row is None:
        return {RESERVED: YOURS, FREE: FAILED, RELEASED: FAILED}.get(state := _state(account, line.tn), state)
    if not _active(account, asked["epg"]):
        return WRONG_GROUP
    dip = asked["cnam"].lower() in TRUE if asked["cnam"] else row["dip"]
    save(
        account, row, epg=asked["epg"], dip=dip, ref_id=asked["refId"] or row["ref_id"], forward="", script="", pin=None,
        inventory=False,
    )  # fmt: skip
    return DONE


def _release(account: Account, asked: Document, line: Line) -> str:
    """A reservation ends; a number goes back to the stock, at once or after its quarantine."""
    stock, state = account.world.stock, _state(account, line.tn)
    if state == RESERVED:
        stock.give_back(stocked(line.tn))
        return DONE
    if state != YOURS:
        return state
    drop(account, line.tn)
    if stock.place(stocked(line.tn)):
        stock.give_back(stocked(line.tn))
        if hours := account.settings.quarantine_hours:
            stock.take(stocked(line.tn), QUARANTINE, until=account.moment + timedelta(hours=hours))
    return DONE


def _barred(account: Account, line: Line) -> str:
    """Why the account may not have a number of this kind; empty when it may."""
    settings = account.settings
    if line.toll_free:
        return "" if settings.toll_free else NO_TOLL_FREE
    if not settings.standard:
        return NO_STANDARD
    return "" if line.tier in settings.tiers else WRONG_TIER


def _active(account: Account, group_id: int) -> bool:
    group = account.row("epgs", str(group_id))
    return group is not None and bool(group["active"])


# The method → what it does with a number, and the prefix of its codes.
STEPS: dict[str, tuple[Step, str]] = {
    "reserveDID": (_reserve, "103"),
    "assignDID": (_assign, "104"),
    "assignDIDExtended": (_assign_extended, "104"),
    "configDID": (_configure, "105"),
    "releaseDID": (_release, "106"),
}
