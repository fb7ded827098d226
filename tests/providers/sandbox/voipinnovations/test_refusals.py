"""What is refused number by number, inside a success envelope; and what an account has not, or has no room or money for.

Refusals of the envelope that need no history are in test_envelope_refusals.py.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.providers.sandbox.voipinnovations.foreign import HARBOURLINE, NORDPHONE, Foreign, rows

UNKNOWN = "2015550123"
ADDRESS = {
    "address1": "40 WILLOW STREET", "city": "BROOKLYN", "state": "NY", "zip": "11201", "callerName": "NORDPHONE",
}  # fmt: skip


def free(foreign: Foreign, **wanted: object) -> str:
    return foreign.free(**wanted)[0]


def reserved(foreign: Foreign) -> str:
    tn = free(foreign)
    assert foreign.numbers("reserveDID", tn) == ["100"]
    return tn


def reserved_by_others(foreign: Foreign) -> str:
    tn = free(foreign, tier="0")
    assert foreign.numbers("reserveDID", tn, account=HARBOURLINE) == ["100"]
    return tn


def theirs(foreign: Foreign) -> str:
    return foreign.mine(HARBOURLINE)


def released(foreign: Foreign) -> str:
    foreign.change(quarantine_hours=24)
    tn = foreign.mine()
    assert foreign.numbers("releaseDID", tn) == ["100"]
    return tn


# ── Number by number ──────────────────────────────────────────────────────────────────

STATES: dict[str, Callable[[Foreign], str]] = {
    "free": free,
    "reserved": reserved,
    "mine": lambda foreign: foreign.mine(),
    "reserved by others": reserved_by_others,
    "theirs": theirs,
    "released": released,
    "unknown": lambda foreign: UNKNOWN,
    "toll-free": lambda foreign: free(foreign, state="TF"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "state", "code"),
    [
        ("reserveDID", "free", "100"),
        ("reserveDID", "reserved", "103220"),
        ("reserveDID", "mine", "103225"),
        ("reserveDID", "reserved by others", "103230"),
        ("reserveDID", "theirs", "103235"),
        ("reserveDID", "released", "103230"),
        ("reserveDID", "unknown", "103420"),
        ("reserveDID", "toll-free", "100"),
        ("assignDID", "free", "100"),
        ("assignDID", "reserved", "100"),
        ("assignDID", "mine", "104225"),
        ("assignDID", "reserved by others", "104230"),
        ("assignDID", "theirs", "104235"),
        ("assignDID", "released", "104230"),
        ("assignDID", "unknown", "104420"),
        ("assignDIDExtended", "free", "104420"),
        ("assignDIDExtended", "unknown", "104420"),
        ("configDID", "free", "105221"),
        ("configDID", "reserved", "105225"),
        ("configDID", "mine", "100"),
        ("configDID", "reserved by others", "105230"),
        ("configDID", "theirs", "105235"),
        ("configDID", "unknown", "105420"),
        ("releaseDID", "free", "106231"),
        ("releaseDID", "reserved", "100"),
        ("releaseDID", "mine", "100"),
        ("releaseDID", "reserved by others", "106230"),
        ("releaseDID", "theirs", "106235"),
        ("releaseDID", "released", "106241"),
        ("releaseDID", "unknown", "106420"),
    ],
)
def test_each_number_has_a_code_of_its_own(foreign: Foreign, method: str, state: str, code: str) -> None:
    tn = STATES[state](foreign)
    before = foreign.has("dids")
    assert foreign.numbers(method, tn, epg=1202) == [code]
    if code != "100":
        assert foreign.has("dids") == before


@pytest.mark.parametrize(
    ("state", "code", "availability"),
    [
        ("free", "100", "available"),
        ("reserved", "100", "reserved"),
        ("mine", "100", "assigned"),
        ("reserved by others", "102230", "Unavailable"),
        ("theirs", "102235", "Unavailable"),
        ("unknown", "102420", "Unavailable"),
    ],
)
def test_a_look_up_tells_the_state_of_any_number(foreign: Foreign, state: str, code: str, availability: str) -> None:
    tn = STATES[state](foreign)
    row = foreign.did(tn)
    assert (row["tn"], row["statusCode"], row["availability"]) == (tn, code, availability)


@pytest.mark.parametrize("epg", [0, 9999, 1209], ids=["none", "unknown", "not active"])
@pytest.mark.parametrize(
    ("method", "state", "code"), [("assignDID", "free", "104258"), ("configDID", "mine", "105258")]
)
def test_an_endpoint_group_has_to_be_there_and_active(
    foreign: Foreign, method: str, state: str, code: str, epg: int
) -> None:
    tn = STATES[state](foreign)
    before = foreign.has("dids")
    assert foreign.numbers(method, tn, epg=epg) == [code]
    assert foreign.has("dids") == before


@pytest.mark.parametrize(
    ("settings", "wanted", "reserve", "assign"),
    [
        ({"toll_free": False}, {"state": "TF"}, "103250", "104250"),
        ({"standard": False}, {"npa": "212"}, "103259", "104251"),
        ({"tiers": ["0", "1"]}, {"npa": "212", "tier": "2"}, "103259", "104259"),
    ],
)
def test_an_account_buys_what_it_is_allowed(
    foreign: Foreign, settings: dict[str, Any], wanted: dict[str, str], reserve: str, assign: str
) -> None:
    foreign.change(**settings)
    tn = free(foreign, **wanted)
    assert foreign.numbers("reserveDID", tn) == [reserve]
    assert foreign.numbers("assignDID", tn) == [assign]
    assert foreign.did(tn)["availability"] == "available"


def test_the_second_account_has_no_toll_free_and_not_every_tier(foreign: Foreign) -> None:
    assert foreign.numbers("assignDID", free(foreign, state="TF"), account=HARBOURLINE) == ["104250"]
    assert foreign.numbers("assignDID", free(foreign, npa="212", tier="4"), account=HARBOURLINE) == ["104259"]


def test_credit_that_runs_out_fails_the_numbers_that_it_does_not_pay_for(foreign: Foreign) -> None:
    foreign.change(balance="1.20")
    assert foreign.numbers("assignDID", *foreign.free()[:4]) == ["100", "100", "104221", "104221"]
    assert foreign.done("GetPrepaidBalance")["Amount"] == Decimal("0.20")


def test_one_envelope_holds_success_and_failure(foreign: Foreign) -> None:
    mine, taken, new = foreign.mine(), theirs(foreign), free(foreign)
    assert foreign.numbers("assignDID", mine, taken, new, UNKNOWN) == ["104225", "104235", "100", "104420"]
    assert foreign.did(new)["availability"] == "assigned"


def test_the_same_number_twice_is_bought_once(foreign: Foreign) -> None:
    tn = free(foreign)
    assert foreign.numbers("assignDID", tn, tn) == ["100", "104225"]
    assert foreign.done("GetPrepaidBalance")["Amount"] == Decimal(NORDPHONE.balance) - Decimal("0.50")


def test_rows_of_an_action_are_no_inventory(foreign: Foreign) -> None:
    params = {"DIDParam": [{"tn": free(foreign), "epg": 1201, "refId": "ORD-7"}]}
    (row,) = rows(foreign.done("assignDID", didParams=params), "DIDs")
    assert (row["availability"], row["rewrite"], row["endpointId"], row["expireDate"].year) == (None, None, 0, 1900)
    assert (row["refId"], row["statusCode"]) == ("ORD-7", "100")
    assert not any(row[flag] for flag in ("has411", "has911", "cnam", "cnamStorageActive", "t38"))


@pytest.mark.parametrize(
    "tn", ["12125550120", "+12125550120", "212-555-0120", "212", "' OR 1=1", "２１２５５５０１２０"]
)
def test_numbers_have_ten_digits(foreign: Foreign, tn: str) -> None:
    assert foreign.numbers("assignDID", tn) == ["104420"]
    assert foreign.did(tn)["statusCode"] == "102420"


# ── The whole account ────────────────────────────────────────────────────────────────────


def test_an_empty_account_has_a_placeholder(foreign: Foreign) -> None:
    owned = [row["tn"] for row in rows(foreign.done("auditDIDs", HARBOURLINE), "DIDs")]
    assert set(foreign.numbers("releaseDID", *owned, account=HARBOURLINE, epg=0)) == {"100"}
    (row,) = rows(foreign.done("auditDIDs", HARBOURLINE), "DIDs")
    assert (row["tn"], row["availability"], row["status"], row["statusCode"], row["tier"], row["endpointId"]) == (
        None,
        "Unavailable",
        "UNKNOWN",
        "101200",
        "-99999",
        0,
    )


def test_alerts_are_few_short_different_and_of_numbers_with_911(foreign: Foreign) -> None:
    tn = foreign.with_911()
    assert foreign.code("Add911Alert", tn=tn, email="a" * 140 + "@example.com") == 940
    assert foreign.code("Add911Alert", tn=foreign.without_911(), email="a@example.com") == 941
    foreign.done("Add911Alert", tn=tn, email="first@example.com")
    assert foreign.code("Add911Alert", tn=tn, email="first@example.com") == 942
    for each in range(10 - len(foreign.has("dids", tn)["alerts"])):
        foreign.done("Add911Alert", tn=tn, email=f"n{each}@example.com")
    assert foreign.code("Add911Alert", tn=tn, email="last@example.com") == 943
    assert foreign.code("Remove911Alert", tn=tn, email="last@example.com") == 101


def test_texts_want_money_and_a_number_that_is_switched_on(foreign: Foreign) -> None:
    off = next(row["tn"] for row in foreign.has("dids") if not row["sms"]["enabled"])
    assert foreign.code("SendSMS", sender=f"1{off}", recipient="12125550142", message="Hello") == 900
    foreign.change(balance="0.001")
    assert foreign.code("SendSMS", sender=f"1{foreign.texting()}", recipient="12125550142", message="Hello") == 900
