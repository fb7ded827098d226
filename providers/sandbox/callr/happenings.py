"""What the agenda does on CALLR accounts, by the names that `later` gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from providers.sandbox.callr import (
    calls,
    campaigns,
    cdr,
    clicktocall,
    dialling,
    events,
    jobs,
    media,
    realtime,
    sms,
    subaccounts,
)
from providers.sandbox.callr.account import PROVIDER, Account
from providers.sandbox.callr.sweep import sweep
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import Handler, World

WORKS: dict[str, jobs.Work] = {
    "import_file": media.import_work,
    "export": cdr.export_work,
    "archive": subaccounts.archive_work,
    "append_file": campaigns.append_work,
}
HAPPENS: dict[str, Callable[[Account, Document], None]] = {
    "webhook_tried": events.webhook_tried,
    "sms_moves": sms.sms_moves,
    "sms_is_answered": sms.sms_is_answered,
    "somebody_writes": sms.somebody_writes,
    "recording_is_ready": dialling.recording_is_ready,
    "job_starts": jobs.job_starts,
    "job_ends": lambda account, entry: jobs.finish(account, entry, WORKS),
    "media_moves": media.media_moves,
    "clicktocall_moves": clicktocall.clicktocall_moves,
    "broadcast_moves": calls.broadcast_moves,
    "realtime_dials": realtime.realtime_dials,
    "sweep": sweep,
}


def happen(world: World, entry: Document) -> None:
    account = Account(world, entry["login"], at=datetime.fromisoformat(entry["due"]))
    if account.exists:
        HAPPENS[entry["what"]](account, entry)


HANDLERS: dict[str, Handler] = {PROVIDER: happen}
