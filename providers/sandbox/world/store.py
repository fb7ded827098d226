"""Where the world lives: one SQLite file of documents, read into memory, written through.

A document is a JSON object under (account, collection, key). Everything is a few thousand small documents, so memory holds
all of it; each change is committed before the answer leaves, which is what lets a kill -9 spoil nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Document = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    account TEXT NOT NULL, collection TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (account, collection, key)
) WITHOUT ROWID
"""


class Store:
    """Documents by account and collection, in the order of their making."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute(SCHEMA)
        self._documents: dict[tuple[str, str], dict[str, Document]] = {}
        for account, collection, key, body in self._database.execute(
            "SELECT account, collection, key, body FROM document ORDER BY json_extract(body, '$._order'), key"
        ):
            self._documents.setdefault((account, collection), {})[key] = json.loads(body)

    def all(self, account: str, collection: str) -> Iterator[tuple[str, Document]]:
        yield from list(self._documents.get((account, collection), {}).items())

    def accounts(self) -> list[str]:
        return list(dict.fromkeys(account for account, _ in self._documents if account))

    def get(self, account: str, collection: str, key: str) -> Document | None:
        return self._documents.get((account, collection), {}).get(key)

    def put(self, account: str, collection: str, key: str, document: Document) -> None:
        known = self._documents.setdefault((account, collection), {})
        order = known[key]["_order"] if key in known else self._next_order(known)
        known[key] = {**document, "_order": order}
        self._database.execute(
            "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)",
            (account, collection, key, json.dumps(known[key], ensure_ascii=False)),
        )

    def delete(self, account: str, collection: str, key: str) -> bool:
        removed = self._documents.get((account, collection), {}).pop(key, None)
        self._database.execute(
            "DELETE FROM document WHERE account = ? AND collection = ? AND key = ?", (account, collection, key)
        )
        return removed is not None

    @contextmanager
    def together(self) -> Iterator[None]:
        """All the changes inside are committed at once, or none is when the process dies."""
        self._database.execute("BEGIN")
        yield
        self._database.execute("COMMIT")

    def clear(self) -> None:
        self._documents.clear()
        self._database.execute("DELETE FROM document")

    def close(self) -> None:
        self._database.close()

    @staticmethod
    def _next_order(known: dict[str, Document]) -> int:
        return 1 + max((document["_order"] for document in known.values()), default=0)
