"""When each kind of an account's routing objects was last read completely, as the cursor of its sync plan keeps it.

A run that ended well is not enough: it may have left out a kind that could not be read, or one whose loss waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

READ_AT = "read_at"


def readings(cursor: Mapping[str, Any]) -> dict[str, datetime]:
    """By kind; a kind that was never read completely is not there."""
    return {kind: datetime.fromisoformat(at) for kind, at in cursor.get(READ_AT, {}).items()}


def with_readings(cursor: Mapping[str, Any], read: Mapping[str, datetime]) -> dict[str, Any]:
    """The cursor with these later ones."""
    return {**cursor, READ_AT: {**cursor.get(READ_AT, {}), **{kind: at.isoformat() for kind, at in read.items()}}}
