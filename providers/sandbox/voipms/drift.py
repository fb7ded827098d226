"""The type changes that clients met live (fact sheet, section 4): the same field as text here and a number there.

Each takes the position of a row and the row, and gives the row as it goes out. An account's `drift` setting turns them off.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
VOICEMAIL_FLAGS = ("attach_message", "delete_message", "say_time", "say_callerid")


def _did(position: int, row: Row) -> Row:
    available = int(row["sms_available"])
    return {**row, "sms_available": bool(available) if position % 7 == 3 else available}


def _voicemail(position: int, row: Row) -> Row:
    """Flags that are written yes and no read back as Y and N in some mailboxes, as 1 and 0 in others."""
    yes, no = ("Y", "N") if position % 2 == 0 else ("1", "0")
    return {**row, **{name: yes if row[name] == "yes" else no for name in VOICEMAIL_FLAGS}}


def _server(position: int, row: Row) -> Row:
    return {**row, "server_recommended": 1} if row["server_recommended"] == "Yes" and position % 2 else row


DRIFT: dict[str, Callable[[int, Row], Row]] = {
    "getDIDsInfo": _did,
    "getVoicemails": _voicemail,
    "getServersInfo": _server,
}
# Methods that fetch one file and answer a bare object where the page shows a list.
BARE_OBJECT = frozenset(["getVoicemailMessageFile", "getRecordingFile", "getConferenceRecordingFile"])


def drifted(method: str, rows: list[Row]) -> list[Row]:
    drift = DRIFT.get(method)
    return [drift(position, row) for position, row in enumerate(rows)] if drift else rows
