"""The numbers of an account."""

from __future__ import annotations

from typing import Any

from providers.sandbox.callr import searching
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.events import tell
from providers.sandbox.callr.signing_in import public
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
    row = account.row("dids", did)
    assert row is not None, "references.py has looked it up"
    return row


def new_did(
    account: Account, national: str, *, country: str, gold: bool, kind: str = "GEOGRAPHIC", did: str = ""
) -> Document:
    """A number as it is when it just joined the account; `national` is ten digits."""
    return {
        "hash": did or account.new_hash("did"),
        "intl_number": f"+1{national}",
        "local_number": national,
        "local_number_f": f"({national[:3]}) {national[3:6]}-{national[6:]}",
        "country_code": country,
        "class": "GOLD" if gold else "CLASSIC",
        "type": kind,
        "app": None,
        "_routes": [],
    }


def join(account: Account, row: Document) -> None:
    account.write("dids", row["hash"], row)
    account.add_line("did", row["intl_number"])
    tell(account, "did.assigned", show_did(row))


def leave(account: Account, row: Document) -> None:
    """At once; the calls of tomorrow go elsewhere."""
    account.remove("dids", row["hash"])
    account.end_line("did", row["intl_number"])
    tell(account, "did.unassigned", show_did(row))
