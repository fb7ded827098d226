"""Keys of rows: UUID version 7, so that new rows land at the end of an index."""

from __future__ import annotations

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """RFC 9562 §5.7: 48 bits of Unix milliseconds, then version, variant and 74 random bits."""
    millis = time.time_ns() // 1_000_000
    value = (millis & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return UUID(int=value)
