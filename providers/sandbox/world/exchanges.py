"""The log of the calls that the sandbox received, so that a test can ask what arrived: "exactly one write seen"."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

KEPT = 20_000
SECRET = frozenset(
    ["password", "client_password", "confirm_password", "queue_password", "smpp_pass", "pin", "security_code"]
)
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One call. `number` grows for ever, over restarts too. `wrote`: it changed the world. `status`: what was done, which
    a fault may have kept from the caller. `parameters` come without secrets.
    """

    number: int
    at: datetime
    provider: str
    account: str
    method: str
    parameters: dict[str, str]
    status: str
    fault: str
    wrote: bool

    def as_document(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


class Exchanges:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def add(
        self,
        *,
        at: datetime,
        provider: str,
        account: str,
        method: str,
        parameters: dict[str, str],
        status: str,
        fault: str,
        wrote: bool,
    ) -> None:
        told = {name: "•••" if name in SECRET else value[:LONGEST_VALUE] for name, value in parameters.items()}
        number = self._database.execute(
            "INSERT INTO exchange (at, provider, account, method, parameters, status, fault, wrote) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (at.isoformat(), provider, account, method, json.dumps(told), status, fault, wrote),
        ).lastrowid
        self._database.execute("DELETE FROM exchange WHERE number <= ?", ((number or 0) - KEPT,))

    def since(self, number: int = 0, *, account: str = "", method: str = "") -> list[Exchange]:
        """Those after `number`, oldest first; empty texts match all."""
        rows = self._database.execute(
            "SELECT * FROM exchange WHERE number > ?1 AND ?2 IN ('', account) AND ?3 IN ('', method) ORDER BY number",
            (number, account, method),
        )
        return [_exchange(row) for row in rows]

    def last(self, count: int) -> list[Exchange]:
        """Newest first."""
        rows = self._database.execute("SELECT * FROM exchange ORDER BY number DESC LIMIT ?", (count,))
        return [_exchange(row) for row in rows]

    def clear(self) -> None:
        self._database.execute("DELETE FROM exchange")


def _exchange(row: tuple[Any, ...]) -> Exchange:
    number, at, provider, account, method, parameters, status, fault, wrote = row
    return Exchange(
        number=number,
        at=datetime.fromisoformat(at),
        provider=provider,
        account=account,
        method=method,
        parameters=json.loads(parameters),
        status=status,
        fault=fault,
        wrote=bool(wrote),
    )
