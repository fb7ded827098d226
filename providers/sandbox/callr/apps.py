"""Voice apps, and the numbers that are routed to them: `apps.*`."""

from __future__ import annotations

from typing import Any

from providers.sandbox.callr import searching
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.dids import did_row, show_did
from providers.sandbox.callr.packages import PACKAGES, configured
from providers.sandbox.callr.refusal import OOPS, Refusal
from providers.sandbox.callr.signing_in import public
from providers.sandbox.world.store import Document

Given = dict[str, Any]
KEPT_ROUTES = 50


def create_app(account: Account, given: Given) -> Document:
    if given["package"] not in PACKAGES:
        raise Refusal(OOPS)
    settings = configured(account, given["package"], given["params"])
    return show_app(account, new_app(account, given["package"], given["name"], settings))


def new_app(account: Account, package: str, name: str, settings: Document, app: str = "") -> Document:
    now = account.stamp()
    row: Document = {
        "hash": app or account.new_hash("app"),
        "name": name,
        "package": PACKAGES[package],
        "p": settings,
        "date_creation": now,
        "date_update": now,
    }
    return _kept(account, row)


def edit_app(account: Account, given: Given) -> Document:
    """Only what is given changes."""
    row = app_row(account, given["app"])
    settings = configured(account, row["package"]["name"], given["params"], row["p"])
    name = row["name"] if given["name"] is None else given["name"]
    return show_app(account, _kept(account, {**row, "name": name, "p": settings, "date_update": account.stamp()}))


def _kept(account: Account, row: Document) -> Document:
    """Written down, with what it records from now on: the recordings of before stay as they were."""
    options, vms = row["p"].get("options", {}), row["p"].get("vms", {})
    keeps = [account.now.isoformat(), bool(options.get("record_calls")), bool(vms.get("active") and vms.get("record"))]
    row = {**row, "_keeps": [*row.get("_keeps", []), keeps][-KEPT_ROUTES:]}
    account.write("apps", row["hash"], row)
    return row


def get_app(account: Account, given: Given) -> Document:
    return show_app(account, app_row(account, given["app"]))


def list_apps(account: Account, given: Given) -> list[Document]:
    return [show_app(account, row, with_dids=given["with_numbers"]) for row in account.rows("apps")]


def search_apps(account: Account, given: Given) -> Document:
    rows = searching.matching(account.rows("apps"), given["filters"], {"name": searching.holds("name")})
    found = searching.page(rows, given["options"])
    return {**found, "hits": [show_app(account, row) for row in found["hits"]]}


def delete_app(account: Account, given: Given) -> bool:
    """Its numbers are freed first."""
    for did in account.rows("dids"):
        if did["app"] == given["app"]:
            route(account, did, None)
    account.write("former-apps", given["app"], app_row(account, given["app"]))  # its calls stay on record
    account.remove("apps", given["app"])
    account.end_line("app", given["app"])
    return True


def assign_did(account: Account, given: Given) -> bool:
    """A number that is on another app moves."""
    app, did = app_row(account, given["app"]), did_row(account, given["did"])
    if not app["package"]["has_did"]:
        raise Refusal("APP_CANNOT_HAVE_DID")
    route(account, did, app["hash"])
    return True


def remove_did(account: Account, given: Given) -> bool:
    route(account, did_row(account, given["did"]), None)
    return True


def route(account: Account, did: Document, app: str | None) -> None:
    """From now on calls to this number go to the app; those of before went where they went."""
    routes = [*did["_routes"], [account.now.isoformat(), app]][-KEPT_ROUTES:]
    account.write("dids", did["hash"], {**did, "app": app, "_routes": routes})


def show_app(account: Account, row: Document, *, with_dids: bool = True) -> Document:
    dids = [show_did(did) for did in account.rows("dids") if did["app"] == row["hash"]] if with_dids else []
    return {**public(row), "did": dids}


def app_row(account: Account, app: str) -> Document:
    return account.held("apps", app)


def authorized_clis(account: Account, given: Given) -> list[Document]:
    """Own numbers and what was authorised for the account."""
    return [
        {"cli": row["cli"], "label": row["label"], "comment": row["comment"]} for row in clis(account, given["type"])
    ]


def clis(account: Account, use: str) -> list[Document]:
    own = [
        {"cli": did["intl_number"], "label": did["local_number_f"], "comment": "DID"} for did in account.rows("dids")
    ]
    authorised = [row for row in account.rows("clis") if row["use"] == use]
    return [*authorised, *(own if use == "CALL" else [])]
