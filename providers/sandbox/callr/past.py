"""The calls of an account as it had them: the generator's, with the number and the app that each came to at its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from providers.sandbox.callr.account import Account
from providers.sandbox.world.calls import Call
from providers.sandbox.world.store import Document

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Had:
    """A call with its number and app, either of which may be gone by now; `other` is E.164."""

    call: Call
    did: Document
    app: Document | None
    other: str


class Past:
    """Looks the numbers and apps of calls up; made once for a list of calls."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._dids = {row["intl_number"]: row for row in (*account.rows("former-dids"), *account.rows("dids"))}
        self._apps = {row["hash"]: row for row in (*account.rows("former-apps"), *account.rows("apps"))}

    def calls(self, start: datetime = EARLIEST, end: datetime = LATEST) -> list[Had]:
        """Ended calls that started in [start, end), oldest first."""
        return [self.had(call) for call in self._account.calls(start, end) if call.did in self._dids]

    def knows(self, call: Call) -> bool:
        return call.did in self._dids

    def had(self, call: Call) -> Had:
        did = self._dids[call.did]
        app = _at(did["_routes"], call.started_at) if call.inbound else call.login
        return Had(call=call, did=did, app=self._apps.get(app or ""), other=_other_end(call, did))


def _at(history: list[list[Any]], moment: datetime) -> Any:
    """What held at that time: the last entry [since, value] that is not later."""
    held = [value for since, value in history if since <= moment.isoformat()]
    return held[-1] if held else None


def keeps(app: Document, moment: datetime) -> tuple[bool, bool]:
    """Whether the app recorded calls at that time, and whether it took voicemails."""
    entries = [entry for entry in app["_keeps"] if entry[0] <= moment.isoformat()] or app["_keeps"][:1]
    return entries[-1][1], entries[-1][2]


def _other_end(call: Call, did: Document) -> str:
    """The generator's people are American and Canadian; a number abroad is called from its own country."""
    if did["country_code"] == "FR":
        return f"+331990048{call.other[-2:]}"
    if did["country_code"] == "GB":
        return f"+4420794603{call.other[-2:]}"
    return f"+1{call.other}"
