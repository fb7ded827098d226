"""What happens later: a message is delivered, a port moves on, a reply comes. Things fall due on the world's clock.

A service lays an entry down with its kind; the handler of that kind is called once the clock has reached it. Entries run
in the order of their times, and each is kept with its effects or not at all: a restart repeats nothing and loses nothing.
"""

from __future__ import annotations

from datetime import datetime

from providers.sandbox.world.store import Document, Store


class Agenda:
    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, kind: str, due: datetime, what: Document) -> None:
        """`due` is aware UTC. `what` is what the handler gets: a JSON object."""
        number = 1 + int((self._store.get("", "counters", "agenda") or {"last": 0})["last"])
        self._store.put("", "counters", "agenda", {"last": number})
        key = f"{due.isoformat(timespec='microseconds')}#{number:09d}"
        self._store.put("", "agenda", key, {"kind": kind, "due": due.isoformat(), "what": what})

    def waiting(self, kind: str = "") -> list[Document]:
        """What has not happened yet, the next first."""
        entries = sorted(self._store.all("", "agenda"))
        return [entry for _, entry in entries if kind in {"", entry["kind"]}]

    def take(self, now: datetime) -> Document | None:
        """The oldest entry that is due, taken off; None when nothing is."""
        keys = [key for key, _ in self._store.all("", "agenda")]
        first = min(keys, default=None)
        if first is None:
            return None
        entry = self._store.get("", "agenda", first)
        if entry is None or datetime.fromisoformat(entry["due"]) > now:
            return None
        self._store.delete("", "agenda", first)
        return entry
