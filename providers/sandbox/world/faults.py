"""Faults on demand: what goes wrong, for which account and method, how often.

kinds
    latency        answer after `seconds`
    status         answer {"status": code} without doing anything (code: api_limit_exceeded, method_maintenance…)
    http           answer with HTTP `code` (429, 500, 503…) and an HTML page, without doing anything
    html           HTTP 200 with an HTML edge page, without doing anything
    cut            do it, then send half of the answer
    malformed      do it, then send broken JSON
    types          do it, then answer with a list where an object is due
    unknown_code   do it, then answer a status that is in no table
    lost_answer    do it, then close the connection without a byte
    no_effect      answer success, do nothing
    down           close the connection at once, do nothing
    hang           keep the connection open for `seconds` (default 60), then close it; nothing is done
"""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass

from providers.sandbox.world.store import Document, Store

KINDS = frozenset(
    [
        "latency",
        "status",
        "http",
        "html",
        "cut",
        "malformed",
        "types",
        "unknown_code",
        "lost_answer",
        "no_effect",
        "down",
        "hang",
    ]
)
BEFORE_WRITE = frozenset({"status", "http", "html", "no_effect", "down", "hang"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`method` may hold wildcards. `count` None: until removed. `after` calls that match pass first."""

    id: str
    kind: str
    provider: str = "*"
    account: str = "*"
    method: str = "*"
    count: int | None = None
    after: int = 0
    code: str = ""
    seconds: float = 0.0

    def matches(self, provider: str, account: str, method: str) -> bool:
        return all(
            fnmatch.fnmatchcase(value, pattern)
            for value, pattern in ((provider, self.provider), (account, self.account), (method, self.method))
        )


class Faults:
    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Fault]:
        return [_fault(key, document) for key, document in self._store.all("", "faults")]

    def add(self, **fields: object) -> Fault:
        """Raises ValueError for an unknown kind or field."""
        if fields.get("kind") not in KINDS:
            raise ValueError(f"unknown kind {fields.get('kind')!r}; one of {', '.join(sorted(KINDS))}")
        number = 1 + max((int(fault.id) for fault in self.all()), default=0)
        fault = _fault(str(number), fields)
        self._store.put("", "faults", fault.id, dict(fields))
        return fault

    def remove(self, fault_id: str) -> bool:
        return self._store.delete("", "faults", fault_id)

    def clear(self) -> None:
        for fault in self.all():
            self.remove(fault.id)

    def take(self, provider: str, account: str, method: str) -> list[Fault]:
        """The faults that strike this call: all latencies, and the oldest of the others. Counted ones are used up."""
        struck: list[Fault] = []
        for fault in self.all():
            if not fault.matches(provider, account, method):
                continue
            if fault.kind != "latency" and any(each.kind != "latency" for each in struck):
                continue
            if fault.after > 0:
                self._put(fault, after=fault.after - 1)
                continue
            struck.append(fault)
            if fault.count is not None:
                if fault.count <= 1:
                    self.remove(fault.id)
                else:
                    self._put(fault, count=fault.count - 1)
        return struck

    def _put(self, fault: Fault, **changed: object) -> None:
        document = self._store.get("", "faults", fault.id) or {}
        self._store.put("", "faults", fault.id, {**document, **changed})


def _fault(fault_id: str, fields: dict[str, object] | Document) -> Fault:
    known = {name: value for name, value in fields.items() if name != "_order"}
    try:
        return Fault(id=fault_id, **known)  # type: ignore[arg-type]
    except TypeError as problem:
        raise ValueError(str(problem)) from None
