"""Faxes that came and went: list, filter, delete. A deleted one stays in the list by its status, and is purged later."""

from __future__ import annotations

from datetime import datetime, timedelta

from providers.sandbox.voicemeup import traces
from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.media import file_name, url_of
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.voicemeup.traces import Trace

PURGED_AFTER = timedelta(days=30)
PROCESSING = timedelta(minutes=2)


def get_faxes(account: Account, given: dict[str, str]) -> Answer:
    found = _chosen(account, given)
    for name, told in (("status", _status), ("transmission_status", _transmission)):
        if given.get(name):
            wanted = set(given[name].split(","))
            found = [trace for trace in found if told(account, trace) in wanted]
    records = [_record(account, trace) for trace in found]
    return Answer(records=tuple(records), element="fax_details", container="faxes")


def delete_faxes(account: Account, given: dict[str, str]) -> Answer:
    """By id or call; the date alone takes the faxes OF that date, unlike recordings and voicemails."""
    if given.get("call_fax_id") or given.get("call_hash"):
        doomed = _chosen(account, given)
    else:
        doomed = [trace for trace in traces.faxes(account) if account.day_of(trace.at) == given["date"]]
    alive = [trace for trace in doomed if trace.deleted is None]
    traces.delete(account, "faxes", alive, given.get("comments", ""))
    return Answer()


def _chosen(account: Account, given: dict[str, str]) -> list[Trace]:
    found = traces.faxes(account)
    for name, attribute in (("call_fax_id", "id"), ("call_hash", "call_hash")):
        if given.get(name):
            found = [trace for trace in found if getattr(trace, attribute) == given[name]]
            if not found:
                raise Refused(f"{name}_invalid")
    return found


def _status(account: Account, trace: Trace) -> str:
    gone = account.row("deleted-faxes", trace.id)
    if gone is None:
        return "enabled"
    purged = account.now - datetime.fromisoformat(gone["at"]) >= PURGED_AFTER
    return "purged" if purged else "deleted"


def _transmission(account: Account, trace: Trace) -> str:
    if account.now - trace.at < PROCESSING:
        return "processing"
    return "completed" if trace.pages else "failed"


def _record(account: Account, trace: Trace) -> Record:
    call = trace.call
    there = trace.pages > 0 and trace.deleted is None
    return {
        "call_fax_id": trace.id,
        "call_hash": trace.call_hash,
        "status": _status(account, trace),
        "transmission_status": _transmission(account, trace),
        "date": account.day_of(trace.at),
        "time": account.time_of(trace.at),
        "direction": "inbound" if call.inbound else "outbound",
        "source": call.other if call.inbound else call.did,
        "destination": call.did if call.inbound else call.other,
        "pages": trace.pages,
        "url": url_of(account, "faxes", file_name(trace.hash, "pdf")) if there else "",
    }
