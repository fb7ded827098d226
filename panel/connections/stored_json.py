"""What providers sent, as JSON that Postgres takes: plain types only, and no NUL, which its texts cannot hold."""

from __future__ import annotations

import re
from typing import Any

import msgspec

_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")  # the escape, not a backslash that was followed by the letters


def as_text(value: object) -> str:
    return _NUL.sub(rb"\1", msgspec.json.encode(value, enc_hook=dict)).decode()


def plain(value: object) -> Any:
    """Dicts, lists and scalars, as they come back from the database."""
    return msgspec.json.decode(as_text(value))
