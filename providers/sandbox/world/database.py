"""The one SQLite file of a world: opened by one process at a time, safe against a kill -9 at any moment."""

from __future__ import annotations

import sqlite3
from pathlib import Path

FORMAT = 3  # a world of another format is given up and born again: nothing in it is real
SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    owner TEXT NOT NULL, collection TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (owner, collection, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS exchange (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, provider TEXT NOT NULL, account TEXT NOT NULL,
    method TEXT NOT NULL, parameters TEXT NOT NULL, status TEXT NOT NULL, fault TEXT NOT NULL, wrote INTEGER NOT NULL
);
"""


class InUse(Exception):
    """Another sandbox keeps its world in the same folder."""


def open_database(path: Path) -> sqlite3.Connection:
    """In autocommit mode; transactions are begun by hand. Raises `InUse`."""
    database = sqlite3.connect(path, timeout=1, check_same_thread=False, isolation_level=None)
    try:
        # Exclusive: the documents are also held in memory, so a second process would overwrite what this one knows.
        database.execute("PRAGMA locking_mode=EXCLUSIVE")
        database.execute("PRAGMA journal_mode=WAL")
        database.execute(
            "PRAGMA synchronous=NORMAL"
        )  # outlives the process; only a power cut may lose the last moments
        if database.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
            database.executescript("DROP TABLE IF EXISTS document; DROP TABLE IF EXISTS exchange")
            database.execute(f"PRAGMA user_version={FORMAT}")
        database.executescript(SCHEMA)
        database.execute("BEGIN EXCLUSIVE")
        database.execute("COMMIT")
    except sqlite3.OperationalError as problem:
        database.close()
        raise InUse(str(path)) from problem
    return database
