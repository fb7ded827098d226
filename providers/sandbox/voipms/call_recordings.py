"""Recordings of calls, with audio that plays, and their transcripts.

A call is recorded when it was answered and recording was on for its number or its login at that time; so `record_calls` is
remembered with the times when it was switched (`note_switch`). A recording is found by its opaque id: the login, the
start and the unique id of the call, in base64.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.days import asked_range, eastern_day, written
from providers.sandbox.voipms.routes import is_login
from providers.sandbox.voipms.status import Status
from providers.sandbox.world import audio
from providers.sandbox.world.calls import Call
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]
SWITCHES = {"record_calls": "_recorded", "transcribe": "_transcribed"}
KINDS = {"incoming": True, "outgoing": False}
PHRASES = (
    "Hello, this is the front desk, how can I help you?",
    "Bonjour, j’aimerais déplacer mon rendez-vous.",
    "Could you send that to me by e-mail?",
    "Oui, jeudi à dix heures, c’est parfait.",
    "Thank you very much, have a good day.",
)


# ── When recording is on ──────────────────────────────────────────────────────────────


def note_switch(old: Document, new: Document, now: datetime) -> Document:
    """The new row of a number or login, with the spans in which it recorded and transcribed."""
    noted = dict(new)
    for field, spans in SWITCHES.items():
        before, after = old.get(field, "0"), new.get(field, "0")
        kept = list(old.get(spans, []))
        if before != "1" and after == "1":
            kept.append([now.isoformat(), ""])
        elif before == "1" and after != "1" and kept:
            kept[-1] = [kept[-1][0], now.isoformat()]
        noted[spans] = kept
    return noted


def _on(rows: Mapping[str, Document], name: str, spans: str, at: datetime) -> bool:
    moment = at.isoformat()
    return any(since <= moment and (not until or moment < until) for since, until in rows.get(name, {}).get(spans, []))


def _recorded(account: Account, start: datetime, end: datetime, spans: str = "_recorded") -> Iterator[Call]:
    dids = {row["did"]: row for row in account.rows("dids")}
    logins = {row["account"]: row for row in account.rows("subaccounts")}
    for call in account.calls(start, end):
        if call.seconds and (
            _on(dids, call.did, spans, call.started_at) or _on(logins, call.login, spans, call.started_at)
        ):
            yield call


# ── Calls ─────────────────────────────────────────────────────────────────────────────


def get_recordings(account: Account, method: Method, given: Given) -> Answer:
    """Newest first, `length` of them after the first `start`."""
    found = [_row(account, call) for call in _asked(account, given, "_recorded")]
    start, length = int(given.get("start") or 0), int(given.get("length") or len(found))
    page = found[max(0, start) : max(0, start) + max(0, length)]
    if not page:
        raise Status("no_recording")
    return {method.list_key: page}


def _asked(account: Account, given: Given, spans: str) -> list[Call]:
    """Of the login, the days and the direction that were asked for, newest first."""
    if not is_login(account, given["account"]):
        raise Status("invalid_account")
    kind = given.get("call_type", "")
    first, last = asked_range(given)
    deleted = {row["uniqueid"] for row in account.rows("deleted_recordings")}
    return [
        call
        for call in reversed(list(_recorded(account, eastern_day(first)[0], eastern_day(last)[1], spans)))
        if call.login == given["account"]
        and KINDS.get(kind, call.inbound) == call.inbound
        and call.uniqueid not in deleted
    ]


def get_recording(account: Account, method: Method, given: Given) -> Answer:
    call = _found(account, given)
    return {**_row(account, call), "base64file": base64.b64encode(audio.mp3(call.uniqueid, call.seconds)).decode()}


def mail_recording(account: Account, method: Method, given: Given) -> Answer:
    call = _found(account, given)
    account.mail(given["email"], "Call recording", call.uniqueid)
    return {"msg": f"The recording was sent to {given['email']}"}


def delete_recording(account: Account, method: Method, given: Given) -> Answer:
    call = _found(account, given)
    account.write("deleted_recordings", call.uniqueid, {"uniqueid": call.uniqueid})
    return {}


def _found(account: Account, given: Given) -> Call:
    """The call of a recording that is there. Raises `Status`."""
    if not is_login(account, given["account"]):
        raise Status("invalid_account")
    login, second, uniqueid = _read_id(given["callrecording"])
    start = datetime.fromtimestamp(second, UTC)
    for call in _recorded(account, start, start + timedelta(seconds=1)):
        if (call.uniqueid, call.login) == (uniqueid, login) and account.row("deleted_recordings", uniqueid) is None:
            return call
    raise Status("invalid_callrecording")


def _read_id(opaque: str) -> tuple[str, int, str]:
    try:
        login, second, uniqueid = base64.b64decode(opaque, validate=True).decode().split("-")
        if len(second) > 11:
            raise ValueError("beyond all times")
        return login, int(second), uniqueid
    except (binascii.Error, ValueError):
        raise Status("invalid_callrecording") from None


def _row(account: Account, call: Call) -> Document:
    opaque = f"{call.login}-{int(call.started_at.timestamp())}-{call.uniqueid}"
    return {
        "callrecording": base64.b64encode(opaque.encode()).decode(),
        "datetime": written(account, call.started_at, None),
        "destination": call.did if call.inbound else call.other,
        "type": "Incoming" if call.inbound else "Outgoing",
        "subaccount": call.login,
        "duration": f"{call.seconds // 60:02d}:{call.seconds % 60:02d}",
    }


# ── Transcripts ───────────────────────────────────────────────────────────────────────


def get_transcripts(account: Account, method: Method, given: Given) -> Answer:
    """Of calls over numbers and logins that transcribe. None is success without the list: no code is documented."""
    rows = [_transcript(account, call) for call in _asked(account, given, "_transcribed")]
    return {method.list_key: rows} if rows else {}


def _transcript(account: Account, call: Call) -> Document:
    random = Random(call.uniqueid)
    phrases, moment = [], call.started_at
    for position in range(min(6, 1 + call.seconds // 8)):
        seconds = random.uniform(1.5, 6)
        phrases.append(
            {
                "time": written(account, moment, None),
                "duration": f"{seconds:.2f}",
                "speaker": str(1 + position % 2),
                "phrase": PHRASES[random.randrange(len(PHRASES))],
            }
        )
        moment += timedelta(seconds=seconds)
    return {
        "date": written(account, call.started_at, None),
        "duration": f"{call.seconds // 60:02d}:{call.seconds % 60:02d}",
        "speakers": call.other,
        "locale": "en-US",
        "confidence": f"{random.uniform(82, 98):.2f}%",
        "recognized_phrases": phrases,
    }
