"""Who calls: Basic, Api-Key or Session, and perhaps on behalf of another account (CALLR-Login-As)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator

from starlette.datastructures import Headers

from providers.sandbox.callr.account import PROVIDER, Account
from providers.sandbox.callr.refusal import Denied
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World


def claimed_login(world: World, headers: Headers) -> str:
    """The account that the credentials point to, "" of none: what faults and the log are about. Not yet verified."""
    try:
        return _caller(world, headers, "", 0.0).login
    except Denied:
        kind, _, secret = headers.get("authorization", "").partition(" ")
        return _basic(secret)[0] if kind.lower() == "basic" else ""


def account_of(world: World, headers: Headers, *, base: str, skew: float) -> Account:
    """The account that the call acts on. Raises `Denied`."""
    caller = _caller(world, headers, base, skew)
    if caller.settings.disabled or caller.settings.archived:
        raise Denied(401)
    if caller.api_key:
        row = caller.row("api-keys", caller.api_key) or {}
        caller.write("api-keys", caller.api_key, {**row, "last_used_at": caller.stamp()})
    wanted = headers.get("callr-login-as", "").strip()
    if not wanted:
        return caller
    kind, _, target = wanted.partition(" ")
    for account in (caller, *caller.subs):
        settings = account.settings
        names = {"user.login": account.login, "account.hash": settings.hash}
        if names.get(kind.lower()) == target.strip():
            return Account(world, account.login, base=base, skew=skew)
    raise Denied(403)


def _caller(world: World, headers: Headers, base: str, skew: float) -> Account:
    kind, _, secret = headers.get("authorization", "").strip().partition(" ")
    secret = secret.strip()
    match kind.lower():
        case "basic":
            login, password = _basic(secret)
            account = Account(world, login, base=base, skew=skew)
            if account.exists and _same(account.settings.password, password):
                return account
        case "api-key":
            for login, key, row in _tokens(world, "api-keys"):
                if _same(row["_token"], secret):
                    return Account(world, login, base=base, skew=skew, api_key=key)
        case "session":
            for login, _, row in _tokens(world, "sessions"):
                account = Account(world, login, base=base, skew=skew, session=row["token"])
                if _same(row["token"], secret) and account.stamp() < row["valid_until"]:
                    return account
    raise Denied(401)


def _basic(secret: str) -> tuple[str, str]:
    try:
        login, _, password = base64.b64decode(secret, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return login, password


def _tokens(world: World, collection: str) -> Iterator[tuple[str, str, Document]]:
    for login in world.logins(PROVIDER):
        for key, row in world.store.all(f"{PROVIDER}:{login}", collection):
            yield login, key, row


def _same(kept: str, given: str) -> bool:
    return hmac.compare_digest(kept.encode(), given.encode())
