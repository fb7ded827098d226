"""Every documented method and the function that carries it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from providers.sandbox.callr import apps, dids, money, signing_in
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.references import check_reference
from providers.sandbox.callr.refusal import OOPS, Refusal
from providers.sandbox.callr.rules import arguments

Given = dict[str, Any]
Does = Callable[[Account, Given], Any]


def answer(account: Account, method: str, params: list[Any]) -> Any:
    """The result. Raises `Refusal` for anything but success, before anything was written."""
    given = arguments(account, method, params, lambda *value: check_reference(account, *value))
    does = METHODS.get(method)
    if does is None:
        raise Refusal(OOPS)
    return does(account, given)


def get_timestamp(account: Account, given: Given) -> int:
    return int(account.now.timestamp())


METHODS: dict[str, Does] = {
    "system.get_timestamp": get_timestamp,
    "session.create": signing_in.create_session,
    "session.all": signing_in.all_sessions,
    "session.refresh": signing_in.refresh_session,
    "session.delete": signing_in.delete_session,
    "api-key.create": signing_in.create_key,
    "api-key.all": signing_in.all_keys,
    "api-key.delete": signing_in.delete_key,
    "apps.create": apps.create_app,
    "apps.edit": apps.edit_app,
    "apps.get": apps.get_app,
    "apps.get_list": apps.list_apps,
    "apps.search": apps.search_apps,
    "apps.delete": apps.delete_app,
    "apps.get_dids": dids.list_dids,
    "apps.assign_did": apps.assign_did,
    "apps.remove_did": apps.remove_did,
    "apps.get_authorized_clis": apps.authorized_clis,
    "did.search": dids.search_dids,
    "billing.get_prepaid_credit": money.get_prepaid_credit,
}
