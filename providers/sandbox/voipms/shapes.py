"""Every method without state of its own: an answer in the documented shape, built from its fields and their examples."""

from __future__ import annotations

from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.drift import BARE_OBJECT
from providers.wire.catalog import Method

Answer = dict[str, Any]


def shape(account: Account, method: Method) -> Answer:
    """Status alone for methods that document nothing else."""
    built: Answer = {}
    for field in method.fields:
        _place(built, field.where, field.name, field.example)
    if isinstance(built.get(method.list_key), str):
        built[method.list_key] = [built[method.list_key]]  # getLocations: a plain list of names
    if method.name in BARE_OBJECT and account.settings.drift:
        built = {key: rows[0] if isinstance(rows, list) else rows for key, rows in built.items()}
    return built


def _place(into: Answer, where: str, name: str, value: str) -> None:
    """`where` is "top", "info", "dids[]", or a path of those: "transcriptions[].recognized_phrases[]"."""
    for step in () if where == "top" else where.split("."):
        if step.endswith("[]"):
            into = into.setdefault(step.removesuffix("[]"), [{}])[0]
        else:
            into = into.setdefault(step, {})
    into[name] = value
