"""Tells of the generator's calls as they start and end: events, voicemails and recordings, Real-Time apps that answer.

Every half minute of the world's time; after a long step of the clock only the newest are told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from providers.sandbox.callr import cdr, recordings
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.events import tell
from providers.sandbox.callr.later import later_at
from providers.sandbox.callr.past import Had, Past
from providers.sandbox.callr.realtime import ring
from providers.sandbox.world.calls import LONGEST_SECONDS, Call
from providers.sandbox.world.store import Document

EVERY = timedelta(seconds=30)
MOST_TOLD, MOST_RINGS = 100, 3
UNENDED = ("answer", "hangup", "hangupcause", "hangupsource", "dialstatus")


def sweep(account: Account, entry: Document) -> None:
    since, until = datetime.fromisoformat(entry["since"]), account.world.clock.now()
    later_at(account, until + EVERY, "sweep", since=until.isoformat())
    account.balance()  # what ended is charged
    past = Past(account)
    ended = _ended(account, since, until)[-MOST_TOLD:]
    for call in _started(account, since, until)[-MOST_TOLD:]:
        if past.knows(call):
            _tell_start(account, past.had(call))
    for call in ended:
        if past.knows(call):
            _tell_end(account, past.had(call))
    answering = [had for call in ended if past.knows(call) if (had := past.had(call)) and _answers(had)]
    for had in answering[-MOST_RINGS:]:
        number, app = had.did, had.app
        if app is not None:
            name = f"ring:{had.call.uniqueid}"
            ring(account, number, app, cli=had.other, cli_name=had.call.name, name=name, recorded=False)


def _started(account: Account, since: datetime, until: datetime) -> list[Call]:
    days = {since.date(), until.date()}
    calls = [call for day in sorted(days) for call in account.plan.calls_of(day)]
    calls += [call for call in account.calls(since, until) if account.row("calls", call.uniqueid)]
    return [call for call in calls if since < call.started_at <= until]


def _ended(account: Account, since: datetime, until: datetime) -> list[Call]:
    """The generator's and those made by hand."""
    first = max(since, until - timedelta(days=1)) - timedelta(seconds=LONGEST_SECONDS)
    return [call for call in account.calls(first, until + timedelta(seconds=1)) if since < call.ended_at <= until]


def _answers(had: Had) -> bool:
    app = had.app
    return had.call.inbound and app is not None and app["package"]["name"] == "REALTIME10" and bool(app["p"]["url"])


def _tell_start(account: Account, had: Had) -> None:
    record = cdr.inbound(account, had) if had.call.inbound else cdr.outbound(account, had)
    begun = {name: None if name in UNENDED else value for name, value in record.items()}
    begun |= {"duration": 0, "duration_answered": 0, "duration_billed": 0, "billing_customer_debit_eur": "0.00"}
    tell(account, f"call.{'in' if had.call.inbound else 'out'}bound_start", begun)


def _tell_end(account: Account, had: Had) -> None:
    if had.call.inbound:
        tell(account, "call.inbound_hangup", cdr.inbound(account, had))
        second = cdr.forwarded(account, had)
        if second:
            tell(account, "call.outbound_hangup", second)
    else:
        tell(account, "call.outbound_hangup", cdr.outbound(account, had))
    recording = recordings.of_call(account, had)
    if recording:
        tell(account, "media.recording.new", recording)
