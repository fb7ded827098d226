"""What calls leave behind: recordings, voicemails, faxes. They are worked out from the calls and the spans in which a number
or a peer had the feature on, so nothing needs to be stored but what was deleted.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.spans import Spans
from providers.sandbox.world.calls import Call

SHORTEST_RECORDING_SECONDS = 3  # those of two seconds or less vanish on their own
VOICEMAIL_SHARE = 6  # of ten callers whom nobody answered
FAX_SHARE = 8  # of ten calls to a fax number
BYTES_A_SECOND = 16_000
HEADER_BYTES = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """`call_hash` names it too; `seconds` of sound, or `pages` of a fax. `at` is aware UTC. `deleted`: why, None when not."""

    id: str
    hash: str
    call_hash: str
    call: Call
    at: datetime
    seconds: int = 0
    pages: int = 0
    mailbox: str = ""
    deleted: str | None = None


Finder = Callable[[Account], list[Trace]]


def recordings(account: Account) -> list[Trace]:
    return list(_traces(account, "recorded", _recording))


def voicemails(account: Account) -> list[Trace]:
    return list(_traces(account, "voicemail", _voicemail))


def faxes(account: Account) -> list[Trace]:
    return list(_traces(account, "fax", _fax))


FINDERS: dict[str, Finder] = {"recordings": recordings, "voicemails": voicemails, "faxes": faxes}


def delete(account: Account, kind: str, doomed: list[Trace], comments: str) -> None:
    for trace in doomed:
        account.write(f"deleted-{kind}", trace.id, {"at": account.now.isoformat(), "comments": comments})


def _traces(account: Account, kind: str, make: Callable[[Account, Spans, Call], Trace | None]) -> Iterator[Trace]:
    spans = Spans(account, kind)
    if not spans.empty:
        for call in account.logged():
            trace = make(account, spans, call)
            if trace:
                yield trace


def _recording(account: Account, spans: Spans, call: Call) -> Trace | None:
    """Of the number or the peer that records, or of a call dispatched with recording on."""
    if call.seconds < SHORTEST_RECORDING_SECONDS:
        return None
    dispatched = account.row("dispatched", call.uniqueid)
    if dispatched:
        wanted = bool(dispatched["recorded"])
    else:
        wanted = bool(spans.at(call.did, call.started_at) or spans.at(call.login, call.started_at))
    return _trace(account, "recordings", call, call.ended_at, seconds=call.seconds) if wanted else None


def _voicemail(account: Account, spans: Spans, call: Call) -> Trace | None:
    span = spans.at(call.did, call.started_at) if call.inbound and call.disposition == "NO ANSWER" else None
    if span is None or _dice(account, call, "voicemail", 10) >= VOICEMAIL_SHARE:
        return None
    seconds = 4 + _dice(account, call, "seconds", 55)
    return _trace(account, "voicemails", call, call.ended_at, seconds=seconds, mailbox=span.what)


def _fax(account: Account, spans: Spans, call: Call) -> Trace | None:
    if not spans.at(call.did, call.started_at) or _dice(account, call, "fax", 10) >= FAX_SHARE:
        return None
    pages = 1 + _dice(account, call, "pages", 7) if call.disposition == "ANSWERED" else 0
    return _trace(account, "faxes", call, call.ended_at, pages=pages)


def _trace(
    account: Account, kind: str, call: Call, at: datetime, *, seconds: int = 0, pages: int = 0, mailbox: str = ""
) -> Trace:
    call_hash = account.hash_of(call)
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}:{call_hash}")
    number = str(identity.int % 10**9)
    gone = account.row(f"deleted-{kind}", number)
    return Trace(
        id=number, hash=str(identity), call_hash=call_hash, call=call, at=at, seconds=seconds, pages=pages,
        mailbox=mailbox, deleted=gone["comments"] if gone else None,
    )  # fmt: skip


def _dice(account: Account, call: Call, what: str, sides: int) -> int:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{what}:{account.hash_of(call)}").int % sides
