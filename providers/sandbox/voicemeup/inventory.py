"""Numbers for sale: searched, bought, or asked for from the staff. All services sell from the world's one stock.

No request gives a number back: the documents know none (fact sheet, section 7).
"""

from __future__ import annotations

from datetime import timedelta

from providers.sandbox.seed import Place
from providers.sandbox.voicemeup import places
from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.dids import EMPTY, MONTHLY, SETUP, TYPES
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.world.stock import KINDS
from providers.sandbox.world.store import Document

FIRST_DID_ID = 318_200
KIND_OF_TYPE = {told: kind for kind, told in TYPES.items()}
ANSWERED_AFTER = timedelta(hours=20)  # by a person, on a request for numbers
IN_STOCK_EXCHANGE = "555"


def get_available_dids(account: Account, given: dict[str, str]) -> Answer:
    """Those that nobody holds. `inum` numbers are out of stock; npa and nxx are for local ones alone."""
    asked = given.get("type", "")
    npa, nxx, ratecenter = given.get("npa", ""), given.get("nxx", ""), given.get("ratecenter_id", "")
    kinds = [KIND_OF_TYPE[asked]] if asked in KIND_OF_TYPE else [] if asked else list(KINDS)
    if npa or ratecenter:
        kinds = [kind for kind in kinds if kind == "local"]
    records = [
        _for_sale(account, number, place, kind)
        for kind in kinds
        for number, place in account.world.stock.free(kind, area_code=npa)
        if ratecenter in {"", places.ratecenter_id(place)} and nxx in {"", number[4:7]}
    ]
    return Answer(records=tuple(records), element="did_details", container="dids")


def add_did(account: Account, given: dict[str, str]) -> Answer:
    """Bought and charged at once; calls go over it from tomorrow on."""
    if given.get("did_id"):
        number, name = places.by_inventory_id(given["did_id"]), "did_id"
    else:
        number, name = places.e164(given["phone_number"]), "phone_number"
    kind = kind_of(number)
    if not kind or account.world.stock.holder(number):
        raise Refused(f"{name}_invalid")
    price = SETUP[kind] + MONTHLY[kind]
    if not account.can_pay(price):
        raise Refused("payment_denied")
    account.world.stock.take(number, account.owner)
    row = own(account, number, kind)
    account.book("invoice", -price, f"DID {row['phone_number']}: setup and first month")
    if kind != "abroad":
        account.add_line("did", row["phone_number"])
    record = {"client_did_id": row["client_did_id"], "phone_number": row["phone_number"]}
    return Answer(records=(record,), element="did_details")


def own(account: Account, number: str, kind: str) -> Document:
    """A number (E.164 digits) joins the account; nothing of it is set up yet."""
    row = {
        **EMPTY, "client_did_id": account.next_id("dids", FIRST_DID_ID), "phone_number": places.wire_number(number),
        "number": number, "kind": kind, "status": "enabled", "forward_timeout": "20", "peer_timeout": "20",
    }  # fmt: skip
    account.write("dids", row["client_did_id"], row)
    return row


def kind_of(number: str) -> str:
    """Of E.164 digits; empty for a number of no stock."""
    for kind, sold in KINDS.items():
        if any(number in place.digits(range(100)) for place in sold):
            return kind
    return ""


def request_dids(account: Account, given: dict[str, str]) -> Answer:
    """A message to the staff, who answer in their own time."""
    wrong = _problems(given)
    if wrong:
        raise Refused(*wrong)
    number = account.next_id("did-requests", 1)
    account.write("did_requests", number, {**given, "at": account.now.isoformat(), "status": "sent"})
    account.later("did_request_answered", ANSWERED_AFTER, request=number)
    return Answer()


def _problems(given: dict[str, str]) -> list[str]:
    local, prefix, ratecenter = (
        given.get("type") != "international",
        given.get("prefix", ""),
        given.get("ratecenter_id", ""),
    )
    wrong = []
    if given.get("prefix_preference") == "prefix_only" and not (local and prefix):
        wrong.append("prefix_preference_invalid")
    if prefix and local and len(prefix) != 6:
        wrong.append("prefix_invalid")
    elif prefix and local and not (places.places(npa=prefix[:3]) and prefix[3:] == IN_STOCK_EXCHANGE):
        wrong.append("prefix_not_found")
    if ratecenter and not places.places(ratecenter=ratecenter):
        wrong.append("ratecenter_id_not_found")
    return wrong


def _for_sale(account: Account, number: str, place: Place, kind: str) -> Record:
    local = kind == "local"
    state = places.state(place.region, place.country)
    return {
        "did_id": places.inventory_id(number),
        "phone_number": places.wire_number(number),
        "type": TYPES[kind],
        "npa": number[1:4] if local else "",
        "nxx": number[4:7] if local else "",
        "ratecenter_id": places.ratecenter_id(place),
        "ratecenter": place.centre,
        "state": state.code if state else "",
        "country": place.country if kind != "toll_free" else "",
        "setup_fee": account.told(SETUP[kind]),
        "monthly_fee": account.told(MONTHLY[kind]),
    }
