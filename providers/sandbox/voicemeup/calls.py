"""The call history, and what a client may say of a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from providers.sandbox.seed import Place
from providers.sandbox.voicemeup import places
from providers.sandbox.voicemeup.account import Account, billed
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.world.calls import Call

Item = TypeVar("Item")

DEFAULT_LIMIT = 25
ARCHIVED_AFTER = timedelta(days=90)  # the archive has copies: old calls stay among the live ones too
STATUSES = {"ANSWERED": "answered", "NO ANSWER": "no_answer", "BUSY": "busy", "FAILED": "failed"}
ISSUES = {
    "1": ("no_audio", "No audio on either side."),
    "2": ("one_way_audio", "One side hears nothing."),
    "3": ("choppy_audio", "The audio is choppy or robotic."),
    "4": ("echo", "There is an echo."),
    "5": ("dropped", "The call was cut off."),
    "6": ("not_connected", "The call could not be completed."),
    "7": ("wrong_number", "The call reached another number."),
    "8": ("wrong_callerid", "The caller id was wrong or missing."),
    "9": ("dtmf", "Keys pressed were not recognised."),
    "10": ("fax", "A fax failed."),
}


def get_calls(account: Account, given: dict[str, str]) -> Answer:
    """With `unique_id`: those logged after the named call. In the order of their logging, which is when they end."""
    found = account.logged()
    if given.get("use_archive") == "1":
        found = [call for call in found if account.now - call.ended_at >= ARCHIVED_AFTER]
    if given.get("unique_id"):
        found = _after(account, found, given["unique_id"])
    if given.get("date_from"):
        since, until = account.start_of(given["date_from"]), account.end_of(given["date_to"])
        found = [call for call in found if since <= call.started_at < until]
    if given.get("direction"):
        found = [call for call in found if call.inbound == (given["direction"] == "inbound")]
    metadata = given.get("metadata") or "no"
    if metadata == "only":
        found = [call for call in found if _meta_data(account, call)]
    peer_ids = {peer["username"]: peer["client_peer_id"] for peer in account.rows("peers")}
    return Answer(
        records=tuple(_record(account, call, peer_ids, metadata) for call in page(found, given)),
        element="call_details", container="calls",
    )  # fmt: skip


def page(items: Sequence[Item], given: dict[str, str]) -> Sequence[Item]:
    """25 unless told, at most 1000, and no word of how many there are."""
    start = int(given.get("result_offset") or 0)
    return items[start : start + int(given.get("result_limit") or DEFAULT_LIMIT)]


def _after(account: Account, found: list[Call], unique_id: str) -> list[Call]:
    for position, call in enumerate(found):
        if account.hash_of(call) == unique_id:
            return found[position + 1 :]
    raise Refused("unique_id_invalid")


def find(account: Account, call_hash: str) -> Call | None:
    return next((call for call in account.logged() if account.hash_of(call) == call_hash), None)


def _meta_data(account: Account, call: Call) -> str:
    return str((account.row("dispatched", call.uniqueid) or {}).get("meta_data", ""))


def _record(account: Account, call: Call, peer_ids: dict[str, str], metadata: str) -> Record:
    """Numbers of either end come with ten or with eleven digits, as seen live."""
    other = places.e164(call.other) if call.other.isdigit() else call.other
    place = places.place_of(call.other) if call.other.isdigit() else None
    meta_data = _meta_data(account, call)
    return {
        "@unique_id": account.hash_of(call),
        "date": account.day_of(call.started_at),
        "time": account.time_of(call.started_at),
        "direction": "inbound" if call.inbound else "outbound",
        "source": call.other if call.inbound else call.did,
        "destination": places.e164(call.did) if call.inbound else other,
        "client_peer_id": peer_ids.get(call.login, ""),
        **_where(place),
        "duration": call.seconds,
        "callerid_name": call.name or (call.other if call.inbound else account.settings.callerid_name),
        "callerid_number": call.other if call.inbound else call.did,
        "bindings": "",
        "status": STATUSES.get(call.disposition, call.disposition.lower()),
        "normalized": places.e164(call.did) if call.inbound else other,
        "billed_amount": str(billed(call)),
        "current_rate": call.rate[:6],
        "monthly_usage": "increment",
        **({"meta_data": meta_data} if metadata == "all" or (metadata in {"yes", "only"} and meta_data) else {}),
    }


def _where(place: Place | None) -> Record:
    """Where the other end is; empty elements when it is nowhere."""
    state = places.state(place.region, place.country) if place else None
    return {
        "country_id": places.country_id(place.country) if place else "",
        "country": places.country_name(place.country) if place else "",
        "state_id": state.id if state else "",
        "state": state.name if state else "",
        "district": place.centre.title() if place else "",
    }


# ── Issues ────────────────────────────────────────────────────────────────────────────


def get_call_issues(account: Account, given: dict[str, str]) -> Answer:
    records = [
        {"call_issue_id": identity, "issue": word, "description": description}
        for identity, (word, description) in ISSUES.items()
    ]
    return Answer(records=tuple(records), element="call_issue_details", container="call_issues")


def report_call_issue(account: Account, given: dict[str, str]) -> Answer:
    wrong = []
    if find(account, given["unique_id"]) is None:
        wrong.append("unique_id_invalid")
    if given["call_issue_id"] not in ISSUES:
        wrong.append("call_issue_id_invalid")
    if wrong:
        raise Refused(*wrong)
    number = account.next_id("issues", 1)
    account.write("issues", number, {**given, "at": account.now.isoformat()})
    return Answer()
