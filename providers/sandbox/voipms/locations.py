"""Locations: names that sub-accounts' extensions stand under. The list tells names alone, in the order of their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.status import Status
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

COLLECTION = "locations"
EVERYONE = "Reachable by everyone"  # id 0, always there


def list_all(account: Account, method: Method, given: Given) -> Answer:
    return {method.list_key: [EVERYONE, *(row["name"] for row in account.rows(COLLECTION))]}


def add(account: Account, method: Method, given: Given) -> Answer:
    if given["name"] in {EVERYONE, *(row["name"] for row in account.rows(COLLECTION))}:
        raise Status("location_already_exists")
    key = account.next_id(COLLECTION, 1)
    account.write(COLLECTION, key, {"id": key, "name": given["name"]})
    return {}


def delete(account: Account, method: Method, given: Given) -> Answer:
    """The id and the name must be of the same location."""
    row = account.row(COLLECTION, given["id"])
    if row is None or row["name"] != given["name"]:
        raise Status("location_not_found")
    if any(login["internal_extension_location"] == given["id"] for login in account.rows("subaccounts")):
        raise Status("location_linked_to_subaccount")
    account.remove(COLLECTION, given["id"])
    return {}
