"""The numbers of an account."""

from __future__ import annotations

from typing import Any

import phonenumbers

from providers.sandbox.callr import searching
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.events import tell
from providers.sandbox.callr.signing_in import public
from providers.sandbox.seed import Place
from providers.sandbox.world.store import Document

Given = dict[str, Any]


def search_dids(account: Account, given: Given) -> Document:
    rows = [show_did(row) for row in account.rows("dids")]
    found = searching.matching(rows, given["filters"], {"KEYWORDS": _has_keywords})
    return searching.page(found, given["options"])


def _has_keywords(row: Document, keywords: str) -> bool:
    """Fragments of the number, however it is written; all of them."""
    written = (row["intl_number"], row["local_number"], row["local_number_f"])
    return all(any(word in each for each in written) for word in str(keywords).split())


def list_dids(account: Account, given: Given) -> list[Document]:
    return [show_did(row) for row in account.rows("dids") if row["app"] is None or not given["only_available"]]


def show_did(row: Document) -> Document:
    return public(row)


def did_row(account: Account, did: str) -> Document:
    return account.held("dids", did)


def new_did(account: Account, number: str, place: Place) -> Document:
    """A number as it is when it just joined the account; `number` is E.164 digits."""
    local, written = local_forms(number)
    return {
        "hash": account.new_hash("did"),
        "intl_number": f"+{number}",
        "local_number": local,
        "local_number_f": written,
        "country_code": place.country,
        "class": class_of(number),
        "type": type_of(place),
        "app": None,
        "_routes": [],
    }


def local_forms(number: str) -> tuple[str, str]:
    """As it is dialled in its country, bare and with separators."""
    parsed = phonenumbers.parse(f"+{number}")
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(char for char in written if char.isdigit()), written


def class_of(number: str) -> str:
    """GOLD is easy to remember: it ends in a double digit."""
    return "GOLD" if number[-1] == number[-2] else "CLASSIC"


def type_of(place: Place) -> str:
    return {"TOLL FREE": "TOLLFREE", "MOBILE": "MOBILE"}.get(place.centre, "GEOGRAPHIC")


def join(account: Account, row: Document) -> None:
    account.world.stock.take(row["intl_number"][1:], account.owner)
    account.write("dids", row["hash"], row)
    account.add_line("did", row["intl_number"])
    tell(account, "did.assigned", show_did(row))


def leave(account: Account, row: Document) -> None:
    """At once; the calls of tomorrow go elsewhere."""
    account.world.stock.give_back(row["intl_number"][1:])
    account.remove("dids", row["hash"])
    account.write("former-dids", row["hash"], row)  # its calls stay on record
    account.end_line("did", row["intl_number"])
    tell(account, "did.unassigned", show_did(row))
