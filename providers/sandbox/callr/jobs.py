"""Background jobs: `jobs.*`. A job that failed is DONE with an error, for there is no status of failure."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.events import tell
from providers.sandbox.callr.later import later
from providers.sandbox.callr.refusal import Refusal
from providers.sandbox.callr.signing_in import public
from providers.sandbox.world.store import Document

Given = dict[str, Any]
Work = Callable[[Account, Document], Any]

HID = string.ascii_letters + string.digits
STARTS, ENDS = 1, 2  # seconds after it was asked for, and after it started


def start(account: Account, work: str, *, hook: Document | None = None, **details: Any) -> str:
    """The id of a job that will do `work`, one of happenings.WORKS."""
    identity = account.letters("job", 32, HID)
    job = {"id": identity, "status": "PENDING", "percent": "0.00", "result": None, "error": None, "done_at": None}
    account.write("jobs", identity, {**job, "_work": work, "_details": details, "_hook": hook})
    later(account, STARTS, "job_starts", job=identity)
    return identity


def job_starts(account: Account, entry: Document) -> None:
    if _move(account, entry["job"], {"status": "RUNNING", "percent": "50.00"}):
        later(account, ENDS, "job_ends", job=entry["job"])


def finish(account: Account, entry: Document, works: dict[str, Work]) -> None:
    job = account.held("jobs", entry["job"])
    if job["status"] != "RUNNING":
        return
    outcome: Document = {"status": "DONE", "percent": "100.00", "done_at": account.stamp()}
    try:
        outcome["result"] = works[job["_work"]](account, job["_details"])
    except Refusal as refusal:
        outcome["error"] = {"code": refusal.code, "message": refusal.message}
    _move(account, entry["job"], outcome)


def _move(account: Account, identity: str, changes: Document) -> bool:
    job = account.held("jobs", identity)
    if job["status"] not in {"PENDING", "RUNNING"}:
        return False
    job = {**job, **changes}
    account.write("jobs", identity, job)
    tell(account, "job.status_update", public(job), hook=job["_hook"])
    return True


def get(account: Account, given: Given) -> Document:
    return public(account.held("jobs", given["id"]))


def cancel(account: Account, given: Given) -> bool:
    """False when it has ended already."""
    return _move(account, given["id"], {"status": "CANCELED"})
