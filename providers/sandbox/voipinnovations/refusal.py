"""An answer that is no success: its envelope code and its text (fact sheet, section 2)."""

from __future__ import annotations

NOTHING_FOUND, REFUSED, NOT_SIGNED_IN = "101", "900", "902"
NOTHING_FOUND_TEXT = "No records found"


class Refused(Exception):
    """Ends a call with this code and text in the envelope; nothing has been changed."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def nothing_found() -> Refused:
    return Refused(NOTHING_FOUND, NOTHING_FOUND_TEXT)
