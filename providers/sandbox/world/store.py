"""Where the world's state lives: documents, held in memory and written through to SQLite.

A document is a JSON object under (owner, collection, key); an owner is "voipms:login", or "" for the world itself. All of
it is a few thousand small documents. Each change is committed before the answer leaves.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

Document = dict[str, Any]


class Store:
    """Documents by owner and collection, in the order of their making. Those handed out are not to be changed in place."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._documents: dict[tuple[str, str], dict[str, Document]] = {}
        self._touched: set[tuple[str, str]] = set()
        (last,) = database.execute("SELECT ifnull(max(position), 0) FROM document").fetchone()
        self._positions = count(last + 1)
        for owner, collection in database.execute("SELECT DISTINCT owner, collection FROM document").fetchall():
            self._read(owner, collection)

    def all(self, owner: str, collection: str) -> list[tuple[str, Document]]:
        return list(self._documents.get((owner, collection), {}).items())

    def get(self, owner: str, collection: str, key: str) -> Document | None:
        return self._documents.get((owner, collection), {}).get(key)

    def put(self, owner: str, collection: str, key: str, document: Document) -> None:
        self._touched.add((owner, collection))
        self._documents.setdefault((owner, collection), {})[key] = document
        self._database.execute(
            "INSERT INTO document VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
            (owner, collection, key, next(self._positions), json.dumps(document, ensure_ascii=False)),
        )

    def delete(self, owner: str, collection: str, key: str) -> bool:
        self._touched.add((owner, collection))
        removed = self._documents.get((owner, collection), {}).pop(key, None)
        self._database.execute(
            "DELETE FROM document WHERE owner = ? AND collection = ? AND key = ?", (owner, collection, key)
        )
        return removed is not None

    def clear(self) -> None:
        self._touched.update(self._documents)
        self._documents.clear()
        self._database.execute("DELETE FROM document")

    @contextmanager
    def together(self) -> Iterator[None]:
        """All the changes inside are kept, or none: not when an exception passes, not when the process dies."""
        self._touched.clear()
        self._database.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            for owner, collection in list(self._touched):
                self._read(owner, collection)
            raise
        self._database.execute("COMMIT")

    def _read(self, owner: str, collection: str) -> None:
        rows = self._database.execute(
            "SELECT key, body FROM document WHERE owner = ? AND collection = ? ORDER BY position", (owner, collection)
        )
        self._documents[owner, collection] = {key: json.loads(body) for key, body in rows}
