"""Recordings of calls: list, filter, delete. A deleted one stays in the list by its status, without its sound."""

from __future__ import annotations

from datetime import timedelta

from providers.sandbox.voicemeup import traces
from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.media import file_name, url_of
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.voicemeup.traces import Trace

VERIFIED_AFTER = timedelta(minutes=30)


def get_recordings(account: Account, given: dict[str, str]) -> Answer:
    found = chosen(account, given)
    wanted = set((given.get("status") or "unverified,verified,deleted").split(","))
    records = [_record(account, trace) for trace in found if status(account, trace) in wanted]
    return Answer(records=tuple(records), element="recording_details", container="recordings")


def delete_recordings(account: Account, given: dict[str, str]) -> Answer:
    """By id or call; the date alone takes everything BEFORE it."""
    named = given.get("call_recording_id") or given.get("call_hash")
    if named:
        doomed = chosen(account, given)
    else:
        before = account.start_of(given["date"])
        doomed = [trace for trace in traces.recordings(account) if trace.call.started_at < before]
    alive = [trace for trace in doomed if trace.deleted is None]
    if named and not alive:
        raise Refused("call_recording_id_invalid" if given.get("call_recording_id") else "call_hash_invalid")
    traces.delete(account, "recordings", alive, given.get("comments", ""))
    return Answer()


def chosen(account: Account, given: dict[str, str]) -> list[Trace]:
    """All, or those that were named; a name of nothing is an error."""
    found = traces.recordings(account)
    for name, attribute in (("call_recording_id", "id"), ("recording_hash", "hash"), ("call_hash", "call_hash")):
        if given.get(name):
            found = [trace for trace in found if getattr(trace, attribute) == given[name]]
            if not found:
                raise Refused(f"{name}_invalid")
    return found


def status(account: Account, trace: Trace) -> str:
    if trace.deleted is not None:
        return "deleted"
    return "verified" if account.now - trace.at >= VERIFIED_AFTER else "unverified"


def _record(account: Account, trace: Trace) -> Record:
    gone = trace.deleted is not None
    name = file_name(trace.hash, "wav")
    return {
        "call_recording_id": trace.id,
        "recording_hash": trace.hash,
        "call_hash": trace.call_hash,
        "status": status(account, trace),
        "date": account.day_of(trace.call.started_at),
        "time": account.time_of(trace.call.started_at),
        "duration": trace.seconds,
        "size": "" if gone else traces.HEADER_BYTES + traces.BYTES_A_SECOND * min(trace.seconds, 120),
        "filename": name,
        "url": "" if gone else url_of(account, "recordings", name),
        "comments": trace.deleted or "",
    }
