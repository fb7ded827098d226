"""Notices of the network's state: one each nine days or so, the newest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record

EVERY = timedelta(days=9)
KEPT = 60
OPEN_FOR = timedelta(hours=6)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
NOTICES = (
    ("Maintenance of the Montréal switch", "Calls may be interrupted for a few seconds."),
    ("Delays in inbound SMS", "Messages of one carrier arrive late."),
    ("Caller names missing", "The names of some callers are not shown."),
    ("Degraded calls to Toronto", "Some calls are choppy; traffic goes another way."),
    ("Panel unavailable", "The client panel cannot be reached; calls are not affected."),
    ("Fax transmission", "Faxes of many pages may fail."),
)


def get_network_status(account: Account, given: dict[str, str]) -> Answer:
    newest = (account.now - EPOCH) // EVERY
    wanted = range(newest, max(0, newest - KEPT), -1)
    start = int(given.get("offset") or 0)
    records = [_notice(account, number) for number in wanted[start : start + int(given.get("limit") or 5)]]
    return Answer(records=tuple(records), element="network_status_details", container="network_status")


def _notice(account: Account, number: int) -> Record:
    random = Random(f"{account.world.seed}:network:{number}")
    at = EPOCH + number * EVERY - timedelta(minutes=random.randrange(8 * 24 * 60))
    title, description = random.choice(NOTICES)
    return {
        "date": account.day_of(at),
        "time": account.time_of(at),
        "title": title,
        "description": description,
        "status": "resolved" if account.now - at > OPEN_FOR else "investigating",
    }
