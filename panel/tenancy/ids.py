"""Keys of rows: UUID version 7, so that new rows land at the end of an index and read in the order they were made."""

from __future__ import annotations

import os
import time
from threading import Lock
from uuid import UUID

SMALL_STEP = 10_000 * 4096  # ten seconds in ticks
_lock = Lock()
_last = 0


def uuid7() -> UUID:
    """RFC 9562 §5.7: 48 bits of Unix milliseconds, version, 12 bits of their fraction (§6.2 method 3), variant, 62 random bits.

    Each is greater than the one before it in this process, also where the clock stands or goes back a little.
    """
    global _last
    with _lock:
        ticks = time.time_ns() * 4096 // 1_000_000
        if 0 <= _last - ticks < SMALL_STEP:
            ticks = _last + 1
        _last = ticks
    millis, fraction = divmod(ticks, 4096)
    noise = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=(millis & (1 << 48) - 1) << 80 | 7 << 76 | fraction << 64 | 0b10 << 62 | noise)
