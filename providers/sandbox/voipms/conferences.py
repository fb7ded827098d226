"""Who is in a conference, and its recordings."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.days import asked_range, eastern_day, written
from providers.sandbox.voipms.drift import BARE_OBJECT
from providers.sandbox.voipms.status import Status
from providers.sandbox.world import audio
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

RECORDINGS = "conference_recordings"


def add_member(account: Account, method: Method, given: Given) -> Answer:
    conference, members = _conference(account, given["conference"])
    if account.row("conference_members", given["member"]) is None:
        raise Status("invalid_member")
    if given["member"] in members:
        raise Status("member_already_included")
    _write(account, conference, [*members, given["member"]])
    return {"member": given["member"]}


def remove_member(account: Account, method: Method, given: Given) -> Answer:
    """Out of one conference, or without one out of all."""
    if account.row("conference_members", given["member"]) is None:
        raise Status("invalid_member")
    wanted = (
        [given["conference"]] if given.get("conference") else [row["conference"] for row in account.rows("conferences")]
    )
    found = [_conference(account, key) for key in wanted]
    inside = [(row, members) for row, members in found if given["member"] in members]
    if not inside:
        raise Status("conference_member_relation_not_found")
    for row, members in inside:
        _write(account, row, [member for member in members if member != given["member"]])
    return {}


def _conference(account: Account, key: str) -> tuple[Document, list[str]]:
    row = account.row("conferences", key)
    if row is None:
        raise Status("invalid_conference")
    return row, [member.strip() for member in row.get("members", "").split(";") if member.strip()]


def _write(account: Account, conference: Document, members: list[str]) -> None:
    account.write("conferences", conference["conference"], {**conference, "members": ";".join(members)})


def list_recordings(account: Account, method: Method, given: Given) -> Answer:
    conference, _ = _conference(account, given["conference"])
    rows = [row for row in account.rows(RECORDINGS) if row["conference"] == conference["conference"]]
    if given.get("date_from") and given.get("date_to"):
        first, last = asked_range(given)
        start, end = eastern_day(first)[0].timestamp(), eastern_day(last)[1].timestamp()
        rows = [row for row in rows if start <= int(row["recording"]) < end]
    if not rows:
        raise Status("no_recording")
    dated = [row | {"date": written(account, datetime.fromtimestamp(int(row["recording"]), UTC), None)} for row in rows]
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in dated]}


def get_file(account: Account, method: Method, given: Given) -> Answer:
    conference, _ = _conference(account, given["conference"])
    row = account.row(RECORDINGS, given["recording"])
    if row is None or row["conference"] != conference["conference"]:
        raise Status("invalid_recording")
    data = base64.b64encode(audio.wav(row["recording"], int(row["duration"]))).decode()
    file = {"recording": row["recording"], "data": data}
    return {method.list_key: file if method.name in BARE_OBJECT and account.settings.drift else [file]}


def bear(account: Account) -> None:
    """Each conference's last four meetings. A recording's id is the second of its start."""
    random = Random(f"{account.world.seed}:{account.owner}:conferences")
    numbers = account.rows("dids")
    for conference in account.rows("conferences"):
        for weeks in (4, 3, 2, 1):
            key = str(int((account.moment - timedelta(weeks=weeks, minutes=random.randrange(60))).timestamp()))
            did = numbers[0]["did"] if numbers else ""
            row = {
                "recording": key,
                "conference": conference["conference"],
                "did": did,
                "duration": str(random.randrange(20, 90)),
            }
            account.write(RECORDINGS, key, row)
