"""How much of the media quota is used."""

from __future__ import annotations

from typing import Any

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.recordings import all_recordings
from providers.sandbox.world.store import Document

Given = dict[str, Any]
FREE_SECONDS, PAID_SECONDS = 36_000, 0


def get_quota_status(account: Account, given: Given) -> Document:
    """In seconds."""
    library = [row["duration"] for row in account.rows("library") if row["is_editable"]]
    recorded = [row["duration"] for row in all_recordings(account)]
    by_library, by_recording = sum(library), sum(recorded)
    used = by_library + by_recording
    return {
        "count": {"library": len(library), "recording": len(recorded)},
        "duration": {"library": by_library, "recording": by_recording},
        "quota": {"free": FREE_SECONDS, "paid": PAID_SECONDS, "unit": "seconds"},
        "status": {
            "unit": "seconds",
            "unused": max(FREE_SECONDS + PAID_SECONDS - used, 0),
            "used": used,
            "used_by_library": by_library,
            "used_by_recording": by_recording,
            "used_free": min(used, FREE_SECONDS),
            "used_paid": max(used - FREE_SECONDS, 0),
        },
    }
