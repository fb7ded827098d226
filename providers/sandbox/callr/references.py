"""Parameters that name something of the account: it must be there, or the call ends with the parameter's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.refusal import Refusal, wrong_value
from providers.sandbox.callr.rules import SPOKEN

# Parameter → collection, wherever it appears under that name.
EVERYWHERE = {"app": "apps", "did": "dids", "media_id": "library"}
# (service, parameter) → collection.
BY_SERVICE = {
    ("sms", "id"): "sms",
    ("jobs", "id"): "jobs",
    ("media/library", "id"): "library",
    ("webhooks", "hash"): "webhooks",
    ("clicktocall/calls", "hash"): "clicktocall",
    ("clicktocall/calls", "call"): "clicktocall",
    ("did/store", "token"): "orders",
    ("did/store", "hash"): "dids",
    ("sip/subscriber", "id"): "sip-subscribers",
    ("sip/trunk/origination", "id"): "sip-originations",
    ("sip/trunk/termination", "id"): "sip-terminations",
    ("conference/10", "room"): "rooms",
    ("sendr/10/campaign", "hash"): "campaigns",
    ("sendr/10/addressbook", "hash"): "addressbooks",
}
# An app of another package is refused.
PACKAGE = {
    "calls.realtime": "REALTIME10",
    "dialr/call.realtime": "REALTIME10",
    "actions.start": "ACTIONS10",
    "clicktocall/calls.start_2": "CLICKTOCALL10",
    "clicktocall/calls.get_list": "CLICKTOCALL10",
}
# Medias of the system: anybody may play them, nobody may change them.
CHANGING = frozenset(
    [
        "delete",
        "get_phone_id",
        "set_content",
        "set_content_from_file",
        "set_content_from_recording",
        "set_name",
        "set_tags",
    ]
)
SUB_ACCOUNTS = frozenset([("account/sub", "id"), ("account/sub", "from"), ("account/sub", "to")])


def check_reference(account: Account, method: str, name: str, value: Any) -> None:
    service, _, verb = method.rpartition(".")
    spoken = SPOKEN.get((method, name), name)
    if (service, name) in SUB_ACCOUNTS:
        if not any(sub.settings.hash == value for sub in account.subs):
            raise wrong_value(spoken)
        return
    collection = BY_SERVICE.get((service, name)) or EVERYWHERE.get(name)
    if collection is None:
        return
    row = account.row(collection, str(value))
    if row is None:
        raise wrong_value(spoken)
    _check_kind(method, verb, collection, row)


def _check_kind(method: str, verb: str, collection: str, row: Mapping[str, Any]) -> None:
    if collection == "apps" and row["package"]["name"] != PACKAGE.get(method, row["package"]["name"]):
        raise Refusal("BAD_APP_TYPE")
    if collection == "library" and not row["is_editable"] and verb in CHANGING:
        raise Refusal("FORBIDDEN")
