"""Recordings of calls and voicemails: `media/recording.*`.

Those of the generator's calls are worked out: an app that recorded at the time has a recording of each answered call, one with
voicemail a message of most others. Kept are only the marks (read, deleted), and recordings of calls made through the API.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from providers.sandbox.callr import searching
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.media import file_url
from providers.sandbox.callr.past import Had, Past, keeps
from providers.sandbox.callr.refusal import wrong_value
from providers.sandbox.world.store import Document

Given = dict[str, Any]

KEPT = timedelta(days=30)
BYTES_A_SECOND = 2000
TYPES = ("CALL", "CONFERENCE", "RECORDING", "VOICEMAIL")
NO_OPTIONS = {
    "feeds": "both",
    "locale": "",
    "ner": True,
    "pii": True,
    "sentiment": True,
    "transcription": False,
    "webhook": None,
}
GONE = (110, "NOT_FOUND")


def all_recordings(account: Account) -> list[Document]:
    """Newest first, of the last month."""
    since = account.now - KEPT
    found = [made for had in Past(account).calls(since) if (made := of_call(account, had))]
    found += account.rows("recordings")
    marked = (_marked(account, row) for row in found)
    return sorted((row for row in marked if row), key=lambda row: str(row["date"]), reverse=True)


def find_recording(account: Account, name: str) -> Document | None:
    return next((row for row in all_recordings(account) if row["hash"] == name), None)


def of_call(account: Account, had: Had) -> Document | None:
    """What an app kept of a call; None when nothing."""
    call = had.call
    if had.app is None:
        return None
    records, takes_messages = keeps(had.app, call.started_at)
    callid = account.callid(call.uniqueid)
    if call.seconds and records:
        kind, seconds = "CALL", call.seconds
    elif call.inbound and call.disposition == "NO ANSWER" and takes_messages and callid % 3:
        kind, seconds = "VOICEMAIL", 5 + callid % 55
    else:
        return None
    return new_recording(
        account,
        name=account.derived_hash(f"recording:{call.uniqueid}"),
        kind=kind,
        app=had.app,
        callid=callid,
        cli=(call.name, had.other),
        did=had.did if call.inbound else None,
        moment=call.started_at,
        seconds=seconds,
    )


def new_recording(
    account: Account,
    *,
    name: str,
    kind: str,
    app: Document | None,
    callid: int,
    cli: tuple[str, str],
    did: Document | None,
    moment: datetime,
    seconds: int,
) -> Document:
    url = file_url(account, "recordings", name)
    return {
        "app_hash": app["hash"] if app else None,
        "app_name": app["name"] if app else "",
        "callid": callid,
        "cli_name": cli[0],
        "cli_number": cli[1],
        "date": account.stamp(moment),
        "date_read": None,
        "did_hash": did["hash"] if did else None,
        "did_intl_number": did["intl_number"] if did else None,
        "did_local_number": did["local_number"] if did else None,
        "duration": seconds,
        "file_size_total": seconds * BYTES_A_SECOND,
        "hash": name,
        "options": NO_OPTIONS,
        "read": False,
        "status": "READY",
        "type": kind,
        "url": url,
        "url_exts": ["mp3", "wav"],
        "url_mp3": f"{url}.mp3",
    }


def _marked(account: Account, row: Document) -> Document | None:
    marks = account.row("recording-marks", row["hash"])
    if marks is None:
        return row
    return None if marks["deleted"] else {**row, "read": marks["read"], "date_read": marks["date_read"]}


# ── The methods ───────────────────────────────────────────────────────────────────────


def search(account: Account, given: Given) -> Document:
    return searching.page(_matching(account, given["filters"]), given["options"])


def get_list(account: Account, given: Given) -> Document:
    """The older shape; its filters and options are taken to be those of search."""
    rows = _matching(account, given["filters"])
    return {"items": searching.page(rows, given["options"])["hits"], "total_items": len(rows)}


def _matching(account: Account, filters: Document | None) -> list[Document]:
    tests = {
        "date_from": searching.since("date"),
        "date_to": searching.until("date"),
        "read_at_from": searching.since("date_read"),
        "read_at_to": searching.until("date_read"),
        "duration_min": lambda row, value: row["duration"] >= value,
    }
    return searching.matching(all_recordings(account), filters, tests)


def get(account: Account, given: Given) -> Document:
    found = find_recording(account, given["hash"])
    if found is None:
        raise wrong_value("hash")
    return found


def delete(account: Account, given: Given) -> Document:
    return _mark_each(account, given["hashes"], {"deleted": True})


def set_read(account: Account, given: Given) -> Document:
    when = account.stamp() if given["read"] else None
    return _mark_each(account, given["hashes"], {"read": given["read"], "date_read": when})


def _mark_each(account: Account, hashes: list[str], marks: Document) -> Document:
    """One by one: those that are not there are told inside a successful answer."""
    there, errors = {row["hash"]: row for row in all_recordings(account)}, []
    for name in dict.fromkeys(hashes):
        row = there.get(name)
        if row is None:
            errors.append({"hash": name, "code": GONE[0], "message": GONE[1]})
        else:
            kept = {"read": row["read"], "date_read": row["date_read"], "deleted": False}
            account.write("recording-marks", name, {**kept, **marks})
    return {"success": len(set(hashes)) - len(errors), "errors": errors}


def overview(account: Account, given: Given) -> Document:
    rows = all_recordings(account)
    return {kind: _overview([row for row in rows if row["type"] == kind]) for kind in TYPES}


def _overview(rows: list[Document]) -> Document:
    ready = [row for row in rows if row["status"] == "READY"]
    read = sum(row["read"] for row in ready)
    return {
        "count": {
            status: sum(row["status"] == status for row in rows)
            for status in ("ERROR", "PROCESSING", "READY", "RECORDING")
        },
        "ready": {
            "count": len(ready),
            "read": read,
            "size": sum(row["file_size_total"] for row in ready),
            "unread": len(ready) - read,
        },
    }


def read_status(account: Account, given: Given) -> Document:
    counted = {kind: [row["read"] for row in all_recordings(account) if row["type"] == kind] for kind in TYPES}
    return {
        kind: {"count": len(reads), "read": sum(reads), "unread": len(reads) - sum(reads)}
        for kind, reads in counted.items()
    }
