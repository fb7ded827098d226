"""What is switched on from one moment to another: recording, voicemail, fax. A call is covered when it starts in a span,
so that switching later leaves the past as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from providers.sandbox.voicemeup.account import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """`what` rides along: the mailbox that a number's voicemail goes to."""

    name: str
    what: str
    since: datetime
    until: datetime | None


class Spans:
    """Of one kind ("recorded", "voicemail", "fax"); read once, for many questions."""

    def __init__(self, account: Account, kind: str) -> None:
        self._spans: dict[str, list[Span]] = {}
        for row in account.rows(f"{kind}-spans"):
            self._spans.setdefault(row["name"], []).append(_span(row))

    def at(self, name: str, moment: datetime) -> Span | None:
        """The span that covers a moment."""
        for span in self._spans.get(name, ()):
            if span.since <= moment and (span.until is None or moment < span.until):
                return span
        return None

    @property
    def empty(self) -> bool:
        return not self._spans


def switch(account: Account, kind: str, name: str, on: bool, what: str = "", since: datetime | None = None) -> None:
    """From now on (or `since`). Nothing happens when it is so already."""
    collection = f"{kind}-spans"
    running = [
        (key, row)
        for key, row in account.world.store.all(account.owner, collection)
        if row["name"] == name and not row["until"]
    ]
    now = (since or account.now).isoformat()
    if on and any(row["what"] == what for _, row in running):
        return
    for key, row in running:
        account.write(collection, key, {**row, "until": now})
    if on:
        key = f"{name}@{now}#{what}"
        account.write(collection, key, {"name": name, "what": what, "since": now, "until": ""})


def switch_all(account: Account, kinds: Iterable[str], name: str) -> None:
    """Off, when a number goes."""
    for kind in kinds:
        switch(account, kind, name, False)


def _span(row: dict[str, str]) -> Span:
    return Span(
        name=row["name"],
        what=row["what"],
        since=datetime.fromisoformat(row["since"]),
        until=datetime.fromisoformat(row["until"]) if row["until"] else None,
    )
