"""Messages in mailboxes: list, filter, delete. A deleted one is gone."""

from __future__ import annotations

from providers.sandbox.voicemeup import traces
from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.calls import page
from providers.sandbox.voicemeup.media import file_name, url_of
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.voicemeup.traces import Trace


def get_voicemails(account: Account, given: dict[str, str]) -> Answer:
    found = _chosen(account, given)
    if given.get("date_from"):
        found = [trace for trace in found if trace.at >= account.start_of(given["date_from"])]
    if given.get("date_to"):
        found = [trace for trace in found if trace.at < account.end_of(given["date_to"])]
    records = [_record(account, trace) for trace in page(found, given)]
    return Answer(records=tuple(records), element="voicemail_details", container="voicemails")


def delete_voicemails(account: Account, given: dict[str, str]) -> Answer:
    """By id or hash; the date alone takes everything BEFORE it."""
    if given.get("call_voicemail_id") or given.get("voicemail_hash"):
        doomed = _chosen(account, given)
    else:
        before = account.start_of(given["date"])
        doomed = [trace for trace in _alive(account) if trace.at < before]
    traces.delete(account, "voicemails", doomed, given.get("comments", ""))
    return Answer()


def _alive(account: Account) -> list[Trace]:
    return [trace for trace in traces.voicemails(account) if trace.deleted is None]


def _chosen(account: Account, given: dict[str, str]) -> list[Trace]:
    found = _alive(account)
    for name, attribute in (("call_voicemail_id", "id"), ("voicemail_hash", "hash")):
        if given.get(name):
            found = [trace for trace in found if getattr(trace, attribute) == given[name]]
            if not found:
                raise Refused(f"{name}_invalid")
    return found


def _record(account: Account, trace: Trace) -> Record:
    return {
        "call_voicemail_id": trace.id,
        "voicemail_hash": trace.hash,
        "client_mailbox_id": trace.mailbox,
        "date": account.day_of(trace.at),
        "time": account.time_of(trace.at),
        "duration": trace.seconds,
        "callerid_name": trace.call.name,
        "callerid_number": trace.call.other,
        "status": "new",
        "url": url_of(account, "voicemails", file_name(trace.hash, "wav")),
    }
