"""Sessions and API keys: `session.*` and `api-key.*`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from providers.sandbox.callr.account import HEX, Account
from providers.sandbox.callr.refusal import Refusal, wrong_format, wrong_value
from providers.sandbox.world.store import Document

Given = dict[str, Any]

VALID, REFRESHABLE = timedelta(hours=1), timedelta(days=14)  # how long they last is not documented


def create_session(account: Account, given: Given) -> Document:
    session = {
        "token": account.letters("session", 40, HEX),
        "refresh_token": account.letters("session", 40, HEX),
        "valid_until": account.stamp(account.now + VALID),
        "refreshable_until": account.stamp(account.now + REFRESHABLE),
    }
    account.write("sessions", session["token"], session)
    return session


def all_sessions(account: Account, given: Given) -> list[Document]:
    return [row for row in account.rows("sessions") if account.stamp() < row["refreshable_until"]]


def refresh_session(account: Account, given: Given) -> Document:
    """The token stays, it is valid for longer."""
    for row in account.rows("sessions"):
        if row["refresh_token"] == given["refresh_token"] and account.stamp() < row["refreshable_until"]:
            refreshed = {**row, "valid_until": account.stamp(account.now + VALID)}
            account.write("sessions", row["token"], refreshed)
            return refreshed
    raise wrong_value("refresh_token")


def delete_session(account: Account, given: Given) -> bool:
    """Ends the session that asks; a call with other credentials has none to end."""
    if not account.remove("sessions", account.session):
        raise Refusal("FORBIDDEN")
    return True


def create_key(account: Account, given: Given) -> Document:
    """The only answer that shows the token."""
    if not given["name"].strip():
        raise wrong_format("name")
    return new_key(account, given["name"], account.letters("api-key", 100, HEX))


def new_key(account: Account, name: str, token: str) -> Document:
    number, now = account.count("api-keys"), account.stamp()
    key = {"id": number, "name": name, "created_at": now, "updated_at": now, "last_used_at": None}
    account.write("api-keys", str(number), {**key, "_token": token})
    return {**key, "token": token}


def all_keys(account: Account, given: Given) -> list[Document]:
    return [public(row) for row in account.rows("api-keys")]


def delete_key(account: Account, given: Given) -> bool:
    if not account.remove("api-keys", str(given["id"])):
        raise wrong_value("id")
    return True


def public(row: Document) -> Document:
    """Without the world's own members, which begin with an underscore."""
    return {name: value for name, value in row.items() if not name.startswith("_")}
