"""List, create, set and delete: four verbs for all the kinds of records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.call_recordings import note_switch
from providers.sandbox.voipms.checks import check_delete, check_write
from providers.sandbox.voipms.drift import drifted
from providers.sandbox.voipms.kinds import BY_METHOD, Kind
from providers.sandbox.voipms.status import Status
from providers.sandbox.voipms.voicemail_messages import forget_mailbox
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]


def answer_record_call(account: Account, method: Method, given: Given) -> Answer:
    kind, verb = BY_METHOD[method.name]
    return VERBS[verb](account, kind, method, given)


def list_records(account: Account, kind: Kind, method: Method, given: Given) -> Answer:
    rows = [documented(method, kind, row) for row in account.rows(kind.collection) if _is_asked_for(kind, row, given)]
    if not rows:
        asked = given.get(kind.list_id or kind.id, "")
        raise Status((kind.gone or kind.invalid) if asked else _empty(method, kind))
    return {method.list_key: drifted(method.name, rows) if account.settings.drift else rows}


def _is_asked_for(kind: Kind, row: Document, given: Given) -> bool:
    """By id; sub-accounts by login alone, static members within their queue, the rest by their own fields."""
    id_field = "account" if kind.collection == "subaccounts" else kind.id
    wanted = {id_field: given.get(kind.list_id or kind.id, "")}
    wanted |= {
        kind.renamed.get(name, name): value for name, value in given.items() if name not in (kind.list_id, kind.id)
    }
    return all(not value or field not in row or row[field] == value for field, value in wanted.items())


def documented(method: Method, kind: Kind, row: Document) -> Document:
    """The row with the documented fields, whatever else the world knows of it."""
    return {field.name: row.get(field.name, kind.default.get(field.name, "")) for field in method.fields}


def _empty(method: Method, kind: Kind) -> str:
    """An account without sub-accounts answers no_subaccount, seen live and listed last."""
    return method.empty_statuses[-1] if method.empty_statuses else kind.invalid


def set_record(account: Account, kind: Kind, method: Method, given: Given) -> Answer:
    """With an id the record is replaced, without one it is made."""
    key = given.get(kind.write_id, "")
    old = account.row(kind.collection, key) if key else None
    if key and old is None:
        raise Status(kind.invalid)
    new_key = key or _new_key(account, kind, given)
    _store(account, kind, new_key, given, old)
    return {kind.answer: _id(account, new_key)} if kind.answer else {}


def create_record(account: Account, kind: Kind, method: Method, given: Given) -> Answer:
    """Mailboxes choose their number; a sub-account's login is the main one's with its user name behind."""
    key = given.get(kind.create_id) or _new_key(account, kind, given)
    extra: Document = {}
    if kind.collection == "subaccounts":
        extra = {"account": f"{account.main}_{given['username']}", "_registered": False}
    _store(account, kind, key, given, None, extra)
    if not extra:
        return {}
    account.add_line("login", extra["account"])
    return {"id": _id(account, key), "account": extra["account"]}


def _store(
    account: Account, kind: Kind, key: str, given: Given, old: Document | None, extra: Document | None = None
) -> None:
    identity = {kind.write_id, kind.create_id}
    sent = {kind.renamed.get(name, name): value for name, value in given.items() if name not in identity}
    sent = {field: value or kind.default.get(field, "") for field, value in sent.items()}
    kept = {name: old[name] for name in kind.kept if name in old} if old else {}
    row = {**kind.default, **kept, **sent, **(extra or {}), kind.id: key}
    others = [(other, each) for other, each in account.world.store.all(account.owner, kind.collection) if each != old]
    for field, code in kind.unique.items():
        if row.get(field, "") != "" and any(each.get(field) == row[field] for _, each in others):
            raise Status(code)
    check_write(account, kind, row)
    if kind.collection == "subaccounts":
        row = note_switch(old or {}, row, account.moment)
    account.write(kind.collection, key, row)


def delete_record(account: Account, kind: Kind, method: Method, given: Given) -> Answer:
    key = given.get(kind.delete_id or kind.id, "")
    row = account.row(kind.collection, key)
    if row is None:
        raise Status(kind.invalid)
    check_delete(account, kind, key, row)
    account.remove(kind.collection, key)
    if kind.collection == "subaccounts":
        account.end_line("login", row["account"])
    if kind.collection == "voicemails":
        forget_mailbox(account, key)
    return {}


VERBS: dict[str, Callable[[Account, Kind, Method, Given], Answer]] = {
    "list": list_records,
    "set": set_record,
    "create": create_record,
    "delete": delete_record,
}


def _new_key(account: Account, kind: Kind, given: Given) -> str:
    """The next number, never one that was given before. Music is known by a word made of its description."""
    if kind.collection == "music":
        return re.sub(r"[^a-z0-9]+", "_", given["description"].lower()).strip("_") or "music"
    used = [int(row[kind.id]) for row in account.rows(kind.collection)]
    last = account.row("counters", kind.collection) or {"last": kind.first}
    key = max([*used, last["last"]]) + 1
    account.write("counters", kind.collection, {"last": key})
    return str(key)


def _id(account: Account, key: str) -> int | str:
    """Ids of create answers come as numbers, in a service where most scalars are text."""
    return int(key) if account.settings.drift and key.isdigit() else key
