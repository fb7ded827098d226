"""Faults on demand: what goes wrong, for which provider, account and method, how often.

Nothing is done
    status               answer {"status": code}: api_limit_exceeded, method_maintenance…
    expired_credentials  answer as to a wrong password
    http                 answer with HTTP `code` (429, 500, 503…; 503 when not given) and an HTML page
    html                 HTTP 200 with an HTML page of the edge
    no_effect            answer success
    down                 close the connection at once
    hang                 keep the connection open for `seconds` (60 when not given), then close it

It is done, and then
    lost_answer          the connection is closed without a byte
    late_answer          the answer waits for `seconds`
    empty                an empty body is sent, as seen live on delConference
    cut                  half of the answer is sent
    malformed            broken JSON is sent
    types                a list is sent where an object is due
    bad_rows             every third row of the answer's lists is spoilt: null for each value, or a text for the row
    unknown_code         a status that is in no table is sent

Beside the others
    latency              `seconds` pass before anything happens
    clock_skew           the times in the answer are off by `seconds` (may be negative)
"""

from __future__ import annotations

import fnmatch
from typing import Literal, get_args

import msgspec

from providers.sandbox.world.store import Store

Kind = Literal[
    "status",
    "expired_credentials",
    "http",
    "html",
    "no_effect",
    "down",
    "hang",
    "lost_answer",
    "late_answer",
    "empty",
    "cut",
    "malformed",
    "types",
    "bad_rows",
    "unknown_code",
    "latency",
    "clock_skew",
]
KINDS: tuple[str, ...] = get_args(Kind)
NOTHING_DONE = frozenset(["status", "expired_credentials", "http", "html", "no_effect", "down", "hang"])
BESIDE = frozenset(["latency", "clock_skew"])


class Order(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fault as asked for. Patterns may hold wildcards. `count` None: until removed. `after` matching calls pass first."""

    kind: Kind
    provider: str = "*"
    account: str = "*"
    method: str = "*"
    count: int | None = None
    after: int = 0
    code: str = ""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.count is not None and self.count < 1:
            raise ValueError("count is 1 or more")
        if self.kind == "status" and not self.code:
            raise ValueError("a status fault wants a code")
        if self.kind == "http" and self.code and not (self.code.isdigit() and 400 <= int(self.code) <= 599):
            raise ValueError("the code of an http fault is 400 to 599")
        if self.kind != "clock_skew" and not 0 <= self.seconds <= 3600:
            raise ValueError("seconds are between 0 and 3600")

    def matches(self, provider: str, account: str, method: str) -> bool:
        asked = ((provider, self.provider), (account, self.account), (method, self.method))
        return all(fnmatch.fnmatchcase(value, pattern) for value, pattern in asked)


class Fault(Order, frozen=True, kw_only=True):
    """A fault that waits."""

    id: str


class Struck(msgspec.Struct, frozen=True, kw_only=True):
    """What strikes one call: at most one fault, and what comes beside it."""

    fault: Fault | None = None
    latency: float = 0.0
    skew: float = 0.0


class Faults:
    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Fault]:
        return [msgspec.convert({**document, "id": key}, Fault) for key, document in self._store.all("", "faults")]

    def add(self, fields: object) -> Fault:
        """From the fields of an `Order`. Raises ValueError saying what is wrong with them."""
        order = msgspec.convert(fields, Order)
        number = 1 + int((self._store.get("", "counters", "faults") or {"last": 0})["last"])
        self._store.put("", "counters", "faults", {"last": number})
        return self._put(msgspec.convert({**msgspec.to_builtins(order), "id": str(number)}, Fault))

    def remove(self, fault_id: str) -> bool:
        return self._store.delete("", "faults", fault_id)

    def clear(self) -> None:
        for fault in self.all():
            self.remove(fault.id)

    def take(self, provider: str, account: str, method: str) -> Struck:
        """The oldest fault that matches this call, and all that come beside. Counted ones are used up."""
        fault, beside = None, []
        for waiting in self.all():
            if not waiting.matches(provider, account, method):
                continue
            if waiting.kind not in BESIDE and fault is not None:
                continue
            if waiting.after > 0:
                self._put(msgspec.structs.replace(waiting, after=waiting.after - 1))
                continue
            self._use_up(waiting)
            if waiting.kind in BESIDE:
                beside.append(waiting)
            else:
                fault = waiting
        return Struck(
            fault=fault,
            latency=sum(each.seconds for each in beside if each.kind == "latency"),
            skew=sum(each.seconds for each in beside if each.kind == "clock_skew"),
        )

    def _use_up(self, fault: Fault) -> None:
        if fault.count == 1:
            self.remove(fault.id)
        elif fault.count is not None:
            self._put(msgspec.structs.replace(fault, count=fault.count - 1))

    def _put(self, fault: Fault) -> Fault:
        document = {name: value for name, value in msgspec.to_builtins(fault).items() if name != "id"}
        self._store.put("", "faults", fault.id, document)
        return fault
